import { expect, it } from 'vitest'
import { refusalText } from './refusal-text.ts'

const java = 'org.apache.pulsar.broker.service.BrokerServiceException$NamingException'

it.each([
  ['a plain reason', 'Error 401 Authentication required', 'Authentication required'],
  [
    'a reason inside JSON',
    `Error 404 Failed to create producer/consumer: {&quot;errorMsg&quot;:&quot;Namespace not found&quot;,&quot;reqId&quot;:25}`,
    'Namespace not found',
  ],
  [
    'a reason inside JSON and Java',
    `Error 409 Failed to create producer/consumer: {&quot;errorMsg&quot;:&quot;${java}: Producer with name &apos;abc&apos; is already connected&quot;}`,
    "Producer with name 'abc' is already connected",
  ],
  ['nothing', 'Error 404', ''],
])('reads %s out of the title', (_, title, reason) => {
  expect(refusalText(`<html>\n<head>\n<title>${title}</title>\n</head>`)).toBe(reason)
})

it('finds nothing in a page without a title', () => {
  expect(refusalText('502')).toBe('')
})
