import type { ReactNode } from 'react'
import { Chart } from './chart.tsx'
import { clockText, countText, msText, rateText } from './figures.ts'
import { Nodes } from './nodes.tsx'
import { apisOf, type History, isFleetIn, type Sample, sumOf } from './samples.ts'
import type { ApiCounts, LoggedError } from './state-types.ts'

export function Overview({ history }: { history: History }) {
  const { samples, last, nodes } = history
  if (last === undefined) return <p className="quiet">Asking the server…</p>
  const apis = apisOf([...nodes.values()])
  const isFleet = isFleetIn(history)
  return (
    <>
      <Tiles history={history} apis={apis} />
      <Charts samples={samples} />
      {isFleet && <Nodes history={history} />}
      <Apis apis={apis} isFleet={isFleet} />
      <Errors errors={last.errors} isFleet={isFleet} />
    </>
  )
}

function Tiles({ history, apis }: { history: History; apis: readonly ApiCounts[] }) {
  const { samples, nodes } = history
  const sample = samples.at(-1)
  const faults = sumOf(apis, 'faults')
  const silent = history.silent.length
  const all = new Set([...nodes.keys(), ...history.silent]).size
  return (
    <dl className="tiles">
      <Tile name="Connections" value={countText(sumOf(apis, 'connections'))} />
      <Tile name={nodes.size > 1 ? 'Topics on nodes' : 'Topics'} value={countText(sumOf(apis, 'topics'))} />
      <Tile name="In" value={rateText(sample?.messagesIn)} unit="/s" />
      <Tile name="Out" value={rateText(sample?.messagesOut)} unit="/s" />
      <Tile name="Publish p99" value={msText(sample?.publishing.p99)} />
      <Tile name="Turn p99" value={msText(sample?.turns.p99)} />
      <Tile name="Faults" value={countText(faults)} isAlert={faults > 0} />
      <Tile
        name="Nodes"
        value={countText(all - silent)}
        {...(silent > 0 && { unit: ` of ${all}`, isAlert: true })}
      />
    </dl>
  )
}

function Charts({ samples }: { samples: readonly Sample[] }) {
  return (
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
          { label: 'p50', value: (all) => all.publishing.p50 },
          { label: 'p99', value: (all) => all.publishing.p99 },
        ]}
      />
      <Chart
        title="Turn of the event loop"
        samples={samples}
        least={1}
        text={msText}
        series={[
          { label: 'p50', value: (all) => all.turns.p50 },
          { label: 'p99', value: (all) => all.turns.p99 },
        ]}
      />
    </div>
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

function Apis({ apis, isFleet }: { apis: readonly ApiCounts[]; isFleet: boolean }) {
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
            {apis.map((api) => (
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
      {isFleet && (
        <p className="quiet">
          Sums of all nodes, each since its start. A topic counts on each node that has members of it.
        </p>
      )}
    </section>
  )
}

function Errors({ errors, isFleet }: { errors: readonly LoggedError[]; isFleet: boolean }) {
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
              {isFleet && <span className="aside"> on {error.node}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
