import { notTried, ok, type Probe, warning } from '../probe.ts'
import type { Subject } from '../subject.ts'

/** Older ones lack parts of the admin API that Sluice asks for. */
const oldest = [2, 10] as const

export function versionProbe(subject: Subject): Probe {
  return {
    key: 'version',
    id: 'version',
    title: 'the version of the broker',
    needs: ['authentication'],
    async run(signal) {
      const { status, text } = await (await subject.api()).get('/admin/v2/brokers/version', signal)
      const [, major = '', minor = ''] = /^(\d+)\.(\d+)/.exec(text) ?? []
      if (status !== 200 || major === '') return notTried(`The broker does not tell its version (HTTP ${status}).`)
      const version = text.trim()
      const isOld = Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1])
      if (!isOld) return ok(`The broker is Pulsar ${version}.`, { detail: { version } })
      return warning(
        'SLUICE-BROKER-OLD',
        `The broker is Pulsar ${version}; Sluice is tried with ${oldest.join('.')} and later.`,
        {
          fix: 'Update Pulsar; until then some of what is shown of topics may be missing.',
          detail: { version },
        },
      )
    },
  }
}
