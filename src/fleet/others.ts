import type { Clock, Log, NodeAnswer, Peers } from '../core/index.ts'

/** What all other nodes said to one question. */
export interface Answers {
  /** By node. */
  readonly said: ReadonlyMap<string, string>
  /** Who did not answer in time, or cannot. What they were asked for they may do all the same. */
  readonly silent: readonly string[]
}

/** The other nodes of the fleet, for this one. */
export interface Others {
  /** The id of this node. */
  readonly self: string
  /** Those that this node knew of at its last beat; one that died may be among them for some seconds. */
  nodes(): readonly string[]
  /** Ask all of them at once. Never rejects, and takes a second at most. */
  askAll(question: string): Promise<Answers>
  /** Ask one of them. `undefined`: it did not answer in that time, or cannot. */
  ask(node: string, question: string): Promise<string | undefined>
  /** Say who answers when this node is asked. An answer of more than 1 MiB is none. */
  answerWith(answer: NodeAnswer): void
}

export interface OthersOptions {
  readonly self: string
  readonly nodes: () => readonly string[]
  readonly peers: Pick<Peers, 'ask' | 'answerWith'>
  readonly clock: Pick<Clock, 'after'>
  readonly log: Pick<Log, 'debug'>
}

const patienceMs = 1_000
const mostCharacters = 1024 * 1024

export function otherNodes({ self, nodes, peers, clock, log }: OthersOptions): Others {
  function ask(node: string, question: string): Promise<string | undefined> {
    return new Promise((resolve) => {
      const callOff = clock.after(patienceMs, () => resolve(undefined))
      const end = (answer: string | undefined): void => {
        callOff()
        resolve(answer)
      }
      peers.ask(node, question).then(end, (error: unknown) => {
        log.debug({ err: error, node }, 'a node did not answer')
        end(undefined)
      })
    })
  }

  return {
    self,
    nodes,
    ask,
    async askAll(question) {
      const asked = nodes()
      const answers = await Promise.all(asked.map(async (node) => [node, await ask(node, question)] as const))
      const said = answers.flatMap(([node, answer]) =>
        answer === undefined ? [] : [[node, answer] as const],
      )
      return {
        said: new Map(said),
        silent: answers.flatMap(([node, answer]) => (answer === undefined ? [node] : [])),
      }
    },
    answerWith: (answer) =>
      peers.answerWith(async (question) => {
        const said = await answer(question)
        if (said.length > mostCharacters) throw new RangeError('an answer to another node is too long')
        return said
      }),
  }
}
