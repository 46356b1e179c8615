import { keyPart } from './key-part.ts'

/** The topics of one API, each as its partition key and as a connection's row names it. */
export interface TopicKey {
  /** The partition that every topic has; others begin with it. */
  readonly pk: string
  readonly part: string
}

export function topicKey(api: string, topic: string): TopicKey {
  return topicKeyOf(api, keyPart(topic))
}

/** The same, of what a connection's row has. */
export function topicKeyOf(api: string, part: string): TopicKey {
  return { pk: `${keyPart(api)}#topic#${part}`, part }
}
