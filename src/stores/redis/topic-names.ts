import type { Redis } from './redis.ts'
import { toStored } from './stored-text.ts'

/** What keys and channels of the topics of one API are called. Those of one topic are in one slot. */
export interface TopicNames {
  /** Where a topic is heard. */
  channel(topic: string): string
  /** What was published to it in the last minute. */
  log(topic: string): string
  /** Its events, as long as they are kept. */
  events(topic: string): string
  /** Which epoch and offset it has. */
  place(topic: string): string
  /** The append with a key. */
  key(topic: string, key: string): string
}

/** `api`: the API and where it is. */
export function topicNames(redis: Redis, api: string): TopicNames {
  const id = (topic: string): string => `${api}:${topic}`
  return {
    channel: (topic) => redis.key('topic', id(topic)),
    log: (topic) => redis.key('log', id(topic)),
    events: (topic) => redis.key('events', id(topic)),
    place: (topic) => redis.key('place', id(topic)),
    key: (topic, key) => `${redis.key('sent', id(topic))}:${toStored(key)}`,
  }
}
