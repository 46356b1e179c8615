import { minutesShown, pathOf, topOf, yOf } from './plot.ts'
import { type Sample, SPAN_MS } from './samples.ts'

export interface Series {
  readonly label: string
  readonly value: (sample: Sample) => number | undefined
}

interface Props {
  title: string
  samples: readonly Sample[]
  series: readonly Series[]
  text: (value: number | undefined) => string
  /** The scale goes up to this at least. */
  least: number
}

const WIDTH = 600
const HEIGHT = 120

/** Lines over the last minutes, ten at most. */
export function Chart({ title, samples, series, text, least }: Props) {
  const last = samples.at(-1)
  const until = last?.at ?? 0
  const top = topOf(
    samples.flatMap((sample) => series.map(({ value }) => value(sample))),
    least,
  )
  const minutes = minutesShown(samples[0]?.at ?? until, until, SPAN_MS / 60_000)
  const frame = { from: until - minutes * 60_000, until, top, width: WIDTH, height: HEIGHT }
  const latest = series.map(({ label, value }) => `${label} ${text(last && value(last))}`).join(', ')
  return (
    <figure className="chart">
      <figcaption>
        <h3>{title}</h3>
        <ul className="legend">
          {series.map(({ label, value }, index) => (
            <li key={label} data-series={index}>
              {label} <strong>{text(last && value(last))}</strong>
            </li>
          ))}
        </ul>
      </figcaption>
      <div className="plot">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${title}: ${latest}`}
        >
          {[0, 0.5, 1].map((part) => (
            <line
              key={part}
              className="grid"
              x1="0"
              x2={WIDTH}
              y1={yOf(top * part, frame)}
              y2={yOf(top * part, frame)}
            />
          ))}
          {series.map(({ label, value }, index) => (
            <path
              key={label}
              data-series={index}
              d={pathOf(
                samples.map((sample) => ({ at: sample.at, value: value(sample) })),
                frame,
              )}
            />
          ))}
        </svg>
        <span className="scale">{text(top)}</span>
      </div>
      <p className="axis" aria-hidden="true">
        <span>{minutes} min ago</span>
        <span>now</span>
      </p>
    </figure>
  )
}
