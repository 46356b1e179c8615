import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { maxChannelLength } from '../protocol/index.ts'

const strict = { additionalProperties: false }
const name = Type.String({ minLength: 1, maxLength: 256 })
const reason = Type.Optional(Type.String({ maxLength: 500 }))
/** Ten years. */
const maxMinutes = 5_256_000

const user = Type.Object({ user: name }, strict)
const connection = Type.Object({ connectionId: Type.String({ minLength: 1, maxLength: 64 }) }, strict)
/** A token itself, or its id. */
const token = Type.Object({ token: Type.String({ minLength: 1, maxLength: 8_192 }) }, strict)

/** What a request must say, and how that is said to who did not. */
export const bodies = {
  publish: {
    wants: '{"channel": "room:42", "data": …}',
    check: Compile(
      Type.Object(
        { channel: Type.String({ minLength: 1, maxLength: maxChannelLength }), data: Type.Unknown() },
        strict,
      ),
    ),
  },
  emit: {
    wants: '{"source": "…", "detailType": "…", "detail": {…}}, and "bus" for another than default',
    check: Compile(
      Type.Object(
        {
          bus: Type.Optional(name),
          source: name,
          detailType: name,
          detail: Type.Record(Type.String(), Type.Unknown()),
        },
        strict,
      ),
    ),
  },
  kick: {
    wants: '{"connectionId": "…"} or {"user": "…"}',
    check: Compile(Type.Union([connection, user])),
  },
  sanction: {
    wants: '{"user": "…", "minutes": 60}, and a "reason" if you like',
    check: Compile(
      Type.Object({ user: name, minutes: Type.Integer({ minimum: 1, maximum: maxMinutes }), reason }, strict),
    ),
  },
  revoke: {
    wants: '{"user": "…"} or {"token": "…"}, the token itself or its id',
    check: Compile(Type.Union([user, token])),
  },
  drain: {
    wants: '{"node": "…"}, or nothing for the one that is asked',
    check: Compile(
      Type.Object({ node: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) }, strict),
    ),
  },
  lift: {
    wants:
      '{"kind": "mute", "subject": {"user": "…"}}; kinds are mute, ban and revoke, subjects have a user or a token',
    check: Compile(
      Type.Object(
        {
          kind: Type.Union([Type.Literal('mute'), Type.Literal('ban'), Type.Literal('revoke')]),
          subject: Type.Union([user, token]),
        },
        strict,
      ),
    ),
  },
} as const
