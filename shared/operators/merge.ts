import * as z from 'zod'
import { defineSpec, type TransformRun } from './define.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'merge',
  kind: 'transform',
  group: 'Route',
  title: 'Merge',
  summary: 'Joins several wires into one.',
  docs: `Everything that arrives goes on, in the order of arrival. Several wires into any input are a merge too; this step gives
it a name and a place on the canvas.`,
  icon: 'merge',
  config: z.strictObject({}),
  inputs: ['in'],
  outputs: ['out'],
  errors: false,
  cardinality: 'one',
  summarise: () => 'joins its inputs',
  examples: [
    {
      title: 'Two streams',
      config: {},
      input: [{ value: 1 }, { value: 2 }],
      output: { out: [{ value: 1 }, { value: 2 }] },
    },
  ],
})

export const run: TransformRun<typeof spec> = () => ({
  onMessage: (message, emit) => emit('out', message),
})
