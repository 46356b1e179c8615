import type { Case, CaseGroup } from './case.ts'
import { answerCases } from './cases/answers.ts'
import { authorizerCases } from './cases/authorizer.ts'
import { connectCases } from './cases/connect.ts'
import { disconnectCases } from './cases/disconnect.ts'
import { eventCases } from './cases/events.ts'
import { limitCases } from './cases/limits.ts'
import { managementCases } from './cases/management.ts'
import { routingCases } from './cases/routing.ts'
import { sdkCases } from './cases/sdk.ts'
import { documentedSpans, spanCases } from './cases/spans.ts'
import { upgradeCases } from './cases/upgrade.ts'

/** The contract, as far as it can be seen from outside. */
export const catalogue: readonly CaseGroup[] = [
  { title: 'Upgrades', cases: upgradeCases },
  { title: 'Authorizers', cases: authorizerCases },
  { title: '$connect', cases: connectCases },
  { title: 'Routes', cases: routingCases },
  { title: 'Answers', cases: answerCases },
  { title: 'Events', cases: eventCases },
  { title: '$disconnect', cases: disconnectCases },
  { title: 'Limits', cases: limitCases },
  { title: '@connections', cases: managementCases },
  { title: 'The SDK in handlers', cases: sdkCases },
  { title: 'Spans', cases: spanCases(documentedSpans) },
]

export interface Chosen {
  readonly group: string
  readonly one: Case
}

/** Those that are asked for, whose id, title or group matches `only`. */
export function chosen(
  groups: readonly CaseGroup[],
  only: RegExp | undefined,
  isSlow: boolean,
): readonly Chosen[] {
  return groups
    .flatMap(({ title, cases }) => cases.map((one) => ({ group: title, one })))
    .filter(({ group, one }) => {
      const isWanted = only === undefined || [one.id, one.title, group].some((text) => only.test(text))
      return isWanted && (one.isSlow !== true || isSlow)
    })
}
