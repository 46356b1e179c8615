import { AggregatorRegistry } from 'prom-client'
import type { Durations } from './durations.ts'

export type Labels = Readonly<Record<string, string>>

/** One number of a metric, and what tells it from its others. */
export interface Sample {
  readonly labels?: Labels
  readonly value: number
}

/** A metric as it stands. */
export interface Reading {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary'
  readonly values: readonly Value[]
  readonly aggregator: 'first'
}

interface Value {
  readonly value: number
  readonly labels: Labels
  /** If it is not that of the metric. */
  readonly metricName?: string
}

/** What only grows, from the start of the process on. The name ends with `_total`. */
export const counter = (name: string, help: string, samples: number | readonly Sample[]): Reading =>
  reading(name, help, 'counter', valuesOf(samples))

export const gauge = (name: string, help: string, samples: number | readonly Sample[]): Reading =>
  reading(name, help, 'gauge', valuesOf(samples))

/** The name ends with `_seconds`. */
export function histogram(
  name: string,
  help: string,
  series: readonly { readonly labels?: Labels; readonly durations: Durations }[],
): Reading {
  const values = series.flatMap(({ labels = {}, durations }) => [
    ...durations.upTo().map(({ boundMs, count }) => ({
      metricName: `${name}_bucket`,
      labels: { ...labels, le: `${boundMs / 1_000}` },
      value: count,
    })),
    { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: durations.count() },
    { metricName: `${name}_sum`, labels, value: durations.sumMs() / 1_000 },
    { metricName: `${name}_count`, labels, value: durations.count() },
  ])
  return reading(name, help, 'histogram', values)
}

export interface Summed {
  /** Of what was observed lately, the value that so large a part of it is not above: `0.5`, `0.99`, `1`. */
  readonly quantiles: Readonly<Record<string, number>>
  /** Of all that was observed since the start. */
  readonly sum: number
  readonly count: number
}

export function summary(name: string, help: string, { quantiles, sum, count }: Summed): Reading {
  const values = Object.entries(quantiles).map(([quantile, value]) => ({ labels: { quantile }, value }))
  return reading(name, help, 'summary', [
    ...values,
    { metricName: `${name}_sum`, labels: {}, value: sum },
    { metricName: `${name}_count`, labels: {}, value: count },
  ])
}

/** Readings as Prometheus reads them, in its text format. */
export async function textOf(readings: readonly Reading[]): Promise<string> {
  return AggregatorRegistry.aggregate([readings]).metrics()
}

const valuesOf = (samples: number | readonly Sample[]): readonly Value[] =>
  typeof samples === 'number'
    ? [{ labels: {}, value: samples }]
    : samples.map(({ labels = {}, value }) => ({ labels, value }))

const reading = (name: string, help: string, type: Reading['type'], values: readonly Value[]): Reading => ({
  name,
  help,
  type,
  values,
  aggregator: 'first',
})
