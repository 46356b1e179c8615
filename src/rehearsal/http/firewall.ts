import { Type } from 'typebox'
import type { Clock } from '../../core/index.ts'
import { reader } from '../properties.ts'
import type { Model } from '../template/index.ts'

const associationProperties = reader(Type.Object({ ResourceArn: Type.String(), WebACLArn: Type.String() }))
const aclProperties = reader(
  Type.Object({
    Rules: Type.Optional(
      Type.Array(
        Type.Object({
          Action: Type.Optional(Type.Object({ Block: Type.Optional(Type.Object({})) })),
          Statement: Type.Object({
            RateBasedStatement: Type.Optional(
              Type.Object({
                Limit: Type.Integer(),
                AggregateKeyType: Type.Optional(Type.String()),
                EvaluationWindowSec: Type.Optional(Type.Integer()),
              }),
            ),
          }),
        }),
      ),
    ),
  }),
)

/** The rate rules of a web ACL. Its managed rules are AWS's, and not rehearsed. */
export interface Firewall {
  /** Whether one more request of this address is let through. */
  lets(address: string): boolean
}

interface RateRule {
  readonly limit: number
  readonly windowMs: number
}

/** AWS's own, where a rule says nothing. */
const defaultWindowSeconds = 300

/** What stands before a stage of a REST API. Without a web ACL, everybody is let through. */
export function firewallOf(model: Model, stageArn: string, clock: Clock): Firewall {
  const rules = rulesOf(model, stageArn)
  const seen = new Map<string, number[]>()
  const longestMs = Math.max(0, ...rules.map(({ windowMs }) => windowMs))
  return {
    lets(address) {
      if (rules.length === 0) return true
      const now = clock.now()
      const times = (seen.get(address) ?? []).filter((time) => time > now - longestMs)
      times.push(now)
      seen.set(address, times)
      return rules.every(
        ({ limit, windowMs }) => times.filter((time) => time > now - windowMs).length <= limit,
      )
    },
  }
}

function rulesOf(model: Model, stageArn: string): readonly RateRule[] {
  const acls = model
    .ofType('AWS::WAFv2::WebACLAssociation')
    .map(associationProperties)
    .filter(({ ResourceArn }) => ResourceArn === stageArn)
    .flatMap(({ WebACLArn }) => model.byArn(WebACLArn) ?? [])
  return acls.flatMap((acl) =>
    (aclProperties(acl).Rules ?? []).flatMap(({ Action, Statement: { RateBasedStatement: rate } }) =>
      rate === undefined || Action?.Block === undefined
        ? []
        : [{ limit: rate.Limit, windowMs: (rate.EvaluationWindowSec ?? defaultWindowSeconds) * 1_000 }],
    ),
  )
}
