import { Moment } from '../shared/moment.tsx'
import { CONNECTION_LOST, type Remark } from './conversation.ts'

interface Props {
  remark: Remark
  onWriteAgain: (id: number, text: string) => void
}

/** A quiet line between the messages. */
export function RemarkLine({ remark, onWriteAgain }: Props) {
  if (remark.kind !== 'refused') {
    return (
      <p className="remark">
        {wording(remark)} <Moment at={remark.at} />
      </p>
    )
  }

  const { id, text, reason, at } = remark
  return (
    <div className="remark refused">
      <p>
        {explain(reason)} <Moment at={at} />
      </p>
      {text !== undefined && (
        <>
          <blockquote>{text}</blockquote>
          <button type="button" className="quiet-button" onClick={() => onWriteAgain(id, text)}>
            Edit again
          </button>
        </>
      )}
    </div>
  )
}

function wording(remark: Exclude<Remark, { kind: 'refused' }>): string {
  switch (remark.kind) {
    case 'joined':
      return remark.own ? `You joined as ${remark.name}` : `${remark.name} joined`
    case 'left':
      return `${remark.name} left`
    case 'announced':
      return remark.text
    case 'missed':
      return 'You were away. What was said meanwhile is not shown here.'
  }
}

function explain(reason: string): string {
  switch (reason) {
    case CONNECTION_LOST:
      return 'The connection was lost before this was confirmed. It may not have been delivered.'
    case 'Too Many Requests':
      return 'Too much at once, so this was not delivered. Wait a moment and try again.'
    case 'Invalid request body':
    case 'Forbidden':
      return 'The server did not accept this message.'
    default:
      return 'Something went wrong on the server, so this may not have been delivered.'
  }
}
