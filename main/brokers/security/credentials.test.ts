import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import { failureOf } from '../testing/scene.ts'
import { openSecurity } from './security.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-credentials-'))
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
afterAll(() => rmSync(folder, { recursive: true }))

async function headersOf(auth: PulsarConnection['auth']) {
  return (await openSecurity({ auth })).headers()
}

it('shows nothing where a connection says nothing', async () => {
  expect(await headersOf(undefined)).toEqual({})
  expect(await headersOf({ type: 'none' })).toEqual({})
})

it('shows a token as bearer', async () => {
  expect(await headersOf({ type: 'token', token: 'abc.def' })).toEqual({ authorization: 'Bearer abc.def' })
})

it('shows name and password in Base64', async () => {
  const authorization = `Basic ${Buffer.from('ada:pä:ss').toString('base64')}`
  expect(await headersOf({ type: 'basic', username: 'ada', password: 'pä:ss' })).toEqual({ authorization })
})

it('reads a token file each time, without the line end', async () => {
  const tokenFile = file('token', 'one\n')
  const security = await openSecurity({ auth: { type: 'token', tokenFile } })
  expect(await security.headers()).toEqual({ authorization: 'Bearer one' })
  writeFileSync(tokenFile, ' two ')
  expect(await security.headers()).toEqual({ authorization: 'Bearer two' })
})

it('takes a file:// address as a path', async () => {
  const tokenFile = `file://${file('addressed', 'three')}`
  expect(await headersOf({ type: 'token', tokenFile })).toEqual({ authorization: 'Bearer three' })
})

it.each(['', 'two words', 'line\nline', 'tökän'])('refuses %j as a token without showing it', async (token) => {
  const failure = await failureOf(headersOf({ type: 'token', token }))
  expect(failure.code).toBe('SLUICE-NOT-AUTHENTICATED')
  if (token !== '') expect(failure.message).not.toContain(token)
})

it('names field and path of a token file that is not there', async () => {
  const tokenFile = join(folder, 'nowhere')
  const failure = await failureOf(headersOf({ type: 'token', tokenFile }))
  expect(failure.code).toBe('SLUICE-CONNECTION-FILE')
  expect(failure.message).toBe(
    `The file of "auth.tokenFile" in the connection, ${tokenFile}, cannot be used: there is no such file.`,
  )
})

it('says where it looked for a relative path', async () => {
  const failure = await failureOf(headersOf({ type: 'token', tokenFile: 'no/token' }))
  expect(failure.message).toContain(`It was looked for at ${process.cwd()}`)
})

it('says that a file is a folder, or may not be read', async () => {
  expect((await failureOf(headersOf({ type: 'token', tokenFile: folder }))).message).toContain('it is a folder')
  if (process.getuid?.() === 0) return
  const tokenFile = file('locked', 'x')
  chmodSync(tokenFile, 0)
  expect((await failureOf(headersOf({ type: 'token', tokenFile }))).message).toContain('it may not be read')
})
