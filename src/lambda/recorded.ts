import type { Frame, Home, Sockets } from '../core/index.ts'
import { pack } from './packed.ts'
import type { ApiHome, LambdaPorts } from './ports.ts'
import { EventTopics } from './topics.ts'
import { verbsOf } from './verbs.ts'
import type { Effect } from './work.ts'

/** What is done while a connection opens: it joins topics at once, and what is to be sent is written down for later. */
export interface Recorded extends Home {
  readonly effects: readonly Effect[]
}

/** API Gateway delivers nothing to a connection before its `$connect` has been answered. */
export function recorded(home: ApiHome, ports: LambdaPorts): Recorded {
  const effects: Effect[] = []
  const topics = new EventTopics(home, async (topic, frame, except) => {
    effects.push({ do: 'publish', topic, frame: pack(frame), ...(except !== undefined && { except }) })
  })
  const sockets: Sockets = {
    describe: (connectionId) => home.sockets.describe(connectionId),
    send(to: string, frame: Frame) {
      effects.push({ do: 'send', to, frame: pack(frame) })
      return 'sent'
    },
    close(to, code, reason) {
      effects.push({ do: 'close', to, code, reason })
      return 'closed'
    },
  }
  const events: Home['events'] = {
    emit({ bus, source, detailType, detail }) {
      effects.push({ do: 'emit', event: { bus, source, detailType, detail: { ...detail } } })
      return { id: '' }
    },
  }
  return { ...verbsOf({ topics, sockets, events }, home, ports), effects }
}
