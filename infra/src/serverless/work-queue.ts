import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Duration } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { AlarmTopic } from '../alarms.ts'
import type { StageFunction } from '../function.ts'

export interface WorkQueueProps {
  readonly alarms: AlarmTopic
  /** As the alarm calls what is in it. */
  readonly holds: string
}

/** Work for a function: tried five times, and then kept for people to look at, who are told. */
export class WorkQueue extends Construct {
  readonly queue: Queue
  readonly dead: Queue

  constructor(scope: Construct, id: string, { alarms, holds }: WorkQueueProps) {
    super(scope, id)
    this.dead = new Queue(this, 'Dead', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times what the worker may take, as AWS advises.
      visibilityTimeout: Duration.seconds(180),
      deadLetterQueue: { queue: this.dead, maxReceiveCount: 5 },
    })
    alarms.tells(
      this.dead
        .metricApproximateNumberOfMessagesVisible({ period: Duration.seconds(60), statistic: 'Maximum' })
        .createAlarm(this, 'Alarm', {
          alarmDescription: `There are ${holds} that could not be handled.`,
          threshold: 1,
          evaluationPeriods: 1,
          comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          treatMissingData: TreatMissingData.NOT_BREACHING,
        }),
    )
  }

  /** Hand what is in it to a function, ten at a time; what fails of them comes again alone. */
  feeds(worker: StageFunction, maxConcurrency: number): void {
    worker.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [this.queue.queueArn])
    new EventSourceMapping(this, 'Source', {
      target: worker.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency,
    })
  }
}
