import { useCountdown } from '../shared/use-countdown.ts'
import type { Line } from './hub-client.ts'

interface Props {
  line: Line
  wasOpen: boolean
  onTryNow: () => void
}

/** Says that there is no connection, what comes of it, and when the next attempt is. */
export function Banner({ line, wasOpen, onTryNow }: Props) {
  const isLost = line.state === 'waiting' || line.state === 'closed' || (wasOpen && line.state !== 'open')
  return (
    <div className="banner" data-shown={isLost || undefined}>
      <p role="status">{isLost && <Words line={line} />}</p>
      {(line.state === 'waiting' || line.state === 'closed') && (
        <button type="button" className="quiet-button" onClick={onTryNow}>
          {line.state === 'closed' ? 'Connect again' : 'Try now'}
        </button>
      )}
    </div>
  )
}

function Words({ line }: { line: Line }) {
  if (line.state === 'closed') return closeWords(line.reason)
  if (line.state === 'waiting') return <Waiting until={line.until} isRefused={line.reason === 'not_let_in'} />
  return 'Connecting again…'
}

/** The seconds are for the eye only: a screen reader would have to read out every one of them. */
function Waiting({ until, isRefused }: { until: number; isRefused: boolean }) {
  const seconds = useCountdown(until)
  return (
    <>
      {isRefused ? 'The server does not let you in for now.' : awayWords()}{' '}
      <span aria-hidden="true">Next try in {`${seconds}\u00a0s.`}</span>
    </>
  )
}

function awayWords(): string {
  const what = navigator.onLine ? 'No connection to the server.' : 'This device is offline.'
  return `${what} What you write is sent when it is back.`
}

function closeWords(reason: string): string {
  switch (reason) {
    case 'revoked':
      return 'A moderator has ended your connection.'
    case 'too_many_connections':
      return 'You have Stoa open in too many places. Close one of them.'
    case 'unauthorized':
    case 'forbidden':
    case 'token':
      return 'The server does not let you in.'
    default:
      return 'The connection was ended.'
  }
}
