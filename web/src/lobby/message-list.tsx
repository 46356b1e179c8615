import { memo, type RefObject } from 'react'
import type { Entry, Remark, Speech } from './conversation.ts'
import { EmptyHall } from './empty-hall.tsx'
import { MessageGroup } from './message-group.tsx'
import { RemarkLine } from './remark-line.tsx'

interface Props {
  entries: readonly Entry[]
  scroller: RefObject<HTMLDivElement | null>
  onScroll: () => void
  onWriteAgain: (id: number, text: string) => void
}

export const MessageList = memo(function MessageList({ entries, scroller, onScroll, onWriteAgain }: Props) {
  const isEmpty = !entries.some((entry) => entry.kind === 'said')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section className="scroller" ref={scroller} onScroll={onScroll} tabIndex={0} aria-label="Conversation">
      {isEmpty && <EmptyHall />}
      <div className="log" role="log" aria-live="polite" aria-label="Messages">
        {inPassages(entries).map((passage) =>
          passage.kind === 'group' ? (
            <MessageGroup key={passage.key} messages={passage.messages} />
          ) : (
            <RemarkLine key={passage.key} remark={passage.remark} onWriteAgain={onWriteAgain} />
          ),
        )}
      </div>
    </section>
  )
})

type Passage =
  | { kind: 'group'; key: number; messages: Speech[] }
  | { kind: 'remark'; key: number; remark: Remark }

function inPassages(entries: readonly Entry[]): Passage[] {
  const passages: Passage[] = []
  for (const entry of entries) {
    const last = passages.at(-1)
    if (entry.kind !== 'said') passages.push({ kind: 'remark', key: entry.id, remark: entry })
    else if (last?.kind === 'group' && last.key === entry.group) last.messages.push(entry)
    else passages.push({ kind: 'group', key: entry.group, messages: [entry] })
  }
  return passages
}
