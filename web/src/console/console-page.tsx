import { useMemo, useState, useSyncExternalStore } from 'react'
import { ThemeSwitch } from '../shared/theme-switch.tsx'
import { Wordmark } from '../shared/wordmark.tsx'
import { adminWith } from './admin-http.ts'
import { Connections } from './connections.tsx'
import { spanText } from './figures.ts'
import { Overview } from './overview.tsx'
import { apisOf, type History, isFleetIn } from './samples.ts'
import { Sanctions } from './sanctions.tsx'
import { keepToken, keptToken } from './token.ts'
import { TokenPrompt } from './token-prompt.tsx'
import { Tools } from './tools.tsx'
import { Topics } from './topics.tsx'
import { useServer, type Watched } from './use-server.ts'

const views = ['overview', 'connections', 'topics', 'sanctions', 'tools'] as const
type View = (typeof views)[number]

export function ConsolePage() {
  const [token, setToken] = useState(keptToken)
  const [notice, setNotice] = useState<string>()
  const choose = (next: string | undefined) => {
    keepToken(next)
    setToken(next)
  }
  if (token === undefined) {
    return (
      <div className="console">
        <Head />
        <TokenPrompt notice={notice} onToken={choose} />
      </div>
    )
  }
  const refused = () => {
    setNotice('The server does not take this token any more.')
    choose(undefined)
  }
  return <Inside token={token} onLeave={() => choose(undefined)} onRefused={refused} />
}

interface InsideProps {
  token: string
  onLeave: () => void
  onRefused: () => void
}

function Inside({ token, onLeave, onRefused }: InsideProps) {
  const admin = useMemo(() => adminWith(token), [token])
  const watched = useServer(admin)
  const view = useView()
  const { last, nodes } = watched.history
  const apis = apisOf([...nodes.values()]).map(({ name }) => name)
  return (
    <div className="console">
      <Head watched={watched} onLeave={onLeave} />
      <Tabs view={view} />
      <Contact watched={watched} onRefused={onRefused} />
      <main>
        {view === 'overview' && <Overview history={watched.history} />}
        {view === 'connections' && (
          <Connections
            admin={admin}
            apis={apis}
            now={last?.now ?? Date.now()}
            isFleet={isFleetIn(watched.history)}
          />
        )}
        {view === 'topics' && <Topics admin={admin} apis={apis} />}
        {view === 'sanctions' && <Sanctions admin={admin} />}
        {view === 'tools' && <Tools admin={admin} history={watched.history} />}
      </main>
    </div>
  )
}

function Head({ watched, onLeave }: { watched?: Watched; onLeave?: () => void }) {
  const [first] = watched?.history.nodes.values() ?? []
  const state = watched !== undefined && !isFleetIn(watched.history) ? first?.state : undefined
  return (
    <header className="entablature">
      <div className="console-head">
        <Wordmark />
        <span className="console-word">Console</span>
        <div className="console-head-end">
          {state !== undefined && (
            <p className="aside server-facts">
              Version {state.version}, up {spanText(state.now - state.startedAt)}
            </p>
          )}
          <ThemeSwitch />
          {onLeave && (
            <button type="button" className="quiet-button" onClick={onLeave}>
              Leave
            </button>
          )}
        </div>
      </div>
    </header>
  )
}

function Tabs({ view }: { view: View }) {
  return (
    <nav className="tabs" aria-label="Console">
      {views.map((name) => (
        <a key={name} href={`#/${name}`} aria-current={name === view ? 'page' : undefined}>
          {`${name.slice(0, 1).toUpperCase()}${name.slice(1)}`}
        </a>
      ))}
    </nav>
  )
}

/** Says when what is shown is not how things are now. */
function Contact({ watched, onRefused }: { watched: Watched; onRefused: () => void }) {
  const { awaySince, isUnauthorized, history } = watched
  return (
    <div className="contact" role="status">
      {isUnauthorized && (
        <p data-problem>
          The server does not take this token.{' '}
          <button type="button" className="quiet-button" onClick={onRefused}>
            Enter another one
          </button>
        </p>
      )}
      {awaySince !== undefined && !isUnauthorized && (
        <p data-problem>
          The server does not answer. {history.last && 'What is shown is from before.'} This page goes on
          asking.
        </p>
      )}
      {awaySince === undefined && <Troubles history={history} />}
    </div>
  )
}

/** What is wrong with nodes, as far as they say so themselves or do not answer others. */
function Troubles({ history }: { history: History }) {
  const { nodes, silent } = history
  const named = (ids: readonly string[]): string => {
    if (!isFleetIn(history)) return 'The server'
    return `${ids.length === 1 ? 'Node' : 'Nodes'} ${ids.join(', ')}`
  }
  return (
    <>
      {[...troublesOf(history)].map(([trouble, ids]) => (
        <p key={trouble} data-problem>
          {named(ids)}: {trouble}
        </p>
      ))}
      {silent.length > 0 && nodes.size > 0 && <p data-problem>{named(silent)}: no answer.</p>}
    </>
  )
}

/** Which nodes say what of themselves. */
function troublesOf({ nodes, silent }: History): ReadonlyMap<string, readonly string[]> {
  const troubles = new Map<string, string[]>()
  for (const [id, { state }] of nodes) {
    const trouble = state.isDraining ? 'draining.' : state.problem
    if (trouble === undefined || silent.includes(id)) continue
    troubles.set(trouble, [...(troubles.get(trouble) ?? []), id])
  }
  return troubles
}

function useView(): View {
  const hash = useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed)
      return () => window.removeEventListener('hashchange', changed)
    },
    () => location.hash,
  )
  return views.find((name) => hash === `#/${name}`) ?? 'overview'
}
