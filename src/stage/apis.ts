import type { Pair } from 'yaml'
import { builtInApi } from './built-in-api.ts'
import { hostedApis } from './hosted-api.ts'
import { checked } from './reading/combined.ts'
import { entryOf, entryOfPair, textOfKey } from './reading/entries.ts'
import { mapping } from './reading/mapping.ts'
import type { Page, Reader, Value } from './reading/value.ts'
import type { ApisStage, HostedApiStage } from './stage-file.ts'

export interface ServedApis {
  readonly builtIn: ApisStage
  readonly hosted: readonly HostedApiStage[]
}

const ofOnesOwn = 'an API of your own is keys and values with routes among them'

const builtIn = mapping<ApisStage>(
  {
    chat: builtInApi,
    relay: builtInApi,
    notify: builtInApi,
    webchat: builtInApi,
    lobby: builtInApi,
    hub: builtInApi,
  },
  [],
  { say: (_, mistake) => (mistake.startsWith('unknown') ? `${mistake} (${ofOnesOwn})` : mistake) },
)

/** An API that Stoa does not come with is one of one's own if it has routes, and a mistake otherwise. */
const both: Reader<ServedApis> = {
  fields: { ...builtIn.fields, ...hostedApis.fields },
  read(value, page) {
    if (value.kind !== 'mapping') {
      const none = builtIn.read(value, page)
      return none && { builtIn: none, hosted: [] }
    }
    const pairs = value.pairs.map((pair) => ({ pair, isHosted: isHosted(pair, value, page) }))
    const those = (hosted: boolean) => pairs.filter((one) => one.isHosted === hosted).map(({ pair }) => pair)
    const coming = builtIn.read({ ...value, pairs: those(false) }, page)
    const hosted = hostedApis.read({ ...value, pairs: those(true) }, page)
    return coming && hosted && { builtIn: coming, hosted }
  },
}

function isHosted(pair: Pair, value: Value, page: Page): boolean {
  const name = textOfKey(pair)
  if (name === undefined || Object.hasOwn(builtIn.fields ?? {}, name)) return false
  const entry = entryOfPair(pair, value, name)
  const opened = page.open(entry.node, entry.name, entry.at)
  if (opened?.kind === 'mapping' && !page.isWhole) return true
  return opened !== undefined && entryOf(opened, 'routes') !== undefined
}

export const apis: Reader<ServedApis> = checked(both, samePaths)

function samePaths({ builtIn: coming, hosted }: ServedApis): readonly string[] {
  const stages = [...Object.entries(coming), ...hosted.map((stage) => [stage.name, stage] as const)]
  const names = new Map<string, string[]>()
  for (const [name, stage] of stages) {
    if (stage && stage.path !== undefined) names.set(stage.path, [...(names.get(stage.path) ?? []), name])
  }
  return [...names]
    .filter(([, sharing]) => sharing.length > 1)
    .map(([shared, sharing]) => `has ${sharing.join(' and ')} at the same path, ${shared}`)
}
