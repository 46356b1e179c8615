export interface Point {
  readonly at: number
  /** Not there, or not a number: the line has a hole. */
  readonly value: number | undefined
}

export interface Frame {
  readonly from: number
  readonly until: number
  /** What the top of the plot stands for. */
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The `d` of an SVG path through the points, with a new line behind each hole. */
export function pathOf(points: readonly Point[], frame: Frame): string {
  let isDown = false
  let path = ''
  for (const point of points) {
    const { value } = point
    if (value === undefined || Number.isNaN(value) || point.at < frame.from) {
      isDown = false
      continue
    }
    path += `${isDown ? 'L' : 'M'}${xOf(point.at, frame)} ${yOf(value, frame)}`
    isDown = true
  }
  return path
}

export function xOf(at: number, { from, until, width }: Frame): number {
  return rounded(((at - from) / (until - from)) * width)
}

export function yOf(value: number, { top, height }: Frame): number {
  return rounded(height - (Math.min(value, top) / top) * height)
}

/** A round number that is not below any of these, so that the scale does not move with each value. */
export function topOf(values: readonly (number | undefined)[], least: number): number {
  const highest = Math.max(
    least,
    ...values.map((value) => (value === undefined || Number.isNaN(value) ? 0 : value)),
  )
  const power = 10 ** Math.floor(Math.log10(highest))
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * power >= highest) ?? 10
  return step * power
}

/** Whole minutes that reach back to the first moment, so that what is new is not squeezed into a corner. */
export function minutesShown(first: number, last: number, most: number): number {
  const minutes = (last - first) / 60_000
  return [1, 2, 5].find((few) => few >= minutes && few < most) ?? most
}

const rounded = (pixels: number): number => Math.round(pixels * 10) / 10
