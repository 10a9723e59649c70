import { expect } from 'vitest'
import { expectComplete, jsonOf, type Proof } from './proof.ts'

/** Coefficients of the regression, by the powers of temperature (°F) and humidity (%): `terms[t][h]` stands before T^t · H^h. */
const terms = [
  [-42.379, 10.14333127, -0.05481717],
  [2.04901523, -0.22475541, 0.00085282],
  [-0.00683783, 0.00122874, -0.00000199],
]

/** As the connector's example has it: below 80 °F the temperature itself, above it the regression to two digits. */
function heatIndex(celsius: number, humidity: number): number {
  const fahrenheit = celsius * 1.8 + 32
  if (fahrenheit < 80) return fahrenheit
  const sum = terms.flatMap((row, t) => row.map((factor, h) => factor * fahrenheit ** t * humidity ** h))
  return sum.reduce((total, term) => total + term, 0)
}

export const highPerformance: Proof = async (evidence) => {
  expectComplete(evidence, 10_000)
  expect(evidence.report.ledger).toMatchObject({ delivered: 10_000, dropped: 0 })
  const readings = (await evidence.topic('iot-sensors')).map(jsonOf)
  const results = await evidence.topic('processed-sensors')
  expect(results).toHaveLength(10_000)
  const byReading = new Map(
    results.map((result) => [`${jsonOf(result).sensor_id} ${jsonOf(result).timestamp}`, result]),
  )
  expect(byReading.size).toBe(10_000)
  let alerts = 0
  for (const reading of readings) {
    const delivery = byReading.get(`${reading.device_id} ${reading.timestamp}`)
    if (delivery === undefined) throw new Error(`No result for the reading ${JSON.stringify(reading)}`)
    const result = jsonOf(delivery)
    const expected = heatIndex(reading.temperature, reading.humidity)
    expect(Math.abs(result.heat_index - expected)).toBeLessThan(0.0051)
    expect(result.alert).toBe(result.heat_index > 80)
    expect(result).toMatchObject({ temperature_c: reading.temperature, humidity: reading.humidity })
    expect(delivery).toMatchObject({
      key: reading.device_id,
      eventTime: reading.timestamp,
      properties: { sensor_type: 'climate', location: reading.location },
    })
    if (result.alert) alerts++
  }
  expect(alerts).toBeGreaterThan(1_000)
}
