import type { Job } from '../../core/ports/jobs.ts'

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const maxEntries = 10
// It was the limit for long, and other services that speak SQS still have it.
const maxBytes = 256 * 1024

/** Jobs in their order, in parts that go to SQS in one request each. */
export function batchesOf(jobs: readonly Job[]): readonly (readonly Job[])[] {
  const batches: Job[][] = []
  let bytes = 0
  for (const job of jobs) {
    const size = sizeOf(job)
    const last = batches.at(-1)
    if (last !== undefined && last.length < maxEntries && bytes + size <= maxBytes) {
      last.push(job)
      bytes += size
    } else {
      batches.push([job])
      bytes = size
    }
  }
  return batches
}

// What is escaped on the way has three bytes, and six then.
const sizeOf = ({ body }: Job): number =>
  Buffer.byteLength(body) + 3 * (body.match(/[\uFFFE\uFFFF]/g)?.length ?? 0)
