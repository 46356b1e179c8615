import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Outcome } from './records.ts'
import { shownBody, shownJson, shownText, shownWord } from './shown-text.ts'
import type { Trigger } from './trigger.ts'

/** What came of an invocation, in lines. */
export interface Answer {
  /** `bad` is an answer that says no; `broken` is none that anybody can use. */
  readonly kind: 'good' | 'bad' | 'broken'
  /** What stands first. */
  readonly verdict: string
  readonly lines: readonly string[]
}

const isProxyResult = Compile(
  Type.Object({
    statusCode: Type.Union([Type.Integer(), Type.String({ pattern: '^\\d{3}$' })]),
    body: Type.Optional(Type.Unknown()),
  }),
)
const statement = Type.Object({ Effect: Type.String() })
const isPolicy = Compile(
  Type.Object({
    principalId: Type.Optional(Type.Unknown()),
    policyDocument: Type.Object({ Statement: Type.Union([statement, Type.Array(statement)]) }),
    context: Type.Optional(Type.Unknown()),
  }),
)
const maxFrames = 5

export function answerOf({ kind }: Trigger, outcome: Outcome): Answer {
  if (outcome.kind === 'failed') return failure(outcome)
  if (kind === 'authorizer') return policyAnswer(outcome.result)
  return proxyAnswer(outcome.result)
}

function failure({ errorType, errorMessage, stackTrace }: Outcome & { kind: 'failed' }): Answer {
  const frames = (stackTrace ?? []).map((line) => line.trim()).filter((line) => line.startsWith('at '))
  const own = frames.filter((frame) => !/\bnode:|[\\/]node_modules[\\/]/.test(frame))
  const where = (own.length > 0 ? own : frames).slice(0, maxFrames).map((frame) => `  ${shownWord(frame)}`)
  return {
    kind: 'broken',
    verdict: `${shownWord(errorType)}:`,
    lines: [...shownText(errorMessage), ...where],
  }
}

function policyAnswer(result: unknown): Answer {
  if (!isPolicy.Check(result)) return { kind: 'broken', verdict: 'no policy:', lines: shownJson(result) }
  const effects = [result.policyDocument.Statement].flat().map(({ Effect }) => Effect)
  // One Deny outweighs any Allow.
  const isGood = effects.includes('Allow') && effects.every((effect) => effect === 'Allow')
  const principal = result.principalId === undefined ? [] : [`principalId ${wordOf(result.principalId)}`]
  const context = result.context === undefined ? [] : shownJson(result.context)
  return {
    kind: isGood ? 'good' : 'bad',
    verdict: isGood ? 'Allow' : 'Deny',
    lines: [...principal, ...context],
  }
}

const wordOf = (value: unknown): string =>
  shownWord(typeof value === 'string' ? value : JSON.stringify(value))

function proxyAnswer(result: unknown): Answer {
  if (result === null || result === undefined) return { kind: 'good', verdict: 'nothing', lines: [] }
  if (!isProxyResult.Check(result)) return { kind: 'good', verdict: '', lines: shownJson(result) }
  const { statusCode, body } = result
  return {
    kind: Number(statusCode) < 400 ? 'good' : 'bad',
    verdict: String(statusCode),
    lines: bodyLines(body),
  }
}

function bodyLines(body: unknown): readonly string[] {
  if (body === undefined || body === null || body === '') return []
  return typeof body === 'string' ? shownBody(body) : shownJson(body)
}
