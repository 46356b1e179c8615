import { type BatchResultErrorEntry, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Clock } from '../../core/ports/clock.ts'
import type { Ids } from '../../core/ports/ids.ts'
import type { Job, Jobs } from '../../core/ports/jobs.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import { asUnavailable } from '../shared/aws-error.ts'
import { backOff } from '../shared/back-off.ts'
import { batchesOf } from './batches.ts'

export interface SqsJobsOptions {
  readonly client: SQSClient
  readonly queueUrl: string
  readonly clock: Clock
  readonly ids: Ids
  /** How often what the queue refuses for the moment is sent, at most. The default is 3. */
  readonly attempts?: number
  /** How long the wait before the second time may be. It doubles. The default is 100. */
  readonly backOffMs?: number
}

/** A queue of work in SQS. Jobs that were sent before an error is thrown are done all the same. */
export function sqsJobs(options: SqsJobsOptions): Jobs {
  return {
    async send(jobs) {
      const sendings = await Promise.allSettled(batchesOf(jobs).map((batch) => sendAll(batch, options)))
      const failed = sendings.find(({ status }) => status === 'rejected')
      if (failed?.status === 'rejected') throw failed.reason
    },
  }
}

const maxBackOffMs = 2_000

async function sendAll(
  batch: readonly Job[],
  { client, queueUrl, clock, ids, attempts = 3, backOffMs = 100 }: SqsJobsOptions,
): Promise<void> {
  let left = batch
  for (let failures = 0; ; ) {
    const refused = await sendBatch(client, queueUrl, left)
    const broken = refused.find(({ SenderFault: isOurs }) => isOurs)
    if (broken !== undefined) throw new Error(`SQS does not take a job: ${broken.Code}`)
    if (refused.length === 0) return
    failures += 1
    if (failures >= attempts) throw new Unavailable(`SQS refused ${refused.length} jobs: ${refused[0]?.Code}`)
    const sent = left
    left = refused.flatMap(({ Id: id }) => sent[Number(id)] ?? [])
    await backOff(failures, { clock, ids, baseMs: backOffMs, maxMs: maxBackOffMs })
  }
}

/** What was refused, by its index as `Id`. */
async function sendBatch(
  client: SQSClient,
  queueUrl: string,
  jobs: readonly Job[],
): Promise<readonly BatchResultErrorEntry[]> {
  const entries = jobs.map(({ body, delaySeconds }, index) => ({
    Id: String(index),
    MessageBody: writable(body),
    ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
  }))
  try {
    const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }))
    return answer.Failed ?? []
  } catch (error) {
    throw asUnavailable('SQS', error)
  }
}

/** SQS takes no U+FFFE and U+FFFF. In JSON they can only be in texts, where they can be escaped. */
function writable(body: string): string {
  return body.replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
}
