import { endpointText } from '../endpoint.ts'
import { ok, type Probe } from '../probe.ts'
import type { Subject } from '../subject.ts'

/** Whether service URL and web address can be read at all. Contacts nobody. */
export function addressProbe(subject: Subject): Probe {
  return {
    key: 'address',
    id: 'address',
    title: 'an address that can be read',
    needs: [],
    place: subject.place('serviceUrl'),
    async run() {
      const service = subject.service().endpoints.map(endpointText)
      const { url } = subject.web()
      const from = subject.connection.webServiceUrl ? '' : ', derived from it'
      return ok(`The service URL ${subject.connection.serviceUrl} can be read; the web address is ${url}${from}.`, {
        detail: { service, web: url },
      })
    },
  }
}
