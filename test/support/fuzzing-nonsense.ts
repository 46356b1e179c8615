const event = (name: string, fields: string): string => `{"type":"event","event":"${name}",${fields}}`
const message = (fields: string): string =>
  event('message', `"channel":"room:a","mid":"m","from":{"id":"b","name":"Bob"},"ts":1,"data":1,${fields}`)
const many = (count: number, text: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => text(n))

/** Texts that no hub says, to a client that is in `room:a` at offset 5 of the epoch `e`. */
export const nonsense: Record<string, readonly string[]> = {
  'no JSON': ['{'],
  nothing: [''],
  null: ['null'],
  'a number': ['1e999'],
  'an array': ['[]'],
  'a frame without a type': ['{}'],
  'an unknown type': ['{"type":"other"}'],
  'an unknown event': [event('other', '"channel":"room:a"')],
  'an event without a name': ['{"type":"event"}'],
  '10,000 arrays in each other': [`${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  '10,000 arrays in the data': [event('push', `"mid":"p","data":${'['.repeat(10_000)}${']'.repeat(10_000)}`)],
  'keys of prototypes': [
    '{"type":"event","event":"__proto__","__proto__":{"type":"event","polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    message('"offset":6,"epoch":"e","__proto__":{"offset":1}'),
  ],
  'events of channels that nobody has joined': [
    event('caught_up', '"channel":"room:z","offset":1,"epoch":"z"'),
    event('joined', '"channel":"__proto__","user":{"id":"b","name":"Bob"},"count":1'),
    event('left', '"channel":"constructor","user":{"id":"b","name":"Bob"},"count":1'),
  ],
  'an answer to nobody': [
    '{"type":"reply","id":"999","ok":true,"data":{}}',
    '{"type":"reply","id":"__proto__","ok":false}',
    '{"type":"reply","id":{},"ok":true}',
    '{"type":"reply"}',
  ],
  'an answer twice': many(2, () => '{"type":"reply","id":"1","ok":true,"data":{}}'),
  'an error without an error': ['{"type":"event","event":"error"}'],
  'an error that is a text': [event('error', '"error":"no"')],
  'an error with a prototype': [event('error', '"error":{"code":"internal","__proto__":{"x":1}}')],
  'an error whose message is an object': [event('error', '"error":{"code":"x","message":{"toString":1}}')],
  'a message from nobody': [event('message', '"channel":"room:a","mid":"m","ts":1,"data":1,"from":null')],
  'offsets that go back': [3, 2, 1, 0].map((n) => message(`"offset":${n},"epoch":"e"`)),
  'offsets that are none': ['-1', '"7"', 'null', '1.5', '1e300', '1e999', '[]', '{}', 'true'].map((offset) =>
    message(`"offset":${offset},"epoch":"e"`),
  ),
  'positions that are none': ['-1', '"7"', 'null', '1.5', '1e300', '[]', '{}'].map((offset) =>
    event('position', `"channel":"room:a","offset":${offset},"epoch":"e"`),
  ),
  'epochs that are none': ['1', 'null', '[]', '{}', `"${'e'.repeat(33)}"`, '""'].map((epoch) =>
    message(`"offset":6,"epoch":${epoch}`),
  ),
  'a position without an epoch': [event('caught_up', '"channel":"room:a","offset":9')],
  'another epoch with each message': many(500, (n) => message(`"offset":${n},"epoch":"e${n % 7}"`)),
  'gaps without end': many(2_000, (n) => message(`"offset":${10 + n * 2},"epoch":"e"`)),
  'a gap without end': [message('"offset":9007199254740991,"epoch":"e"')],
  'users that are none': ['null', '1', '"x"', '{}', '{"id":1,"name":2}', '[]'].flatMap((user) =>
    ['joined', 'left', 'renamed'].map((name) => event(name, `"channel":"room:a","user":${user},"count":1`)),
  ),
  'counts that are none': ['null', '-1', '"x"', '1e300', '{}'].map((count) =>
    event('count', `"channel":"room:a","count":${count}`),
  ),
  'users without end': many(5_000, (n) =>
    event('joined', `"channel":"room:a","user":{"id":"u${n}","name":"U"},"count":5`),
  ),
  'an end of the token, 1,000 times': many(1_000, () => event('expiring', '"expiresAt":1')),
  'a goodbye without fields': [event('goodbye', '"x":1')],
  'a goodbye with a delay that is none': [
    event('goodbye', '"reason":"rotate","reconnect":true,"delayMs":["x",null]'),
  ],
  'a goodbye with a negative delay': [
    event('goodbye', '"reason":"rotate","reconnect":true,"delayMs":[-5,-1]'),
  ],
  'a goodbye with a delay without end': [
    event('goodbye', '"reason":"rotate","reconnect":true,"delayMs":[1e300,1e300]'),
  ],
  ...Object.fromEntries(
    ['null', '5', '{}', '["x",null]', '[]'].map((delayMs) => [
      `a goodbye with the delay ${delayMs}`,
      [event('goodbye', `"reason":"shutdown","reconnect":true,"delayMs":${delayMs}`)],
    ]),
  ),
  'a goodbye, 1,000 times': many(1_000, () =>
    event('goodbye', '"reason":"rotate","reconnect":true,"delayMs":[0,0]'),
  ),
}

/** Data of an answer that are none. */
export const shapes: Record<string, unknown> = {
  nothing: undefined,
  null: null,
  'a number': 5,
  'a text': 'x',
  'an array': [],
  'an empty object': {},
  'a position that is none': { offset: 'x', epoch: 5, recovered: true, count: -1 },
  'an epoch alone': { epoch: 'x' },
  'events that are none': { events: [null, 5, {}], epoch: 'e', more: true },
  'events without end': { events: 5, epoch: 'e', more: true },
  'members that are none': { offset: 1, epoch: 'e', count: 0, present: 5, members: [null] },
  'more members than there may be': {
    offset: 1,
    epoch: 'e',
    recovered: false,
    count: 0,
    present: 100_000,
    members: many(100_000, (n) => `u${n}`).map((id) => ({ id, name: id })),
  },
}

/** What does not belong into the answer to `hello`. */
export const hellos: Record<string, object> = {
  'no limits': { limits: undefined },
  'limits of 0': { limits: { requestsPerSecond: 0, burst: 0, publishBytes: 0 } },
  'limits that are none': { limits: { requestsPerSecond: 'x', burst: null, publishBytes: {} } },
  'negative limits': { limits: { requestsPerSecond: -1, burst: -1, publishBytes: -1 } },
  'no heartbeat': { heartbeat: undefined },
  'a heartbeat of 0': { heartbeat: 0 },
  'a negative heartbeat': { heartbeat: -1 },
  'a heartbeat of 1e9': { heartbeat: 1e9 },
  'a heartbeat that is none': { heartbeat: 'x' },
  'no user': { user: undefined },
  'a user that is none': { user: 5 },
  'nothing resumed': { resumed: undefined },
  'nonsense resumed': { resumed: { 'room:a': null } },
  'an error resumed that is none': { resumed: { 'room:a': { error: null } } },
  'a position resumed that is none': { resumed: { 'room:a': { offset: {}, epoch: 1 } } },
  'an end that has passed': { rotateAt: -1e300 },
  'an end that is none': { rotateAt: 'x', now: {} },
}
