import { useId, useState } from 'react'
import { Sheet } from '../shared/sheet.tsx'
import type { Admin } from './admin-http.ts'
import { countText } from './figures.ts'
import { SaidLine } from './said-line.tsx'
import { type History, isFleetIn, sumOf } from './samples.ts'
import type { LiveNode } from './state-types.ts'
import { useDeed } from './use-deed.ts'

/** Where there is more than one node, nobody drains one without having chosen it. */
export function Drain({ admin, history }: { admin: Admin; history: History }) {
  const [chosen, setChosen] = useState('')
  const [isAsking, setIsAsking] = useState(false)
  const { said, isBusy, run } = useDeed()
  const isFleet = isFleetIn(history)
  const nodes = [...history.nodes.values()].map(({ state }) => state)
  const node = isFleet ? nodes.find(({ node: id }) => id === chosen) : nodes[0]
  const drain = async (id: string) => {
    await run(
      () => admin('POST', '/drain', { node: id }),
      () => (isFleet ? `Node ${id} is draining.` : 'The server is draining. It will stop answering here.'),
    )
    setIsAsking(false)
  }
  return (
    <section className="panel tool">
      <h2>Drain</h2>
      <p className="quiet">Ends {isFleet ? 'a node' : 'this server'} in good order, as SIGTERM does.</p>
      {isFleet && <NodeField nodes={nodes} chosen={node?.node ?? ''} onChoose={setChosen} />}
      <SaidLine said={node?.isDraining ? { text: 'It is draining.', isProblem: false } : said} />
      <button
        type="button"
        className="quiet-button"
        data-alert
        disabled={node === undefined || node.isDraining}
        onClick={() => setIsAsking(true)}
      >
        {isFleet ? `Drain ${node === undefined ? 'a' : 'this'} node…` : 'Drain this server…'}
      </button>
      {isAsking && node !== undefined && (
        <DrainSheet
          node={node}
          isFleet={isFleet}
          isBusy={isBusy}
          onDrain={() => void drain(node.node)}
          onClose={() => setIsAsking(false)}
        />
      )}
    </section>
  )
}

interface NodeFieldProps {
  nodes: readonly LiveNode[]
  chosen: string
  onChoose: (node: string) => void
}

function NodeField({ nodes, chosen, onChoose }: NodeFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>Node</label>
      <select id={id} value={chosen} onChange={(event) => onChoose(event.target.value)}>
        <option value="">Choose one</option>
        {nodes.map(({ node, address, isDraining }) => (
          <option key={node} value={node}>
            {node} at {address}
            {isDraining && ', draining'}
          </option>
        ))}
      </select>
    </div>
  )
}

interface SheetProps {
  node: LiveNode
  isFleet: boolean
  isBusy: boolean
  onDrain: () => void
  onClose: () => void
}

function DrainSheet({ node, isFleet, isBusy, onDrain, onClose }: SheetProps) {
  const title = isFleet ? `Drain node ${node.node}?` : 'Drain this server?'
  return (
    <Sheet title={title} side="middle" onClose={onClose}>
      <div className="sheet-form">
        {isFleet && (
          <p>
            It is at <span className="mono">{node.address}</span> and has{' '}
            {countText(sumOf(node.apis, 'connections'))} connections now.
          </p>
        )}
        <p>
          It takes no new connections from now on. Everyone who is connected is told to move and is closed
          within seconds; then the process ends. Clients come back by themselves, to another node or to this
          one when somebody has started it again.
        </p>
        <p>This cannot be taken back, and nothing in this console starts the server again.</p>
        <button type="button" className="send" data-alert aria-disabled={isBusy} onClick={onDrain}>
          Drain it
        </button>
      </div>
    </Sheet>
  )
}
