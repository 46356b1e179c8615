import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { tableOf } from '../table.ts'

const live = Type.Object({
  node: Type.String(),
  address: Type.String(),
  version: Type.String(),
  startedAt: Type.Number(),
  now: Type.Number(),
  draining: Type.Boolean(),
  problem: Type.Optional(Type.String()),
  apis: Type.Array(Type.Object({ connections: Type.Number() })),
  turns: Type.Object({ p99: Type.Number() }),
})
const silent = Type.Object({ node: Type.String(), silent: Type.Literal(true) })
const state = Type.Object({ nodes: Type.Array(Type.Union([live, silent])) })

export const nodesAnswer = Compile(state)

/** The nodes of a fleet, a line each. */
export function nodesText({ nodes }: Static<typeof state>): string {
  const rows = nodes.map((node) =>
    'silent' in node
      ? [node.node, '', '', '', '', '', 'does not answer']
      : [
          node.node,
          node.address,
          node.version,
          `${node.apis.reduce((sum, { connections }) => sum + connections, 0)}`,
          `${Math.max(0, Math.floor((node.now - node.startedAt) / 1_000))} s`,
          `${node.turns.p99.toFixed(1)} ms`,
          node.draining ? 'draining' : (node.problem ?? 'up'),
        ],
  )
  return tableOf([['NODE', 'ADDRESS', 'VERSION', 'CONNECTIONS', 'UP FOR', 'TURN P99', 'STATE'], ...rows])
}
