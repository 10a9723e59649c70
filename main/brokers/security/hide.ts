/** A text of the other side without the credentials it was sent, should it quote them. */
export function hideCredentials(text: string, headers: Readonly<Record<string, string>>): string {
  const { authorization = '' } = headers
  const secret = authorization.replace(/^\w+ /, '')
  return secret === '' ? text : text.replaceAll(secret, '…')
}
