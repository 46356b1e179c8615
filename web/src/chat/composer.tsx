import { type KeyboardEvent, type RefObject, type SubmitEvent, useEffect, useId, useState } from 'react'
import { tabShelf } from '../shared/browser-shelf.ts'
import { Icon } from '../shared/icon.tsx'
import { isComposing, useFittingHeight } from '../shared/writing.ts'
import { draftOf, keepDraft } from './drafts.ts'
import { dataBytes, MAX_DATA_BYTES } from './message-body.ts'
import type { Room } from './room.ts'
import { titleOf } from './title.ts'

interface Props {
  room: Room
  me: string
  isOpen: boolean
  /** The other of a conversation is not here. */
  isAway: boolean
  onSend: (text: string) => void
  input: RefObject<HTMLTextAreaElement | null>
}

export function Composer({ room, me, isOpen, isAway, onSend, input }: Props) {
  const hintId = useId()
  const [draft, setDraft] = useState(() => draftOf(tabShelf, me, room.name))
  useFittingHeight(input, draft)
  useEffect(() => {
    // On a phone the focus would open the keyboard over what is to be read.
    if (!matchMedia('(pointer: coarse)').matches) input.current?.focus()
  }, [input])

  const text = draft.trimEnd()
  const left = MAX_DATA_BYTES - dataBytes(text)
  const isClosed = room.membership === 'refused'
  const canSend = text !== '' && left >= 0 && !isClosed
  const write = (next: string) => {
    keepDraft(tabShelf, me, room.name, next)
    setDraft(next)
  }
  const submit = () => {
    if (canSend) {
      onSend(text)
      write('')
    }
    input.current?.focus()
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    submit()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
    event.preventDefault()
    submit()
  }
  return (
    <form className="composer" onSubmit={onSubmit} aria-label="Write a message">
      <div className="desk">
        <textarea
          ref={input}
          rows={1}
          value={draft}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          placeholder={isClosed ? 'Nothing can be written here.' : `Write to ${titleOf(room, me)}`}
          readOnly={isClosed}
          aria-label="Message"
          aria-describedby={hintId}
          aria-invalid={left < 0}
          enterKeyHint="send"
          autoComplete="off"
          dir="auto"
        />
        <button type="submit" className="send round" aria-disabled={!canSend} aria-label="Send">
          <Icon name="send" />
        </button>
      </div>
      <p className="hint" id={hintId} aria-live="polite" data-urgent={left < 0 || undefined}>
        {!isClosed && <Hint left={left} isOpen={isOpen} away={isAway ? titleOf(room, me) : undefined} />}
      </p>
    </form>
  )
}

const WARN_BELOW = 2_048

/** The numbers change with every key, so they are for the eye only. */
function Hint({ left, isOpen, away }: { left: number; isOpen: boolean; away: string | undefined }) {
  if (left < 0) {
    return (
      <>
        This message is too long to send. Shorten it or send it in parts.
        <span aria-hidden="true"> {(-left).toLocaleString()} bytes over.</span>
      </>
    )
  }
  if (left < WARN_BELOW) return <span aria-hidden="true">{left.toLocaleString()} of 16,384 bytes left.</span>
  if (!isOpen) return 'Not connected. What you send waits here.'
  if (away !== undefined) {
    return (
      <>
        <bdi>{away}</bdi> is not here now, and reads this on coming back.
      </>
    )
  }
  return <span className="keys">Enter sends, Shift + Enter starts a new line.</span>
}
