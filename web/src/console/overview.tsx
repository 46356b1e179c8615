import type { ReactNode } from 'react'
import type { LoggedError, ServerState } from './admin-types.ts'
import { Chart } from './chart.tsx'
import { clockText, countText, msText, rateText } from './figures.ts'
import { type History, sumOf } from './samples.ts'

export function Overview({ history }: { history: History }) {
  const { samples, last: state } = history
  if (state === undefined) return <p className="quiet">Asking the server…</p>
  const sample = samples.at(-1)
  return (
    <>
      <dl className="tiles">
        <Tile name="Connections" value={countText(sumOf(state, 'connections'))} />
        <Tile name="Topics" value={countText(sumOf(state, 'topics'))} />
        <Tile name="In" value={rateText(sample?.messagesIn)} unit="/s" />
        <Tile name="Out" value={rateText(sample?.messagesOut)} unit="/s" />
        <Tile name="Publish p99" value={msText(state.publishing.p99)} />
        <Tile name="Turn p99" value={msText(state.turns.p99)} />
        <Tile name="Faults" value={countText(sumOf(state, 'faults'))} isAlert={sumOf(state, 'faults') > 0} />
        <Tile name="Nodes" value={countText(state.nodes)} />
      </dl>
      <div className="charts">
        <Chart
          title="Connections"
          samples={samples}
          least={10}
          text={countText}
          series={[{ label: 'open', value: (all) => all.connections }]}
        />
        <Chart
          title="Messages a second"
          samples={samples}
          least={10}
          text={rateText}
          series={[
            { label: 'in', value: (all) => all.messagesIn },
            { label: 'out', value: (all) => all.messagesOut },
          ]}
        />
        <Chart
          title="Publish to answer"
          samples={samples}
          least={1}
          text={msText}
          series={[
            { label: 'p50', value: (all) => all.publishP50 },
            { label: 'p99', value: (all) => all.publishP99 },
          ]}
        />
        <Chart
          title="Turn of the event loop"
          samples={samples}
          least={1}
          text={msText}
          series={[
            { label: 'p50', value: (all) => all.turnP50 },
            { label: 'p99', value: (all) => all.turnP99 },
          ]}
        />
      </div>
      <Apis state={state} />
      <Errors errors={state.errors} />
    </>
  )
}

function Tile({
  name,
  value,
  unit,
  isAlert = false,
}: {
  name: string
  value: ReactNode
  unit?: string
  isAlert?: boolean
}) {
  return (
    <div className="tile" data-alert={isAlert || undefined}>
      <dt>{name}</dt>
      <dd>
        {value}
        {unit !== undefined && <span className="unit">{unit}</span>}
      </dd>
    </div>
  )
}

function Apis({ state }: { state: ServerState }) {
  return (
    <section className="panel">
      <h2>APIs</h2>
      <div className="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">API</th>
              <th scope="col">Path</th>
              {['Connections', 'Topics', 'Messages', 'Publishes', 'Deliveries', 'Faults'].map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {state.apis.map((api) => (
              <tr key={`${api.name} ${api.path}`}>
                <th scope="row">{api.name}</th>
                <td className="mono">{api.path}</td>
                {[api.connections, api.topics, api.messages, api.publishes, api.deliveries, api.faults].map(
                  (count, column) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the columns do not move
                    <td key={column} className="number">
                      {countText(count)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Errors({ errors }: { errors: readonly LoggedError[] }) {
  return (
    <section className="panel">
      <h2>Last warnings and errors</h2>
      {errors.length === 0 && <p className="quiet">None since the server was started.</p>}
      <ul className="errors">
        {errors.map((error, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two may be the same
          <li key={`${error.at} ${index}`} data-level={error.level}>
            <time dateTime={new Date(error.at).toISOString()}>{clockText(error.at)}</time>
            <span className="level">{error.level}</span>
            <span className="what">
              {error.message}
              {error.api !== undefined && <span className="aside"> in {error.api}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
