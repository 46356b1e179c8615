import { type Case, point } from '../case.ts'
import { keys, record, same } from '../check.ts'
import { origin, sources } from '../sources.ts'

const documented = origin(sources.managementModel, ['handlers'])
const measured = origin(sources.sdk, ['handlers'])
const unknownId = 'AAAAAAAAAAAAAAA='

const error = (
  name: string,
  title: string,
  message: Readonly<Record<string, unknown>>,
  expected: string,
): Case =>
  point(`sdk.${name}`, title, measured, async (bench) => {
    const answer = await bench.ask(await bench.open(), { action: 'manage', ...message })
    same(answer.error, expected, 'the name of the error')
  })

/** What handlers see of the management API, with AWS's SDK and the address from their events. */
export const sdkCases: readonly Case[] = [
  point('sdk.post', 'a handler posts to the connection that called it', documented, async (bench) => {
    const client = await bench.open()
    client.send({ action: 'manage', operation: 'post', data: 'from the handler: é😀' })
    await client.next('the message', (frame) => frame === 'from the handler: é😀')
    const answer = await client.next('the answer')
    same(answer, '{"status":200,"output":{}}', 'the answer')
  }),
  point('sdk.post-other', 'a handler posts to another connection', documented, async (bench) => {
    const { connection, id } = await bench.known()
    const asked = await bench.open()
    const answer = await bench.ask(asked, {
      action: 'manage',
      operation: 'post',
      connectionId: id,
      data: 'hi',
    })
    same(answer.status, 200, 'status')
    same(await connection.next('the message'), 'hi', 'the frame')
  }),
  point('sdk.get', 'a handler asks about a connection', documented, async (bench) => {
    const answer = await bench.ask(await bench.open(), { action: 'manage', operation: 'get' })
    same(answer.status, 200, 'status')
    const output = record(answer.output, 'the output')
    keys(output, ['ConnectedAt', 'Identity', 'LastActiveAt'], 'an output')
  }),
  point('sdk.delete', 'a handler ends a connection', documented, async (bench) => {
    const { connection, id } = await bench.known()
    const asked = await bench.open()
    const answer = await bench.ask(asked, { action: 'manage', operation: 'delete', connectionId: id })
    same(answer.status, 204, 'status')
    same((await connection.closed('a close')).code, 1000, 'the close code')
  }),
  error(
    'gone',
    'an id that nobody has is a GoneException by its name',
    { operation: 'post', connectionId: unknownId },
    'GoneException',
  ),
  error(
    'malformed',
    'what is no id is a BadRequestException by its name',
    { operation: 'post', connectionId: 'no' },
    'BadRequestException',
  ),
]
