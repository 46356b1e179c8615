import { useCountdown } from '../shared/use-countdown.ts'
import type { ConnectionState } from './lobby-connection.ts'

interface Props {
  connection: ConnectionState
  onRetry: () => void
}

export function ConnectionStatus({ connection, onRetry }: Props) {
  const canRetry = connection.state === 'waiting' || connection.state === 'offline'
  return (
    <div className="connection" data-state={connection.state}>
      <p role="status">
        <span className="lamp" aria-hidden="true" />
        <span>
          <StatusText connection={connection} />
        </span>
      </p>
      {canRetry && (
        <button type="button" className="quiet-button" onClick={onRetry}>
          Reconnect now
        </button>
      )}
    </div>
  )
}

function StatusText({ connection }: { connection: ConnectionState }) {
  switch (connection.state) {
    case 'connecting':
      return 'Connecting…'
    case 'connected':
      return connection.name === undefined ? 'Connected' : <ConnectedAs name={connection.name} />
    case 'waiting':
      return <Reconnecting until={connection.until} />
    case 'offline':
      return 'Offline'
  }
}

function ConnectedAs({ name }: { name: string }) {
  return (
    <>
      Connected as <strong>{name}</strong>
    </>
  )
}

/** The seconds are for the eye only: a screen reader would have to read out every one of them. */
function Reconnecting({ until }: { until: number }) {
  const seconds = useCountdown(until)
  return (
    <>
      Reconnecting<span aria-hidden="true"> in {seconds} s</span>
    </>
  )
}
