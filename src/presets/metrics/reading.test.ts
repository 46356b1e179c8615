import { expect, test } from 'vitest'
import { Durations } from './durations.ts'
import { counter, gauge, histogram, summary, textOf } from './reading.ts'

test('each type is written as Prometheus reads it', async () => {
  const durations = new Durations()
  durations.add(20)
  const text = await textOf([
    counter('a_total', 'As.', [{ labels: { api: 'x"y' }, value: 2 }]),
    gauge('b', 'Bs.', 0),
    histogram('c_seconds', 'Cs.', [{ labels: { function: 'f' }, durations }]),
    summary('d_seconds', 'Ds.', { quantiles: { '0.5': 0.25 }, sum: 3, count: 4 }),
  ])
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      '# TYPE a_total counter',
      String.raw`a_total{api="x\"y"} 2`,
      '# TYPE b gauge',
      'b 0',
      '# TYPE c_seconds histogram',
      'c_seconds_bucket{function="f",le="0.01"} 0',
      'c_seconds_bucket{function="f",le="0.025"} 1',
      'c_seconds_bucket{function="f",le="+Inf"} 1',
      'c_seconds_sum{function="f"} 0.02',
      'c_seconds_count{function="f"} 1',
      '# TYPE d_seconds summary',
      'd_seconds{quantile="0.5"} 0.25',
      'd_seconds_sum 3',
      'd_seconds_count 4',
    ]),
  )
})

test('what is not known has no number, and the rest of the page is there', async () => {
  expect(await textOf([gauge('a', 'As.', []), gauge('b', 'Bs.', 1)])).toBe(
    '# HELP a As.\n# TYPE a gauge\n\n# HELP b Bs.\n# TYPE b gauge\nb 1\n',
  )
})
