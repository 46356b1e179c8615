import type { Api } from '../core/index.ts'
import type { ApiStage, AuthorizerStage, StageFile } from '../stage/index.ts'

/** An API, where it is served and who may connect, before anything of it is opened. */
export interface Placed {
  readonly name: keyof NonNullable<StageFile['apis']>
  readonly api: Api
  readonly path: string
  readonly authorizers: readonly AuthorizerStage[]
  readonly stage: ApiStage
}

export interface BuiltIn {
  readonly name: keyof NonNullable<StageFile['apis']>
  readonly api: Api
  readonly path: string
  readonly authorizer: AuthorizerStage
}

/**
 * Where the stage file puts the APIs that Stoa comes with. The web chat's path is the name of the stage; where that is
 * the default path of another API too (`dev`, `prod`), the other one makes way and is at its own name. So does each of them
 * for an API of one's own, whose paths are `hosted`.
 */
export function placed(
  builtIn: readonly BuiltIn[],
  stageApis: StageFile['apis'] = {},
  hosted: readonly string[] = [],
): Placed[] {
  const places = builtIn.flatMap(({ name, api, path, authorizer }) => {
    const stage = stageApis[name] ?? {}
    if (stage === false) return []
    return [{ name, api, path: stage.path ?? path, authorizers: stage.authorizers ?? [authorizer], stage }]
  })
  const makesWay = ({ path, stage }: Placed, taken: readonly (string | undefined)[]): boolean =>
    stage.path === undefined && taken.includes(path)
  const moved = places.map((place) =>
    makesWay(place, hosted) ? { ...place, path: `/${place.name}` } : place,
  )
  const webchat = moved.find(({ name }) => name === 'webchat')?.path
  return moved.map((place) =>
    place.name !== 'webchat' && makesWay(place, [webchat]) ? { ...place, path: `/${place.name}` } : place,
  )
}
