import { Type } from 'typebox'
import type { Clock, Log } from '../../core/index.ts'
import { reader } from '../properties.ts'
import type { Aws } from '../services/index.ts'
import type { Resource } from '../template/index.ts'
import { scheduleOf } from './schedule-expression.ts'

const ruleProperties = reader(
  Type.Object({ ScheduleExpression: Type.Optional(Type.String()), State: Type.Optional(Type.String()) }),
)

export interface SchedulesOptions {
  readonly aws: Aws
  readonly clock: Clock
  readonly log: Log
}

/** The rules of the templates that run by the clock. */
export interface Schedules {
  readonly rules: readonly { readonly name: string; readonly expression: string }[]
  /** Run all that are enabled now, whatever the clock says. Resolves when their targets have been called. */
  runAll(): Promise<void>
  stop(): void
}

const minuteMs = 60_000

/** Throws a `RehearsalProblem` for an expression that cannot be read. */
export function runSchedules({ aws, clock, log }: SchedulesOptions): Schedules {
  const rules = aws.model.ofType('AWS::Events::Rule').flatMap((rule) => {
    const { ScheduleExpression, State } = ruleProperties(rule)
    if (ScheduleExpression === undefined || State === 'DISABLED') return []
    return [{ rule, expression: ScheduleExpression, schedule: scheduleOf(ScheduleExpression) }]
  })
  const run = (rule: Resource): Promise<void> => aws.runTargets(rule, aws.scheduledEvent(rule))
  const start = (rule: Resource): void => {
    run(rule).catch((error: unknown) => log.error({ err: error, rule: rule.name }, 'a schedule failed'))
  }
  const endings = rules.map(({ rule, schedule }) =>
    schedule.kind === 'rate'
      ? clock.every(schedule.everyMs, () => start(rule))
      : clock.every(minuteMs, () => {
          if (schedule.isDue(new Date(clock.now()))) start(rule)
        }),
  )
  return {
    rules: rules.map(({ rule, expression }) => ({ name: rule.name, expression })),
    async runAll() {
      await Promise.all(rules.map(({ rule }) => run(rule)))
    },
    stop() {
      for (const end of endings) end()
    },
  }
}
