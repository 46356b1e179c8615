import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { Stage } from './stage.ts'

/** Where the alarms of a stack are told. Who gets them by e-mail has to confirm it first. */
export class AlarmTopic extends Construct {
  readonly topic: Topic
  private readonly action: SnsAction

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id)
    this.topic = new Topic(this, 'Topic', { enforceSSL: true })
    // The statement about TLS makes a policy, which takes the place of the one that lets CloudWatch in.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    )
    if (stage.alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(stage.alarmEmail))
    this.action = new SnsAction(this.topic)
  }

  /** Tell when the alarm begins and when it is over. */
  tells(alarm: Alarm): void {
    alarm.addAlarmAction(this.action)
    alarm.addOkAction(this.action)
  }
}
