import { StageProblem } from '../../../src/stage/index.ts'
import { hubSettings } from '../settings.ts'
import type { Stage } from '../stage.ts'

/** Bytes. All variables of a function have 4 KB (AWS quotas). */
const most = 3_000

/** The rules of the hub for a function, if the stage file has any. Throws a `StageProblem` for more than it can be given. */
export function hubVariables({ file }: Stage): Record<string, string> {
  if (file.hub === undefined) return {}
  const text = JSON.stringify(hubSettings(file.hub))
  if (Buffer.byteLength(text) <= most) return { STOA_HUB: text }
  throw new StageProblem(`hub: a function of AWS can be given ${most} bytes of rules; make it shorter`)
}
