/** A Pulsar service URL, taken apart. */
export interface ServiceAddress {
  readonly isEncrypted: boolean
  /** Of the first broker named; IPv6 addresses keep their brackets. */
  readonly host: string
}

const host = String.raw`(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*))(?::\d{1,5})?`
const serviceUrl = new RegExp(String.raw`^pulsar(\+ssl)?://(${host})(?:,${host})*/?$`)
const webServiceUrl = new RegExp(String.raw`^https?://${host}(?:,${host})*(?:/[^\s]*)?$`)

/** `pulsar://host:port` or `pulsar+ssl://host:port`, several hosts with commas; null when the text is no such URL. */
export function parseServiceUrl(url: string): ServiceAddress | null {
  const match = serviceUrl.exec(url)
  if (match?.[2] === undefined) return null
  return { isEncrypted: match[1] !== undefined, host: match[2].replace(/:\d+$/, '') }
}

/** Whether the text is an `http` or `https` base address. */
export function isWebServiceUrl(url: string): boolean {
  return webServiceUrl.test(url)
}
