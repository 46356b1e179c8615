import {
  type Alarm,
  ComparisonOperator,
  type CreateAlarmOptions,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { AlarmTopic } from '../alarms.ts'
import type { StageFunction } from '../function.ts'
import { functionsOf, type Watched } from './watched.ts'

export interface WatchProps extends Watched {
  readonly alarms: AlarmTopic
}

const minute = { period: Duration.minutes(1), statistic: 'Sum' }

/**
 * What calls people: functions that fail or are held back, and work that is late. To refuse somebody is an error of an
 * authorizer, so its errors call nobody; and all functions share what an account may run at once, so it is held back with others.
 */
export class Watch extends Construct {
  private readonly alarms: AlarmTopic

  constructor(scope: Construct, id: string, { alarms, ...watched }: WatchProps) {
    super(scope, id)
    this.alarms = alarms
    for (const { kind, name, served } of functionsOf(watched)) {
      if (kind === 'authorizer') continue
      // The sweep works once a minute.
      this.failing(name, served, kind === 'sweep' ? 0 : 5)
      if (kind !== 'sweep') this.heldBack(name, served)
    }
    this.alarm('late', watched.jobs.queue.metricApproximateAgeOfOldestMessage({ period: minute.period }), {
      alarmDescription: 'Parts of a fan-out have waited for more than a minute, for 5 minutes.',
      threshold: 60,
      evaluationPeriods: 5,
    })
  }

  /** A single error is one client's bad luck, or a job that AWS tries again. */
  private failing(name: string, { function: watched }: StageFunction, at: number): void {
    this.alarm(`${name}-errors`, watched.metricErrors(minute), {
      alarmDescription: `The function of ${name} failed more than ${at} times in each of 3 minutes.`,
      threshold: at,
      evaluationPeriods: 3,
    })
  }

  private heldBack(name: string, { function: watched }: StageFunction): void {
    this.alarm(`${name}-throttles`, watched.metricThrottles(minute), {
      alarmDescription: `The function of ${name} was held back in each of 3 minutes: more run than the account may.`,
      threshold: 0,
      evaluationPeriods: 3,
    })
  }

  private alarm(id: string, metric: Metric, options: CreateAlarmOptions): void {
    const made: Alarm = metric.createAlarm(this, id, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...options,
    })
    this.alarms.tells(made)
  }
}
