import type { Context } from './context.ts'

const never = (): never => {
  throw new Error('not part of this test')
}

/** A connection whose verbs nobody is to use. */
export const noVerbs = (connectionId = 'connection-id'): Context => ({
  connectionId,
  user: { id: 'ada' },
  reply: never,
  name: never,
  rename: never,
  publish: never,
  record: never,
  read: never,
  follow: never,
  tend: never,
  join: never,
  leave: never,
  isIn: never,
  topics: never,
  members: never,
  send: never,
  close: never,
  emit: never,
  verify: never,
  renew: never,
})
