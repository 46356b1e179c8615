import type { AdminHttpOptions, ConnectionsPage, Drained, NodeReport } from '../../admin/index.ts'
import type { Others } from '../../fleet/index.ts'
import { mergedConnections, mergedTopics } from './merged-pages.ts'
import { mergedState } from './merged-state.ts'
import { answerOf, answers, parsed, type Question } from './questions.ts'
import type { ThisNode } from './this-node.ts'

export type AllNodes = Pick<AdminHttpOptions, 'state' | 'connections' | 'topics' | 'kick' | 'drain'>

/** Of a topic that several nodes have, all must tell for the sum to be right. So each tells of this many, whatever the page. */
const topicsOfNode = 1_000

/** What the console may see and do on all nodes; on a server that is alone, there. */
export function allNodes(node: ThisNode, others: Others | undefined): AllNodes {
  others?.answerWith((asked) => answerOf(node, asked))
  const gather = gathering(others)

  return {
    async state() {
      const { said, silent } = await gather({ ask: 'report' }, answers.report)
      const reports: readonly NodeReport[] = [...said.values()]
      return mergedState(node.report(), reports, silent)
    },
    async connections(query) {
      const { said, silent } = await gather({ ask: 'connections', query }, answers.connections)
      const pages: readonly ConnectionsPage[] = [node.connections(query), ...said.values()]
      return { ...mergedConnections(pages, query.limit), ...missing(silent) }
    },
    async topics({ api, after, limit }) {
      if (others === undefined) return node.topics({ ...(api && { api }), ...(after && { after }), limit })
      const query = { ...(api && { api }), limit: topicsOfNode }
      const { said, silent } = await gather({ ask: 'topics', query }, answers.topics)
      const merged = mergedTopics([node.topics(query), ...said.values()], { after, limit, of: topicsOfNode })
      return { ...merged, ...missing(silent) }
    },
    async kick(whom) {
      // The id of a connection names its node.
      if ('connectionId' in whom) return { closed: await node.kick(whom) }
      const [{ said, silent }, closedHere] = await Promise.all([
        gather({ ask: 'kick', whom }, answers.kick),
        node.kick(whom),
      ])
      const closed = [...said.values()].reduce((sum, answer) => sum + answer.closed, closedHere)
      return { closed, ...missing(silent) }
    },
    drain: (wanted = node.id) => drain(wanted, node, others),
  }
}

async function drain(wanted: string, node: ThisNode, others: Others | undefined): Promise<Drained> {
  if (wanted === node.id) {
    node.drain()
    return { node: wanted }
  }
  if (others?.nodes().includes(wanted) !== true) return 'unknown'
  const asked: Question = { ask: 'drain' }
  const answer = await others.ask(wanted, JSON.stringify(asked))
  return answers.drain.Check(parsed(answer ?? '')) ? { node: wanted } : 'silent'
}

interface Check<T> {
  Check(value: unknown): value is T
}

/** Asks all others. Whose answer is not understood here counts as silent. */
const gathering =
  (others: Others | undefined) =>
  async <T>(
    asked: Question,
    answer: Check<T>,
  ): Promise<{ readonly said: ReadonlyMap<string, T>; readonly silent: readonly string[] }> => {
    const said = new Map<string, T>()
    if (others === undefined || others.nodes().length === 0) return { said, silent: [] }
    const told = await others.askAll(JSON.stringify(asked))
    const silent = [...told.silent]
    for (const [node, text] of told.said) {
      const read = parsed(text)
      if (answer.Check(read)) said.set(node, read)
      else silent.push(node)
    }
    return { said, silent }
  }

const missing = (silent: readonly string[]) => (silent.length === 0 ? {} : { silent })
