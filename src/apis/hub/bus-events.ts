import {
  after,
  channel as channelTopic,
  type EventRoute,
  entity as entityTopic,
  on,
  user as userTopic,
} from '../../core/index.ts'
import { event, message } from './frames.ts'
import { ChannelMessage, EntityUpdated, UserNotification } from './messages.ts'
import type { HubParts } from './options.ts'
import { demandSize } from './publishing.ts'
import { rulesOf } from './rules.ts'

/** Who speaks for the bus. */
const bus = { id: '#bus', name: 'bus' }

/** What events of the bus tell the clients of the hub. */
export function busEvents({ options, ids, clock }: HubParts): EventRoute[] {
  return [
    on(
      { detailTypes: ['Entity Updated'] },
      EntityUpdated,
      (c, { entityId, message: data }) =>
        isId(entityId)
          ? c.publish(entityTopic(entityId), event('entity', { mid: ids.short(), entity: entityId, data }))
          : undefined,
      'Tell all who have subscribed to the entity.',
    ),
    on(
      { detailTypes: ['Send User Push Notification'] },
      UserNotification,
      (c, { userId, message: said, callback }) =>
        isId(userId)
          ? c.publish(
              userTopic(userId),
              event('push', { mid: ids.short(), data: { message: said, callback } }),
            )
          : undefined,
      'Tell all devices of a user.',
    ),
    on(
      { detailTypes: ['Publish To Channel'] },
      ChannelMessage,
      (c, { channel, data }) => {
        const { retention } = rulesOf(channel, options)
        demandSize({ data, text: JSON.stringify(data) }, options)
        const text = message(channel, { mid: ids.short(), from: bus, ts: clock.now(), data })
        return after(c.record(channelTopic(channel), text, { retention }), () => {})
      },
      'Say something in a channel.',
    ),
  ]
}

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 256
