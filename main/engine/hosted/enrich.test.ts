import { describe, expect, it } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import { spec } from '../../../shared/operators/enrich.ts'
import type { HttpAnswer, HttpPort, HttpRequest } from '../ports.ts'
import { runOperator } from '../testing/harness.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { createMemoryFiles } from '../testing/memory-files.ts'

const json = (value: unknown, status = 200): HttpAnswer => ({
  status,
  headers: {},
  body: new TextEncoder().encode(value === undefined ? '' : JSON.stringify(value)),
})

function service(answer: (url: string, number: number) => HttpAnswer | Error) {
  const asked: HttpRequest[] = []
  const http: HttpPort = {
    async get(request) {
      asked.push(request)
      const given = answer(request.url, asked.filter(({ url }) => url === request.url).length)
      await Promise.resolve()
      if (given instanceof Error) throw given
      return given
    },
  }
  return { http, asked }
}

const url = 'http://s/customers/{value.id}'
const look = (http: HttpPort, ids: readonly unknown[], config: Record<string, unknown> = {}, key?: string) =>
  runOperator(
    'enrich',
    { url, into: 'customer', ...config },
    ids.map((id) => ({ value: { id }, ...(key === undefined ? {} : { key }) })),
    { world: { http }, clock: createManualClock() },
  )

describe('enrich from HTTP', () => {
  it('adds the answer to the value', async () => {
    const { http } = service((address) => json({ name: address.at(-1) }))
    const { outputs, ledger } = await look(http, ['a', 'b'], {}, 'k')
    expect(outputs.out?.map(({ value }) => value)).toEqual([
      { id: 'a', customer: { name: 'a' } },
      { id: 'b', customer: { name: 'b' } },
    ])
    expect(ledger).toMatchObject({ received: 2, delivered: 2 })
  })

  it('lets no value change where the address leads', async () => {
    const { http, asked } = service(() => json({}))
    const { outputs } = await look(http, ['../admin?x=1#y', '..'])
    expect(asked.map((request) => request.url)).toEqual(['http://s/customers/..%2Fadmin%3Fx%3D1%23y'])
    expect(outputs.errors).toHaveLength(1)
  })

  it('asks once for what many ask at the same time, and again when the answer is old', async () => {
    const { http, asked } = service(() => json({ n: 1 }))
    await look(
      http,
      Array.from({ length: 50 }, () => 'a'),
    )
    expect(asked).toHaveLength(1)
    await look(
      http,
      Array.from({ length: 50 }, () => 'a'),
      { cacheTtlMs: 0 },
    )
    expect(asked).toHaveLength(51)
  })

  it('keeps the order per key, whatever is answered first', async () => {
    const slow: HttpPort = {
      get: async (request) => {
        for (let turn = 0; turn < (request.url.endsWith('1') ? 20 : 1); turn++) await Promise.resolve()
        return json(1)
      },
    }
    const { outputs } = await look(slow, [1, 2, 3], {}, 'same')
    expect(outputs.out?.map(({ value }) => (value as { id: number }).id)).toEqual([1, 2, 3])
  })

  it('tries again what may pass, and keeps no failure', async () => {
    const passing = service((_url, number) => (number < 3 ? json({}, 503) : json({ ok: true })))
    expect((await look(passing.http, ['a'])).outputs.out).toHaveLength(1)
    const away = service((_url, number) => (number < 2 ? fail('SLUICE-HTTP-FAILED', 'Away.') : json({ ok: true })))
    expect((await look(away.http, ['a'])).outputs.out).toHaveLength(1)
    const gone = service(() => json({}, 500))
    const { outputs } = await look(gone.http, ['a', 'a'], { retries: 1, concurrency: 1 })
    expect(outputs.errors?.map(({ failure }) => failure?.code)).toEqual(['SLUICE-HTTP-BUSY', 'SLUICE-HTTP-BUSY'])
    expect(gone.asked.length).toBe(4)
  })

  it.each([
    [json({}, 403), 'SLUICE-HTTP-STATUS'],
    [{ ...json(''), body: new TextEncoder().encode('<html>') }, 'SLUICE-HTTP-ANSWER'],
  ] as const)('sends a useless answer to errors', async (answer, code) => {
    const { http, asked } = service(() => answer)
    const { outputs } = await look(http, ['a'])
    expect(outputs.errors?.map(({ failure }) => failure?.code)).toEqual([code])
    expect(asked).toHaveLength(1)
  })

  it('takes 404 and an empty answer for "nothing there"', async () => {
    const { http } = service((address) => (address.endsWith('a') ? json({}, 404) : json(undefined)))
    const { outputs } = await look(http, ['a', 'b'])
    expect(outputs.out?.map(({ value }) => (value as { customer: unknown }).customer)).toEqual([null, null])
    const strict = await look(http, ['a'], { missing: 'error' })
    expect(strict.outputs.errors?.map(({ failure }) => failure?.code)).toEqual(['SLUICE-ENRICH-MISSING'])
  })

  it('has no more lookups under way than it may', async () => {
    let open = 0
    let most = 0
    const http: HttpPort = {
      async get() {
        most = Math.max(most, ++open)
        for (let turn = 0; turn < 5; turn++) await Promise.resolve()
        open--
        return json(1)
      },
    }
    const { ledger } = await look(
      http,
      Array.from({ length: 200 }, (_, id) => id),
      { concurrency: 7 },
    )
    expect(most).toBe(7)
    expect(ledger).toMatchObject({ delivered: 200 })
  })

  it('needs an object to add to', async () => {
    const { http } = service(() => json(1))
    const { outputs } = await runOperator('enrich', { url: 'http://s/' }, [{ value: 5 }], { world: { http } })
    expect(outputs.errors?.map(({ failure }) => failure?.code)).toEqual(['SLUICE-ENRICH-NOT-OBJECT'])
  })
})

describe('enrich from a file', () => {
  const config = {
    from: 'file',
    path: 'countries',
    format: 'csv',
    keyField: 'code',
    lookup: 'value.country',
    into: 'land',
  }
  const run = (text: string, inputs: readonly unknown[], rest: Record<string, unknown> = {}) =>
    runOperator(
      'enrich',
      { ...config, ...rest },
      inputs.map((value) => ({ value })),
      {
        world: { files: createMemoryFiles({ countries: text }) },
      },
    )

  it('finds rows by their key field', async () => {
    const { outputs } = await run('code,name\nCH,Schweiz\nAT,Österreich\n', [{ country: 'AT' }, { country: 'XX' }])
    expect(outputs.out?.map(({ value }) => value)).toEqual([
      { country: 'AT', land: { code: 'AT', name: 'Österreich' } },
      { country: 'XX', land: null },
    ])
  })

  it('reads JSON rows and finds numbers', async () => {
    const { outputs } = await run('{"code":1,"n":"one"}\n', [{ country: 1 }], { format: 'ndjson' })
    expect(outputs.out?.[0]?.value).toMatchObject({ land: { n: 'one' } })
  })

  it('does not start with a file it cannot read, and says where', async () => {
    const broken = await run('{"code":1}\n{oops', [{}], { format: 'ndjson' })
    expect(broken.failure?.message).toContain('Line 2 of countries')
    expect((await run('{"x":1}', [{}], { format: 'ndjson' })).failure?.message).toContain('no field `code`')
  })
})

it('asks for what its source needs', () => {
  expect(spec.config.safeParse({}).error?.issues.map(({ path }) => path[0])).toEqual(['url'])
  expect(spec.config.safeParse({ from: 'file' }).error?.issues.map(({ path }) => path[0])).toEqual(['path', 'lookup'])
})
