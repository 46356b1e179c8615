import { useState } from 'react'
import { isRecord, numberOf } from '../shared/record.ts'
import type { Admin } from './admin-http.ts'
import { type ListedConnection, readConnections, readSilent } from './admin-types.ts'
import { momentText, spanText } from './figures.ts'
import { Pager } from './pager.tsx'
import { SaidLine } from './said-line.tsx'
import { SanctionSheet } from './sanction-sheet.tsx'
import { SilentNodes } from './silent-nodes.tsx'
import { useDeed } from './use-deed.ts'
import { useListing } from './use-listing.ts'

interface Props {
  admin: Admin
  apis: readonly string[]
  now: number
  /** Of more than one node. */
  isFleet: boolean
}

export interface Aimed {
  readonly kind: 'mute' | 'ban'
  readonly user: string
  readonly name: string
}

export function Connections({ admin, apis, now, isFleet }: Props) {
  const [api, setApi] = useState('')
  const [user, setUser] = useState('')
  const [after, setAfter] = useState<string>()
  const [aimed, setAimed] = useState<Aimed>()
  const query = new URLSearchParams({
    ...(api && { api }),
    ...(user && { user: user.trim() }),
    ...(after && { after }),
  })
  const { value, problem, reload } = useListing(admin, `/connections?${query}`, readConnections)
  const { said, run, tell } = useDeed()

  const kick = async (connectionId: string) => {
    await run(() => admin('POST', '/kick', { connectionId }), kickedWords)
    reload()
  }
  const closeSheet = (done?: string) => {
    setAimed(undefined)
    if (done === undefined) return
    tell(done)
    reload()
  }
  return (
    <section className="panel">
      <h2>Connections</h2>
      <search className="filters">
        <label>
          API
          <select
            value={api}
            onChange={(event) => {
              setApi(event.target.value)
              setAfter(undefined)
            }}
          >
            <option value="">All</option>
            {apis.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          User id
          <input
            value={user}
            onChange={(event) => {
              setUser(event.target.value)
              setAfter(undefined)
            }}
            placeholder="All"
            autoComplete="off"
          />
        </label>
      </search>
      <SaidLine said={problem === undefined ? said : { text: problem, isProblem: true }} />
      <SilentNodes silent={value?.silent} what="connections" />
      <ConnectionTable
        connections={value?.items}
        now={now}
        isFleet={isFleet}
        onKick={(id) => void kick(id)}
        onAim={setAimed}
      />
      <Pager next={value?.next} after={after} onGo={setAfter} />
      {aimed && <SanctionSheet admin={admin} aimed={aimed} onClose={closeSheet} />}
    </section>
  )
}

export function kickedWords(body: unknown): string {
  const closed = isRecord(body) ? (numberOf(body, 'closed') ?? 0) : 0
  const silent = readSilent(body)
  if (silent.length > 0) return `${closed} closed; no answer from node ${silent.join(', ')}.`
  if (closed === 0) return 'It was gone already.'
  return closed === 1 ? 'One connection was closed.' : `${closed} connections were closed.`
}

interface TableProps {
  connections: readonly ListedConnection[] | undefined
  now: number
  isFleet: boolean
  onKick: (connectionId: string) => void
  onAim: (aimed: Aimed) => void
}

function ConnectionTable({ connections, now, isFleet, onKick, onAim }: TableProps) {
  if (connections === undefined) return <p className="quiet">Asking the server…</p>
  if (connections.length === 0) return <p className="quiet">No connections.</p>
  return (
    <div className="table-frame">
      <table className="stacks">
        <thead>
          <tr>
            <th scope="col">Who</th>
            <th scope="col">API</th>
            <th scope="col">For</th>
            <th scope="col">From</th>
            {isFleet && <th scope="col">Node</th>}
            <th scope="col" className="number">
              Topics
            </th>
            <th scope="col">
              <span className="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <Row
              key={connection.connectionId}
              connection={connection}
              now={now}
              isFleet={isFleet}
              onKick={onKick}
              onAim={onAim}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({
  connection,
  now,
  isFleet,
  onKick,
  onAim,
}: Omit<TableProps, 'connections'> & { connection: ListedConnection }) {
  const { connectionId, userId, name } = connection
  const who = name ?? userId ?? connectionId
  return (
    <tr>
      <th scope="row">
        <bdi>{name ?? userId ?? 'Nobody known'}</bdi>
        <span className="sub mono" title={`Connection ${connectionId}`}>
          {name === undefined ? connectionId : userId}
        </span>
      </th>
      <td>{connection.api}</td>
      <td title={momentText(connection.connectedAt)}>{spanText(now - connection.connectedAt)}</td>
      <td title={connection.userAgent}>
        <span className="mono">{connection.sourceIp}</span>
      </td>
      {isFleet && <td className="mono on-node">{connection.node}</td>}
      <td className="number" data-unit="topics">
        {connection.topics}
      </td>
      <td className="actions">
        <button
          type="button"
          className="quiet-button"
          onClick={() => onKick(connectionId)}
          aria-label={`Kick ${who}`}
        >
          Kick
        </button>
        {userId !== undefined &&
          (
            [
              ['mute', 'Mute'],
              ['ban', 'Ban'],
            ] as const
          ).map(([kind, verb]) => (
            <button
              key={kind}
              type="button"
              className="quiet-button"
              data-alert
              onClick={() => onAim({ kind, user: userId, name: who })}
              aria-label={`${verb} ${who}`}
            >
              {verb}
            </button>
          ))}
      </td>
    </tr>
  )
}
