import type { Brief } from '../wire.ts'

/** The last argument that this process was started with. It is from our own server: a wrong one is a bug. */
export function readBrief(argument: string | undefined): Brief {
  const brief: unknown = JSON.parse(argument ?? 'null')
  if (!isBrief(brief))
    throw new TypeError('This program is started by a server of Stoa, to run one of its functions')
  return brief
}

function isBrief(value: unknown): value is Brief {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['name', 'handler', 'folder'].every((key) => typeof Reflect.get(value, key) === 'string')
  )
}
