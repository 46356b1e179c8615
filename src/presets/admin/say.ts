import type { Published, Refused } from '../../admin/index.ts'
import { message } from '../../apis/hub/frames.ts'
import { HubFailure } from '../../apis/hub/hub-failure.ts'
import { isChannelName } from '../../apis/hub/messages.ts'
import type { HubOptions } from '../../apis/hub/options.ts'
import { rulesOf } from '../../apis/hub/rules.ts'
import {
  type Clock,
  channel as channelTopic,
  type Ids,
  isLongerThan,
  type RecordedTopics,
} from '../../core/index.ts'

export interface SayOptions {
  readonly recorded: Pick<RecordedTopics, 'publish'>
  readonly options: HubOptions
  readonly ids: Pick<Ids, 'short'>
  readonly clock: Pick<Clock, 'now'>
}

/** Who speaks for the admin. No user has such an id. */
const admin = { id: '#admin', name: 'admin' }

/** Say something in a channel of the hub, whoever else may. */
export async function say(
  { channel, data }: { readonly channel: string; readonly data: unknown },
  { recorded, options, ids, clock }: SayOptions,
): Promise<Published | Refused> {
  if (!isChannelName(channel)) {
    return {
      refused: {
        code: 'bad_request',
        message: `"${channel}" is no name of a channel: send one such as room:42.`,
      },
    }
  }
  const limit = options.limits.publishBytes
  if (isLongerThan(limit, JSON.stringify(data))) {
    return { refused: { code: 'too_large', message: `Send less: data can have ${limit} bytes.` } }
  }
  try {
    const { retention } = rulesOf(channel, options)
    const text = message(channel, { mid: ids.short(), from: admin, ts: clock.now(), data })
    const { position } = await recorded.publish(channelTopic(channel), text, { retention })
    return { ...position }
  } catch (error) {
    if (error instanceof HubFailure) return { refused: { code: error.code, message: error.message } }
    throw error
  }
}
