import { isRecord, type Json } from '../../check.ts'
import { right } from '../right.fixture.ts'
import { type Fault, ids } from './fault.fixture.ts'

/** Where messages go, and what comes back. */
export const routeFaults: readonly Fault[] = [
  [
    'what has no route goes to the route that it names',
    {
      route: (api, text) =>
        api === 'plain' ? right.route(api, text) : /"action":"(\$?[\w-]+)"/.exec(text)?.[1],
    },
    ids('routing', 'unmatched no-action not-json not-object connect disconnect'),
  ],
  [
    'routes are matched by their first letter',
    { route: (api, text) => (text.includes('"x":[1]') ? '$default' : right.route(api, text)) },
    ['routing.match'],
  ],
  ['an empty message ends the connection', { endsOnEmpty: true }, ['routing.empty']],
  [
    'parts of a selector are changed about',
    {
      route: (api, text) => (api === 'plain' && text.includes('target') ? 'event-' : right.route(api, text)),
    },
    ['routing.composite'],
  ],
  [
    'a part that is not found is undefined',
    {
      event: (kind, event) =>
        kind === 'message' && /"event-"/.test(JSON.stringify(event))
          ? context(event, { routeKey: 'event-undefined' })
          : event,
    },
    ['routing.missing-part'],
  ],
  [
    'frames are JSON without the space',
    { frame: (message, said) => JSON.stringify({ message, ...said }) },
    [
      ...ids('routing', 'forbidden forbidden-text forbidden-connect'),
      ...ids('answers', 'throw slow throttled'),
    ],
  ],
  [
    'frames have an id that is made up',
    { frame: (message, said) => right.frame(message, { ...said, connectionId: 'AAAAAAAAAAAAAAA=' }) },
    ids('answers', 'throw slow model-missing'),
  ],
  [
    'connections end behind an error',
    { endsOnErrors: true },
    [...ids('answers', 'throw slow model-missing'), ...ids('routing', 'forbidden')],
  ],
  [
    'one-way routes answer',
    { answer: (_routeKey, body) => body },
    ids('answers', 'one-way status-200 status-201 status-301 status-401 status-501 nonsense'),
  ],
  [
    'two-way routes answer twice, in their own words',
    { answer: (key, body) => (key === 'probe' ? `${body} ` : right.answer(key, body)) },
    ['answers.two-way'],
  ],
  ['the context of Lambda is empty', { context: {} }, ['answers.context']],
  [
    'models are not looked at',
    { checksModels: false },
    ids('answers', 'model-missing model-type model-minimum'),
  ],
  [
    'every model fails',
    { route: (api, text) => (text.includes('"model"') ? 'throw' : right.route(api, text)) },
    ['answers.model-valid'],
  ],
  ['nothing is throttled', { throttles: false }, ['answers.throttled']],
]

function context(event: Json, fields: Json): Json {
  const known = event.requestContext
  return { ...event, requestContext: { ...(isRecord(known) && known), ...fields } }
}
