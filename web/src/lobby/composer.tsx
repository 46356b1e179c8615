import { type KeyboardEvent, type RefObject, type SubmitEvent, useEffect, useId } from 'react'
import { isComposing, useFittingHeight } from '../shared/writing.ts'
import { fitsInOneFrame, MAX_TEXT_BYTES, textBytes } from './message-size.ts'

interface Props {
  draft: string
  onDraft: (draft: string) => void
  isConnected: boolean
  onSend: (text: string) => void
  input: RefObject<HTMLTextAreaElement | null>
}

export function Composer({ draft, onDraft, isConnected, onSend, input }: Props) {
  const hintId = useId()
  useFittingHeight(input, draft)
  useEffect(() => input.current?.focus(), [input])

  const text = draft.trimEnd()
  const isTooLong = !fitsInOneFrame(text)
  const canSend = isConnected && text !== '' && !isTooLong

  const submit = () => {
    if (canSend) onSend(text)
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
          onChange={(event) => onDraft(event.target.value)}
          onKeyDown={onKeyDown}
          placeholder="Say something"
          aria-label="Message"
          aria-describedby={hintId}
          aria-invalid={isTooLong}
          enterKeyHint="send"
          autoComplete="off"
        />
        <button type="submit" className="send" aria-disabled={!canSend} aria-describedby={hintId}>
          Send
        </button>
      </div>
      <p className="hint" id={hintId} aria-live="polite" data-urgent={isTooLong || undefined}>
        <Hint isTooLong={isTooLong} isConnected={isConnected} text={text} />
      </p>
    </form>
  )
}

function Hint({ isTooLong, isConnected, text }: { isTooLong: boolean; isConnected: boolean; text: string }) {
  if (isTooLong) return <TooLong bytes={textBytes(text)} />
  if (!isConnected) return 'Not connected. Your text stays here until you can send it.'
  return <span className="keys">Enter sends, Shift + Enter starts a new line.</span>
}

/** The numbers change with every key, so they are for the eye only. */
function TooLong({ bytes }: { bytes: number }) {
  const overBy = Math.max(0, bytes - MAX_TEXT_BYTES).toLocaleString()
  return (
    <>
      This message is too long to send. Shorten it or send it in parts.
      {bytes > MAX_TEXT_BYTES && <span aria-hidden="true"> {overBy} bytes over.</span>}
    </>
  )
}
