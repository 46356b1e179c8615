import type { Behaviour, Managed, ManagedAnswer } from '../behaviour.fixture.ts'
import { type Fault, ids } from './fault.fixture.ts'

/** What the management API answers. */
export const managementFaults: readonly Fault[] = [
  [
    'nothing posted arrives as it is',
    { delivered: () => 'something else' },
    [
      ...ids('management', 'post post-largest double-slash encoded-at raw-id'),
      ...ids('sdk', 'post post-other'),
    ],
  ],
  [
    'posts are created',
    managing(
      () => true,
      (answer) => (answer.status === 200 ? { status: 201 } : answer),
    ),
    ids('management', 'post post-largest get'),
  ],
  [
    'posts may be large',
    managing(
      () => true,
      (answer) => (answer.status === 413 ? { status: 200 } : answer),
    ),
    ['management.post-over'],
  ],
  [
    'times are numbers',
    managing(isGet, () => ({ status: 200, body: '{"connectedAt":1,"lastActiveAt":1,"identity":{}}' })),
    ['management.get'],
  ],
  [
    'errors have no name',
    managing(
      () => true,
      ({ status, body }) => ({ status, ...(body !== undefined && { body }) }),
    ),
    ids(
      'management',
      'post-over post-closed post-unknown post-malformed get-closed get-unknown get-malformed delete-closed delete-unknown delete-malformed wrong-stage',
    ),
  ],
  [
    'what is no id is gone',
    managing(
      ({ id }) => id === 'malformed',
      () => ({ status: 410, error: 'GoneException' }),
    ),
    ids('management', 'post-malformed get-malformed delete-malformed'),
  ],
  [
    'closed connections are still there',
    managing(
      ({ id }) => id === 'gone',
      () => ({ status: 200 }),
    ),
    ids(
      'management',
      'post-closed post-unknown get-closed get-unknown delete-closed delete-unknown wrong-stage',
    ),
  ],
  [
    'signatures are not looked at',
    managing(
      () => true,
      (answer) => (answer.error === 'InvalidSignatureException' ? { status: 410 } : answer),
    ),
    ['management.forged'],
  ],
  [
    'every API knows all connections',
    managing(
      ({ path }) => path.startsWith('/plain'),
      () => ({ status: 200 }),
    ),
    ['management.other-api'],
  ],
  [
    'only one form of the path is known',
    managing(
      ({ path }) => !/^\/main\/@connections\/.*%3D$/.test(path),
      () => ({ status: 403 }),
    ),
    ids('management', 'double-slash encoded-at raw-id'),
  ],
  ['DELETE closes with another code', { deleteCode: 1008 }, ['disconnect.deleted', 'sdk.delete']],
  [
    'the SDK knows no errors',
    { sdk: (_operation, answer) => ('error' in answer ? { error: 'Unknown' } : answer) },
    ids('sdk', 'gone malformed'),
  ],
  [
    'the SDK reads nothing',
    { sdk: (_operation, answer) => ({ ...answer, output: { some: 'thing' }, status: 500 }) },
    ids('sdk', 'post post-other get delete'),
  ],
]

function managing(
  applies: (request: Managed) => boolean,
  change: (answer: ManagedAnswer) => ManagedAnswer,
): Partial<Behaviour> {
  return { managed: (request, answer) => (applies(request) ? change(answer) : answer) }
}

function isGet({ method }: Managed): boolean {
  return method === 'GET'
}
