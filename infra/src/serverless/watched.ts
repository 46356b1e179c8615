import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { StageFunction } from '../function.ts'
import type { Stage } from '../stage.ts'
import type { Bus } from './bus.ts'
import type { ServedApi } from './served-api.ts'
import type { WorkQueue } from './work-queue.ts'
import type { Workers } from './workers.ts'

/** What there is to watch. */
export interface Watched {
  readonly stage: Stage
  readonly apis: readonly ServedApi[]
  readonly jobs: WorkQueue
  readonly bus: Bus
  readonly workers: Workers
  readonly table: Table
}

interface WatchedFunction {
  readonly kind: 'routes' | 'authorizer' | 'worker' | 'sweep'
  /** As people know it. */
  readonly name: string
  readonly served: StageFunction
}

/** Every function that works by itself. */
export const functionsOf = ({ apis, workers }: Watched): readonly WatchedFunction[] => [
  ...apis.flatMap(functionsOfApi),
  { kind: 'worker', name: 'worker', served: workers.worker },
  { kind: 'sweep', name: 'sweep', served: workers.sweep },
]

function functionsOfApi({ webSocket, routes, authorizer }: ServedApi): readonly WatchedFunction[] {
  const { name } = webSocket.definition
  if (authorizer === undefined) return [{ kind: 'routes', name, served: routes }]
  return [
    { kind: 'routes', name, served: routes },
    { kind: 'authorizer', name: `${name}-authorizer`, served: authorizer },
  ]
}

/** Every queue of work. */
export const queuesOf = ({ jobs, bus }: Watched) => [
  { name: 'jobs', work: jobs },
  ...bus.routes.map(({ key, work }) => ({ name: key, work })),
]
