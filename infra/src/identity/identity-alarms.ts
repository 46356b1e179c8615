import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { AlarmTopic } from '../alarms.ts'
import { errors, failures, type IdentityParts, throttles } from './identity-metrics.ts'

/** Somebody is told when logins fail by our fault, or when there is no new key. */
export class IdentityAlarms extends Construct {
  constructor(scope: Construct, id: string, { stage, api, logins, generateKeys }: IdentityParts) {
    super(scope, id)
    const topic = new AlarmTopic(this, 'Topic', stage)
    const alarms: readonly Watched[] = [
      { id: 'Failures', metric: failures(api), told: 'Logins are answered with 5xx.' },
      { id: 'LoginErrors', metric: errors(logins, 'errors'), told: 'The function for logins fails.' },
      {
        id: 'LoginThrottles',
        metric: throttles(logins, 'throttles'),
        told: 'Logins are throttled by Lambda.',
      },
      {
        id: 'KeyErrors',
        metric: errors(generateKeys, 'errors'),
        told: 'No new signing key could be made. The ones that there are go on working.',
      },
    ]
    for (const watched of alarms) topic.tells(this.alarm(watched))
  }

  /** At the first one within 5 minutes. */
  private alarm({ id, metric, told }: Watched): Alarm {
    return new Alarm(this, id, {
      metric,
      alarmDescription: told,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}

interface Watched {
  readonly id: string
  readonly metric: IMetric
  readonly told: string
}
