/**
 * Rules of the engine broken on purpose, to see that the simulation notices. The engine itself is untouched: the simulated broker and
 * store behave towards it, and for it, as if it broke the rule.
 */
export const sabotages = {
  'ack-on-receipt': 'A message is acknowledged when it is handed out.',
  'ack-at-first-child': 'A message is acknowledged when the first output made from it is confirmed.',
  'skip-the-receipt': 'A send counts as confirmed before the broker has stored it.',
  'commit-after-ack': 'A commit counts as done before the store has it, so messages are acknowledged first.',
  'forget-what-was-handed-out': 'Messages whose effect is saved are not recognised in the next run.',
  'retry-overtakes': 'A send that fails leaves those behind it on their way.',
  'ack-what-is-given-back': 'A message that a step gave back is acknowledged.',
} as const

export type Sabotage = keyof typeof sabotages
