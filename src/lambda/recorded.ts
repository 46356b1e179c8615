import type { Frame, Home } from '../core/index.ts'
import { pack } from './packed.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { EventTopics } from './topics.ts'
import type { Effect } from './work.ts'

/** What is done while a connection opens: it joins topics at once, and what is to be sent is written down for later. */
export interface Recorded extends Home {
  readonly effects: readonly Effect[]
}

/** API Gateway delivers nothing to a connection before its `$connect` has been answered. */
export function recorded({ members, sockets }: ApiHome, { users }: LambdaPorts): Recorded {
  const effects: Effect[] = []
  const topics = new EventTopics(members, async (topic, frame, except) => {
    effects.push({ do: 'publish', topic, frame: pack(frame), ...(except !== undefined && { except }) })
  })
  return {
    effects,
    topics,
    users,
    sockets: {
      describe: (connectionId) => sockets.describe(connectionId),
      send(to: string, frame: Frame) {
        effects.push({ do: 'send', to, frame: pack(frame) })
        return 'sent'
      },
      close(to, code, reason) {
        effects.push({ do: 'close', to, code, reason })
        return 'closed'
      },
    },
    events: {
      emit({ bus, source, detailType, detail }) {
        effects.push({ do: 'emit', event: { bus, source, detailType, detail: { ...detail } } })
        return { id: '' }
      },
    },
  }
}
