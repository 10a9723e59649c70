import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPageFiles, servePage } from './page-protocol.ts'

let directory: string
let answer: (request: Request) => Promise<Response>

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-page-'))
  await mkdir(join(directory, 'page', 'assets'), { recursive: true })
  await writeFile(join(directory, 'page', 'index.html'), '<!doctype html>')
  await writeFile(join(directory, 'page', 'assets', 'main.js'), 'export {}')
  await writeFile(join(directory, 'secret.txt'), 'not the page')
  answer = servePage(await readPageFiles(join(directory, 'page')))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const get = (url: string) => answer(new Request(url))

describe('the page protocol', () => {
  it('serves the page at its root and by name', async () => {
    expect(await (await get('app://sluice/')).text()).toBe('<!doctype html>')
    expect(await (await get('app://sluice/index.html')).text()).toBe('<!doctype html>')
  })

  it('gives each file its type, and every answer the strict headers', async () => {
    const script = await get('app://sluice/assets/main.js')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(script.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect((await get('app://sluice/nothing')).headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it.each([
    'app://sluice/../secret.txt',
    'app://sluice/%2e%2e/secret.txt',
    'app://sluice/assets/..%2f..%2fsecret.txt',
    'app://other/index.html',
    'app://sluice/assets',
  ])('does not know %s', async (url) => {
    expect((await get(url)).status).toBe(404)
  })
})
