import type { WebSocketApi } from './web-socket-apis.ts'

/** An API, and the paths under which it is served here. */
export interface PlacedApi {
  readonly api: WebSocketApi
  /** What comes after `stoa-STAGE-` in its name, or the whole name. */
  readonly shortName: string
  /** The first one is what is told to people. */
  readonly paths: readonly [string, ...string[]]
  /** Whether it takes upgrades on paths where nothing is, too. */
  readonly takesUnmapped: boolean
}

/** On AWS it has a host name of its own, and its first clients connect to any path of that. */
const root = 'chat'

/**
 * All APIs share one listener, each at its stage. Of several with the same stage, the web chat, whose stage is that of
 * the deployment, keeps it, and the others are at their names.
 */
export function placedApis(apis: readonly WebSocketApi[]): readonly PlacedApi[] {
  const places = apis.map((api) => ({ api, shortName: shortNameOf(api.name) }))
  return places.map(({ api, shortName }) => {
    const sharing = places.filter((other) => other.api.stage === api.stage)
    const first = sharing.find((other) => other.shortName === 'webchat') ?? sharing[0]
    const path = first?.api === api ? `/${api.stage}` : `/${shortName}`
    const isRoot = shortName === root
    return { api, shortName, paths: isRoot ? ['/', path] : [path], takesUnmapped: isRoot }
  })
}

const shortNameOf = (name: string): string => /^stoa-.+-([a-z]+)$/.exec(name)?.[1] ?? name
