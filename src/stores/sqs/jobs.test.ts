import { createHash } from 'node:crypto'
import { SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, expect, test } from 'vitest'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { Unavailable } from '../../core/ports/unavailable.ts'
import {
  type AwsAnswer,
  type AwsServer,
  awsFailure,
  awsServer,
  testConfig,
} from '../shared/aws-server.fixture.ts'
import { systemIds } from '../system/ids.ts'
import { sqsJobs } from './jobs.ts'

interface Entry {
  readonly Id: string
  readonly MessageBody: string
  readonly DelaySeconds?: number
}

/** What the queue does with a message: nothing said is that it takes it. */
type Refuse = (body: string) => 'busy' | 'broken' | undefined

const opened: AwsServer[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()))
})

async function open(refuse: Refuse = () => undefined, fault?: AwsAnswer | 'cut') {
  const taken: Entry[] = []
  const server = await awsServer(({ body }) => {
    if (fault !== undefined) return fault
    const { Entries: entries }: { Entries: Entry[] } = JSON.parse(body.toString())
    const refused = entries.map(({ MessageBody }) => refuse(MessageBody))
    taken.push(...entries.filter((_, index) => refused[index] === undefined))
    const answers = entries.map(({ Id, MessageBody }, index) =>
      refused[index] === undefined
        ? { Id, MessageId: 'id', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') }
        : { Id, Code: refused[index], SenderFault: refused[index] === 'broken' },
    )
    return {
      body: {
        Successful: answers.filter((_, index) => refused[index] === undefined),
        Failed: answers.filter((_, index) => refused[index] !== undefined),
      },
    }
  })
  opened.push(server)
  const client = new SQSClient({ ...testConfig, endpoint: server.endpoint })
  const clock = movedClock()
  const jobs = sqsJobs({ client, queueUrl: `${server.endpoint}/queue`, clock, ids: systemIds() })
  return { server, clock, jobs, taken }
}

const job = (text: string) => ({ body: JSON.stringify(text) })

/** Let time pass until `work` has ended, however it does. */
async function ended(work: Promise<void>, clock: ReturnType<typeof movedClock>): Promise<void> {
  let isOver = false
  const over = work.catch(() => {}).finally(() => (isOver = true))
  while (!isOver) await clock.pass(1_000)
  await over
}

test('nothing to do asks nobody', async () => {
  const { jobs, server } = await open()
  await jobs.send([])
  expect(server.requests).toEqual([])
})

test('ten go in one request, with the time that each waits', async () => {
  const { jobs, server, taken } = await open()
  const sent = Array.from({ length: 23 }, (_, index) => job(String(index)))
  await jobs.send([...sent, { ...job('late'), delaySeconds: 900 }])
  expect(server.requests).toHaveLength(3)
  expect(taken.map(({ MessageBody }) => MessageBody).toSorted()).toEqual(
    [...sent, job('late')].map(({ body }) => body).toSorted(),
  )
  expect(taken.map(({ DelaySeconds }) => DelaySeconds).filter((delay) => delay !== undefined)).toEqual([900])
})

test('a request has at most 262,144 bytes of bodies, counted as they are sent', async () => {
  const { jobs, server } = await open()
  const large = ['a', 'b', 'c'].map((letter) => job(letter.repeat(131_070)))
  await jobs.send([...large, job('é'.repeat(80_000)), job('\uFFFF'.repeat(33_000))])
  const sizes = server.requests.map(({ body }) => {
    const { Entries: entries }: { Entries: Entry[] } = JSON.parse(body.toString())
    return entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0)
  })
  expect(sizes.toSorted((a, b) => a - b)).toEqual(
    [160_002, 198_002, 262_144, 131_072].toSorted((a, b) => a - b),
  )
})

test('what SQS takes no character of is escaped, and is the same JSON', async () => {
  const { jobs, taken } = await open()
  await jobs.send([job('a\uFFFE\uFFFFb')])
  const body = taken[0]?.MessageBody ?? ''
  expect(body).toBe('"a\\ufffe\\uffffb"')
  expect(JSON.parse(body)).toBe('a\uFFFE\uFFFFb')
})

test('what is refused for the moment is sent again, alone', async () => {
  let refusals = 2
  const { jobs, clock, taken, server } = await open((body) => {
    if (body !== '"3"' || refusals === 0) return undefined
    refusals -= 1
    return 'busy'
  })
  const sending = jobs.send(['1', '2', '3', '4'].map(job))
  await ended(sending, clock)
  await sending
  expect(taken.map(({ MessageBody }) => MessageBody)).toEqual(['"1"', '"2"', '"4"', '"3"'])
  expect(server.requests).toHaveLength(3)
})

test('what is refused three times is unavailable, and the other batches are sent', async () => {
  const { jobs, clock, taken, server } = await open((body) => (body === '"0"' ? 'busy' : undefined))
  const sending = jobs.send(Array.from({ length: 20 }, (_, index) => job(String(index))))
  await ended(sending, clock)
  await expect(sending).rejects.toThrow(Unavailable)
  expect(taken).toHaveLength(19)
  expect(server.requests).toHaveLength(4)
})

test('what is wrong is not sent again', async () => {
  const { jobs, server } = await open(() => 'broken')
  await expect(jobs.send([job('1')])).rejects.toThrow('SQS does not take a job: broken')
  expect(server.requests).toHaveLength(1)
})

test.each([
  ['a throttle', awsFailure('RequestThrottled')],
  ['a failure', awsFailure('InternalError', '', 500)],
  ['no answer', 'cut' as const],
])('a queue that is away is unavailable: %s', async (_label, fault) => {
  const { jobs } = await open(undefined, fault)
  await expect(jobs.send([job('1')])).rejects.toThrow(Unavailable)
})

test('a queue that is not there is an error', async () => {
  const { jobs } = await open(undefined, awsFailure('QueueDoesNotExist', 'no such queue'))
  await expect(jobs.send([job('1')])).rejects.toThrow('no such queue')
})
