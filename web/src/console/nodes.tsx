import { countText, momentText, msText, rateText, spanText } from './figures.ts'
import { type History, type KnownNode, sumOf, worstOf } from './samples.ts'
import type { LiveNode } from './state-types.ts'

/** A line for each node, those that do not answer among them. */
export function Nodes({ history }: { history: History }) {
  const { nodes } = history
  const silent = new Set(history.silent)
  const ids = [...new Set([...nodes.keys(), ...silent])].toSorted()
  return (
    <section className="panel">
      <h2>Nodes</h2>
      <div className="table-frame">
        <table className="stacks">
          <thead>
            <tr>
              <th scope="col">Node</th>
              <th scope="col">State</th>
              {['Connections', 'In', 'Out', 'Publish p99', 'Turn p99'].map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
              <th scope="col">Up</th>
              <th scope="col">Version</th>
            </tr>
          </thead>
          <tbody>
            {ids.map((id) => (
              <Row key={id} id={id} known={nodes.get(id)} isSilent={silent.has(id)} />
            ))}
          </tbody>
        </table>
      </div>
      {silent.size > 0 && (
        <p className="quiet">
          A node that does not answer is dead, cut off from Redis, or standing still, and is left out of all
          sums.
        </p>
      )}
    </section>
  )
}

function Row({ id, known, isSilent }: { id: string; known: KnownNode | undefined; isSilent: boolean }) {
  const state = known?.state
  return (
    <tr data-silent={isSilent || undefined}>
      <th scope="row">
        <span className="mono">{id}</span>
        {state !== undefined && <span className="sub mono">{state.address}</span>}
      </th>
      <td>
        <span
          className="condition"
          title={state?.problem}
          data-problem={isSilent || state?.problem !== undefined || undefined}
        >
          {isSilent ? 'Does not answer' : conditionOf(state)}
        </span>
      </td>
      {[
        ['connections', countText(state && sumOf(state.apis, 'connections'))],
        ['in', perSecond(known?.messagesIn)],
        ['out', perSecond(known?.messagesOut)],
        ['publish p99', msText(state && worstOf([state.publishing]).p99)],
        ['turn p99', msText(state && worstOf([state.turns]).p99)],
      ].map(([unit, text]) => (
        <td key={unit} className="number" data-unit={unit}>
          {text}
        </td>
      ))}
      <td title={state && momentText(state.startedAt)} data-unit="up">
        {state === undefined ? '–' : spanText(state.now - state.startedAt)}
      </td>
      <td>{state?.version ?? '–'}</td>
    </tr>
  )
}

function conditionOf(state: LiveNode | undefined): string {
  if (state?.isDraining) return 'Draining'
  return state?.problem === undefined ? 'Up' : 'Not ready'
}

const perSecond = (rate: number | undefined): string => {
  const text = rateText(rate)
  return rate === undefined ? text : `${text}/s`
}
