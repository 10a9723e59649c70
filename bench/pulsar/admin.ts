/** Has the broker keep what is written although nobody subscribes. */
export function keepEverything(webServiceUrl: string): Promise<void> {
  const policy = { retentionTimeInMinutes: 600, retentionSizeInMB: 10_000 }
  return call(webServiceUrl, 'POST', 'namespaces/public/default/retention', policy)
}

export function removeTopic(webServiceUrl: string, topic: string): Promise<void> {
  return call(webServiceUrl, 'DELETE', `persistent/public/default/${topic}?force=true`)
}

async function call(webServiceUrl: string, method: string, path: string, body?: object): Promise<void> {
  const content = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`${webServiceUrl}/admin/v2/${path}`, { method, ...content })
  if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`)
}
