import { type Fault, ids } from './fault.fixture.ts'

/** Who is let in, and with which status others are refused. */
export const upgradeFaults: readonly Fault[] = [
  ['plain requests are not found', { plain: () => 404 }, ids('upgrade', 'plain-get ping-path')],
  [
    'every path is the API',
    { admit: () => 200 },
    ids('upgrade', 'unknown-stage long-url iam-unsigned iam-forged'),
  ],
  ['every signature is wrong', { admit: ({ api }) => (api === 'iam' ? 403 : 200) }, ['upgrade.iam-signed']],
  [
    'a slash at the end is another path',
    { admit: ({ target }) => (/\/(\?|$)/.test(target) ? 403 : 200) },
    ['upgrade.trailing-slash'],
  ],
  [
    'the first subprotocol is chosen',
    { subprotocol: ({ offered }) => offered[0] },
    ids('upgrade', 'no-subprotocol chosen-subprotocol'),
  ],
  [
    'refusals of authorizers are all the same',
    { authorize: ({ query }) => (query.get('auth') === 'allow' ? 200 : 402) },
    ids(
      'authorizer',
      'missing-source empty-source unauthorized deny throw nonsense bare object large everything elsewhere second both',
    ),
  ],
  [
    'the authorizer decides without its identity source',
    { callsAuthorizer: ({ api }) => api === 'main' },
    ['authorizer.source-first'],
  ],
  ['the authorizer is called again at the end', { authorizesAgain: true }, ['authorizer.once']],
  [
    'refusals of $connect are all the same',
    { connect: ({ query }) => (query.has('status') || query.has('outcome') ? 500 : 200) },
    ids('connect', 'status-201 status-301 status-400 status-401 status-403 status-501 throw nonsense'),
  ],
  ['$connect is needed', { connect: ({ api }) => (api === 'plain' ? 502 : 200) }, ['connect.optional']],
  ['connections open ahead of $connect', { waits: false }, ['connect.pending']],
  ['posts during $connect arrive', { postsEarly: true }, ['connect.post-too-early']],
]
