import type { Rule } from '../drawing.ts'
import { warning } from '../problem.ts'

/** Says what a weaker promise costs. */
export const delivery: Rule = function* ({ document: { settings } }) {
  if (settings.delivery !== 'at-most-once') return
  const count = settings.maxInFlight.toLocaleString('en-US')
  const message = `Delivery is at most once: messages are acknowledged when they are read, so a crash, a failing step or a broken connection loses up to ${count} of them.`
  yield warning('SLUICE-AT-MOST-ONCE', { field: ['settings', 'delivery'] }, message, {
    title: 'Deliver at least once',
    patch: [{ op: 'replace', path: '/settings/delivery', value: 'at-least-once' }],
  })
}
