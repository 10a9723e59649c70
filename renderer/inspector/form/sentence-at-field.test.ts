import { expect, test } from 'vitest'
import { sentenceAtField } from './sentence-at-field.ts'

test.each([
  [
    'The step "write" (Pulsar sink): the option "producer.batch" must be a number, not text.',
    'Must be a number, not text.',
  ],
  ['The step "read" (Pulsar source): the option "topics": Name the topics to read.', 'Name the topics to read.'],
  ['The step "large": "predicate" is not an expression: it ends too early.', 'Not an expression: it ends too early.'],
  ['The step "write" (Pulsar sink) has no option "topik".', 'The step "write" (Pulsar sink) has no option "topik".'],
])('%s', (message, short) => {
  expect(sentenceAtField(message)).toBe(short)
})
