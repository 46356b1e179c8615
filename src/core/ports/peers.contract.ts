import { describe, expect, onTestFinished, test } from 'vitest'
import type { Peers } from './peers.ts'
import type { ConnectionInfo, Frame, Sockets } from './sockets.ts'

/** The nodes of one fleet, as far as they reach each other. */
export interface PeersUnderTest {
  /** One more node. `id` is what the others call it. */
  open(): Promise<{ readonly id: string; readonly peers: Peers }>
  close(): Promise<void>
}

const info: ConnectionInfo = {
  connectedAt: 1_700_000_000_000,
  lastActiveAt: 1_700_000_000_001,
  sourceIp: '2001:db8::1',
  userAgent: 'a "client" ünï',
}

type Call = readonly [verb: string, connectionId: string, ...what: unknown[]]

/** Sockets that keep what they are asked. Connections that begin with `gone` or `full` are that. */
function recorder(calls: Call[] = [], details = info): { calls: Call[]; sockets: Sockets } {
  const isGone = (connectionId: string): boolean => connectionId.startsWith('gone')
  const sockets: Sockets = {
    send(connectionId, frame) {
      calls.push(['send', connectionId, typeof frame === 'string' ? frame : Uint8Array.from(frame)])
      if (isGone(connectionId)) return 'gone'
      return connectionId.startsWith('full') ? 'full' : 'sent'
    },
    describe: async (connectionId) => (isGone(connectionId) ? 'gone' : details),
    close(connectionId, code, reason) {
      calls.push(['close', connectionId, code, reason])
      return isGone(connectionId) ? 'gone' : 'closed'
    },
  }
  return { calls, sockets }
}

/** What every engine of `Peers` holds to, as long as it is there. */
export function peersContract(engine: string, open: () => Promise<PeersUnderTest>): void {
  const openPair = async () => {
    const fleet = await open()
    onTestFinished(() => fleet.close())
    const [here, there] = [await fleet.open(), await fleet.open()]
    return { fleet, here, there, on: (path = '/chat') => here.peers.on(there.id, path) }
  }
  asking(engine, openPair)
  finding(engine, openPair)
  nodes(engine, openPair)
}

type OpenPair = () => Promise<{
  readonly fleet: PeersUnderTest
  readonly here: { readonly peers: Peers }
  readonly there: { readonly id: string; readonly peers: Peers }
  on(path?: string): Sockets
}>

const frames: readonly (readonly [string, Frame])[] = [
  ['a text', '{"text":"ünï👩‍🚀 \\n"}'],
  ['an empty text', ''],
  ['a text that looks like bytes', '1,2,3'],
  ['a text of 128 KB', 'x'.repeat(128 * 1024)],
  ['bytes', Uint8Array.from({ length: 256 }, (_, at) => at)],
  ['no bytes', new Uint8Array()],
  ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0xc0, 0x80)],
  ['128 KB of bytes', new Uint8Array(128 * 1024).fill(0xab)],
]

function asking(engine: string, openPair: OpenPair): void {
  describe(`${engine} peers: asking`, () => {
    test.each(frames)('%s arrives as it is', async (_label, frame) => {
      const { there, on } = await openPair()
      const { calls, sockets } = recorder()
      there.peers.serve('/chat', sockets)
      expect(await on().send('ada', frame)).toBe('sent')
      expect(calls).toEqual([['send', 'ada', frame]])
    })

    test('what becomes of a frame is answered', async () => {
      const { there, on } = await openPair()
      there.peers.serve('/chat', recorder().sockets)
      const connectionIds = ['ada', 'gone', 'full', 'bob']
      const answers = await Promise.all(connectionIds.map((connectionId) => on().send(connectionId, 'x')))
      expect(answers).toEqual(['sent', 'gone', 'full', 'sent'])
    })

    test.each([
      ['with a user agent', info],
      ['without one', { ...info, userAgent: undefined }],
    ])('a connection %s is described', async (_label, details) => {
      const { there, on } = await openPair()
      there.peers.serve('/chat', recorder([], details).sockets)
      expect(await on().describe('ada')).toEqual(details)
      expect(await on().describe('gone')).toBe('gone')
    })

    test('a connection is closed with its code and reason', async () => {
      const { there, on } = await openPair()
      const { calls, sockets } = recorder()
      there.peers.serve('/chat', sockets)
      expect(await on().close('ada', 4_001, 'tschüß')).toBe('closed')
      expect(await on().close('gone', 1_000, '')).toBe('gone')
      expect(calls).toEqual([
        ['close', 'ada', 4_001, 'tschüß'],
        ['close', 'gone', 1_000, ''],
      ])
    })

    test('frames arrive in the order of the calls, and the close after them', async () => {
      const { there, on } = await openPair()
      const { calls, sockets } = recorder()
      there.peers.serve('/chat', sockets)
      const numbers = Array.from({ length: 200 }, (_, at) => at)
      const sent = numbers.map((at) => on().send('ada', at % 3 === 0 ? Uint8Array.of(at) : `${at}`))
      await Promise.all([...sent, on().close('ada', 1_000, '')])
      expect(calls).toEqual([
        ...numbers.map((at) => ['send', 'ada', at % 3 === 0 ? Uint8Array.of(at) : `${at}`]),
        ['close', 'ada', 1_000, ''],
      ])
    })

    test('what fails there fails here, and what is asked next is answered', async () => {
      const { there, on } = await openPair()
      const { sockets } = recorder()
      const describeOrFail: Sockets['describe'] = (connectionId) => {
        if (connectionId === 'broken') throw new Error('it cannot be done')
        return sockets.describe(connectionId)
      }
      there.peers.serve('/chat', { ...sockets, describe: describeOrFail })
      await expect((async () => on().describe('broken'))()).rejects.toThrow(Error)
      expect(await on().describe('ada')).toEqual(info)
    })
  })
}

function finding(engine: string, openPair: OpenPair): void {
  const askAll = async (sockets: Sockets): Promise<readonly unknown[]> =>
    Promise.all([sockets.send('ada', 'x'), sockets.describe('ada'), sockets.close('ada', 1_000, '')])
  const allGone = ['gone', 'gone', 'gone']

  describe(`${engine} peers: finding`, () => {
    test('a node that is not there is gone', async () => {
      const { here } = await openPair()
      expect(await askAll(here.peers.on('none', '/chat'))).toEqual(allGone)
    })

    test('on an API that is not there everything is gone', async () => {
      const { there, on } = await openPair()
      there.peers.serve('/chat', recorder().sockets)
      expect(await askAll(on('/relay'))).toEqual(allGone)
      expect(await askAll(on('/'))).toEqual(allGone)
    })

    test('an API that is served no more is gone', async () => {
      const { there, on } = await openPair()
      const stop = there.peers.serve('/chat', recorder().sockets)
      there.peers.serve('/relay', recorder().sockets)
      expect(await on().send('ada', 'x')).toBe('sent')
      stop()
      expect(await askAll(on())).toEqual(allGone)
      expect(await on('/relay').send('ada', 'x')).toBe('sent')
    })

    test('nodes and APIs are kept apart', async () => {
      const { fleet, here, there } = await openPair()
      const third = await fleet.open()
      const calls: string[] = []
      for (const { id, peers } of [there, third]) {
        for (const path of ['/chat', '/{a}:b ü']) {
          const { sockets } = recorder()
          const send: Sockets['send'] = (connectionId, frame) => {
            calls.push(`${id} ${path} ${String(frame)}`)
            return sockets.send(connectionId, frame)
          }
          peers.serve(path, { ...sockets, send })
        }
      }
      const asked = [there, third].flatMap(({ id }) => ['/chat', '/{a}:b ü'].map((path) => ({ id, path })))
      for (const { id, path } of asked) await here.peers.on(id, path).send('ada', 'x')
      expect(calls).toEqual(asked.map(({ id, path }) => `${id} ${path} x`))
    })
  })
}

function nodes(engine: string, openPair: OpenPair): void {
  describe(`${engine} peers: a node`, () => {
    test.each([
      ['a question', 'how are you, ünï👩‍🚀? "\n{}'],
      ['a question of 64 KB', 'x'.repeat(64 * 1024)],
      ['nothing at all', ''],
    ])('is asked %s, and answers', async (_label, question) => {
      const { here, there } = await openPair()
      there.peers.answerWith((asked) => `${asked}!`)
      expect(await here.peers.ask(there.id, question)).toBe(`${question}!`)
    })

    test('gives each its own answer, however late', async () => {
      const { here, there } = await openPair()
      const waiting = new Map<string, () => void>()
      there.peers.answerWith(async (asked) => {
        if (asked === 'one') await new Promise<void>((resolve) => waiting.set(asked, resolve))
        else waiting.get('one')?.()
        return `${asked}!`
      })
      expect(await Promise.all(['one', 'two'].map((asked) => here.peers.ask(there.id, asked)))).toEqual([
        'one!',
        'two!',
      ])
    })

    test('that is not there, or has nobody who answers, has no answer', async () => {
      const { here, there } = await openPair()
      expect(await here.peers.ask('none', 'x')).toBeUndefined()
      expect(await here.peers.ask(there.id, 'x')).toBeUndefined()
    })

    test('that fails to answer is an error, and answers the next question', async () => {
      const { here, there } = await openPair()
      there.peers.answerWith((asked) => {
        if (asked === 'x') throw new Error('it cannot be said')
        return 'y'
      })
      await expect(here.peers.ask(there.id, 'x')).rejects.toThrow(Error)
      expect(await here.peers.ask(there.id, 'y')).toBe('y')
    })
  })
}
