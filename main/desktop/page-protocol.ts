import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, posix } from 'node:path'
import { pageHeaders } from '../host/page-security.ts'

/** The page's address. A scheme of its own, so that no file of the machine can be named. */
export const pageScheme = 'app'
export const pageOrigin = 'app://sluice'
export const pageUrl = `${pageOrigin}/index.html`

/** What must be told to Electron before it is ready: the scheme is a secure origin like https. */
export const pageSchemePrivileges = {
  scheme: pageScheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: false },
} as const

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/**
 * The files of the built page, by their path in the address (`/index.html`). Read once: what is not in this map does not
 * exist, whatever the address says.
 */
export async function readPageFiles(directory: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  // By names and `stat` alone: what else `readdir` can do does not reach into Electron's archives in all its versions.
  async function readFolder(address: string): Promise<void> {
    for (const name of await readdir(join(directory, address))) {
      const inside = posix.join(address, name)
      const file = join(directory, inside)
      if ((await stat(file)).isDirectory()) await readFolder(inside)
      else files.set(inside, file)
    }
  }
  await readFolder('/')
  return files
}

/** Answers the page's requests from the fixed map. Everything else is 404, whatever its method, host or dots. */
export function servePage(files: ReadonlyMap<string, string>): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url)
    const file =
      url.host === new URL(pageOrigin).host ? files.get(url.pathname === '/' ? '/index.html' : url.pathname) : undefined
    if (file === undefined) return new Response('Not found', { status: 404, headers: pageHeaders })
    const type = contentTypes[extname(file)] ?? 'application/octet-stream'
    return new Response(await readFile(file), { headers: { ...pageHeaders, 'content-type': type } })
  }
}
