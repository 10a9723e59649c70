import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toCanonicalText } from '../../shared/graph/canonical.ts'
import { documentCaps } from '../../shared/graph/parse.ts'
import { createDocument } from '../../shared/graph/testing/documents.ts'
import { type CheckFormat, checkFiles } from './check.ts'

let folder: string
const sound = createDocument()
const broken = `{
  "format": "sluice/1", "id": "a", "name": "A",
  "nodes": [
    { "id": "gen", "operator": "generatr", "config": {} },
    { "id": "end", "operator": "console", "config": { "evil\\u001b[2J\\u202e": 1 } }
  ],
  "edges": [{ "from": "gen.out", "to": "end.in" }]
}`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-check-'))
})

afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function checkText(content: string | Uint8Array, format: CheckFormat = 'text') {
  const path = await file('x.sluice.json', content)
  const { output, exitCode } = await checkFiles([path], format)
  return { lines: output.replaceAll(path, 'x').split('\n'), output, exitCode }
}

describe('a sound file', () => {
  test('ends with 0 and says what it says', async () => {
    const nodes = sound.nodes.filter(({ id }) => id !== 'keep')
    const { lines, exitCode } = await checkText(
      toCanonicalText({ ...sound, nodes, edges: [{ from: 'gen.out', to: 'end.in' }] }),
    )
    expect({ lines, exitCode }).toEqual({ lines: ['No problems.', ''], exitCode: 0 })
  })

  test('may have warnings and notes', async () => {
    const { lines, exitCode } = await checkText(
      toCanonicalText({ ...sound, connections: { main: { type: 'embedded' } } }),
    )
    expect(lines.slice(-3)).toEqual(['', '1 warning, 1 note.', ''])
    expect(exitCode).toBe(0)
  })
})

describe('a broken file', () => {
  test('ends with 2 and lists every problem with its place and its fix, from top to bottom', async () => {
    const { lines, exitCode } = await checkText(broken)
    expect(lines).toEqual([
      'x:4:5 error SLUICE-OPERATOR-UNKNOWN The step "gen" uses the operator "generatr", which does not exist. Did you mean "generator"?',
      '    fix: Use "generator"',
      expect.stringMatching(/^x:5:78 error SLUICE-FIELD-UNKNOWN /),
      expect.stringMatching(/^ {4}fix: Remove /),
      '',
      '2 errors.',
      '',
    ])
    expect(exitCode).toBe(2)
  })

  test('cannot speak to the terminal', async () => {
    const { output } = await checkText(broken)
    expect(output).toContain('evil')
    expect(output.replaceAll('\n', '')).not.toMatch(/\p{C}/u)
  })

  test('that is no JSON is told with line and column', async () => {
    const { lines, exitCode } = await checkText('{\n  "format" "sluice/1"\n}')
    expect(lines[0]).toMatch(/^x:2:12 error SLUICE-FILE-JSON .*a colon must follow/)
    expect(exitCode).toBe(2)
  })

  test('that is no text is told so', async () => {
    const { lines } = await checkText(new Uint8Array([0x7b, 0xff, 0xfe]))
    expect(lines[0]).toBe('x error SLUICE-FILE-NOT-TEXT The file is not UTF-8 text. Is it the right file?')
  })

  test('that is too large is told so, even when it is cut inside a letter', async () => {
    const { lines } = await checkText('ü'.repeat(documentCaps.bytes))
    expect(lines[0]).toMatch(/^x error SLUICE-FILE-TOO-LARGE/)
  })
})

describe('a file that cannot be read', () => {
  test('is a problem like any other, and the others are checked all the same', async () => {
    const good = await file('good.sluice.json', toCanonicalText(sound))
    const { output, exitCode } = await checkFiles([join(folder, 'none'), folder, good])
    expect(output).toContain('none error SLUICE-FILE-MISSING There is no such file.')
    expect(output).toContain(`${folder} error SLUICE-FILE-UNREADABLE This is a folder`)
    expect(output).toContain('2 errors, 1 note in 3 files.')
    expect(output).not.toMatch(/\bat .*:\d+:\d+/)
    expect(exitCode).toBe(2)
  })

  test('may be one that never ends', async () => {
    const { output, exitCode } = await checkFiles(['/dev/zero'])
    expect(output).toMatch(/SLUICE-FILE-(TOO-LARGE|UNREADABLE)/)
    expect(exitCode).toBe(2)
  })
})

describe('other programs read the findings', () => {
  test('as JSON with the patches of the fixes', async () => {
    const { output } = await checkText(broken, 'json')
    expect(JSON.parse(output)).toMatchObject({
      files: [
        {
          diagnostics: [
            { code: 'SLUICE-OPERATOR-UNKNOWN', place: { node: 'gen', line: 4 }, fix: { patch: [{ op: 'replace' }] } },
            {},
          ],
        },
      ],
      summary: { errors: 2, warnings: 0, notes: 0 },
    })
  })

  test('as SARIF 2.1.0', async () => {
    const path = await file('with space.sluice.json', broken)
    const log = JSON.parse((await checkFiles([path, join(folder, 'none')], 'sarif')).output)
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [{ columnKind: 'utf16CodeUnits', tool: { driver: { name: 'Sluice' } } }],
    })
    const [{ tool, results }] = log.runs
    expect(results).toHaveLength(3)
    for (const result of results) {
      expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
      expect(['error', 'warning', 'note']).toContain(result.level)
      expect(result.message.text).not.toBe('')
    }
    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: expect.stringMatching(/^file:\/\/\/.*with%20space\.sluice\.json$/) },
      region: { startLine: 4, startColumn: 5 },
    })
    expect(results[2].locations[0].physicalLocation).not.toHaveProperty('region')
  })

  test('with relative paths left relative', async () => {
    const { output } = await checkFiles(['no such/file.json'], 'sarif')
    expect(JSON.parse(output).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(
      'no%20such/file.json',
    )
  })
})
