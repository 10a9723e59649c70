/** `npm run docs`: writes the reference of operators from their specs, and takes away the pages of operators that are gone. */

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { generatedPages } from './docs/pages.ts'

const project = new URL('../', import.meta.url)
const folder = new URL('docs/operators/', project)
const pages = generatedPages()

await mkdir(folder, { recursive: true })
for (const name of await readdir(folder)) {
  if (!pages.has(`docs/operators/${name}`)) await rm(new URL(name, folder))
}
for (const [path, text] of pages) await writeFile(new URL(path, project), text)
console.log(`${pages.size} pages are in docs/operators.`)
