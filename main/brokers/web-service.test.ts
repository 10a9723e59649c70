import { describe, expect, it } from 'vitest'
import { checkedWebServiceUrl, deriveWebServiceUrl, hostAndPort } from './web-service.ts'

describe('addresses of a Pulsar', () => {
  it.each([
    ['pulsar://localhost:6650', 'http://localhost:8080'],
    ['pulsar://localhost', 'http://localhost:8080'],
    ['pulsar+ssl://pulsar.example.com:6651', 'https://pulsar.example.com:8443'],
    ['pulsar://one:6650,two:6650', 'http://one:8080'],
    ['pulsar://[::1]:6650', 'http://[::1]:8080'],
    ['https://web.example.com/pulsar/', 'https://web.example.com/pulsar'],
  ])('%s has its web service at %s', (serviceUrl, webServiceUrl) => {
    expect(deriveWebServiceUrl(serviceUrl)).toBe(webServiceUrl)
  })

  it('takes the first of several hosts of a web service', () => {
    expect(checkedWebServiceUrl('http://one:8080,two:8080/pulsar/')).toBe('http://one:8080/pulsar')
  })

  it.each(['', 'localhost:6650', 'kafka://localhost:9092', 'pulsar://'])('refuses "%s" as a service URL', (text) => {
    expect(() => deriveWebServiceUrl(text)).toThrow(/is not an address of a Pulsar.*pulsar:\/\/localhost:6650/)
  })

  it.each(['localhost:8080', 'pulsar://localhost:6650', 'ws://localhost:8080'])(
    'refuses "%s" as a web service URL',
    (text) => {
      expect(() => checkedWebServiceUrl(text)).toThrow(/http:\/\/localhost:8080/)
    },
  )

  it.each([
    ['http://h', 'h:80'],
    ['https://h/path', 'h:443'],
    ['http://h:8080', 'h:8080'],
  ])('says %s as %s', (url, said) => {
    expect(hostAndPort(url)).toBe(said)
  })
})
