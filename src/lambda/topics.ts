import { type Joined, type Look, type Members, places, type Topic, type Topics } from '../core/index.ts'
import type { ApiHome } from './ports.ts'
import { inlineMembers } from './segments.ts'

/** Topics without what is different for each kind of event: how a publish gets out. */
export type Publish = (topic: Topic, frame: string, except: string | undefined, look: Look) => Promise<void>

/**
 * The topics of one API during one event. What was read of a topic is good for the whole event, until somebody joins or
 * leaves in it: so a handler that asks whether somebody is in a topic and then publishes to it costs one read.
 */
export class EventTopics implements Topics {
  readonly #connections: ApiHome['connections']
  readonly #members: Members
  readonly #publish: Publish
  readonly #looks = new Map<Topic, Promise<Look>>()
  readonly #topics = new Map<string, Promise<readonly Topic[]>>()

  constructor({ connections, members }: Pick<ApiHome, 'connections' | 'members'>, publish: Publish) {
    this.#connections = connections
    this.#members = members
    this.#publish = publish
  }

  join(topic: Topic, connectionId: string): Promise<Joined> {
    this.#forget(topic, connectionId)
    return this.#members.join(topic, connectionId)
  }

  leave(topic: Topic, connectionId: string): Promise<boolean> {
    this.#forget(topic, connectionId)
    return this.#members.leave(topic, connectionId)
  }

  async has(topic: Topic, connectionId: string): Promise<boolean> {
    const { members, about } = await this.#look(topic)
    if (members.some((member) => member.connectionId === connectionId)) return true
    return about === undefined ? false : this.#members.has(topic, connectionId)
  }

  async members(topic: Topic): Promise<readonly string[]> {
    const { members, about } = await this.#look(topic)
    if (about === undefined) return members.map(({ connectionId }) => connectionId)
    const all: string[] = []
    for await (const page of this.#members.read(topic, { from: 0, to: places })) {
      for (const { connectionId } of page.members) all.push(connectionId)
    }
    return all
  }

  async publish(topic: Topic, frame: string, except?: string): Promise<void> {
    await this.#publish(topic, frame, except, await this.#look(topic))
  }

  topicsOf(connectionId: string): Promise<readonly Topic[]> {
    const known = this.#topics.get(connectionId) ?? this.#connections.topicsOf(connectionId)
    this.#topics.set(connectionId, known)
    return known
  }

  #forget(topic: Topic, connectionId: string): void {
    this.#looks.delete(topic)
    this.#topics.delete(connectionId)
  }

  #look(topic: Topic): Promise<Look> {
    const known = this.#looks.get(topic)
    if (known !== undefined) return known
    const look = this.#members.look(topic, inlineMembers)
    this.#looks.set(topic, look)
    return look
  }
}
