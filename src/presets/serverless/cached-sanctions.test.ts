import { expect, test } from 'vitest'
import { type Sanction, type Sanctions, Unavailable } from '../../core/index.ts'
import { memorySanctions } from '../../stores/memory/sanctions.ts'
import { cachedSanctions } from './cached-sanctions.ts'

const at = 1_700_000_000_000

function cached() {
  const clock = { time: at, now: () => clock.time }
  const memory = memorySanctions()
  const asked = { times: 0, fails: false }
  const counted: Sanctions = {
    ...memory,
    against(...given) {
      asked.times += 1
      if (asked.fails) throw new Unavailable('it is away')
      return memory.against(...given)
    },
  }
  return { clock, asked, sanctions: cachedSanctions(counted, clock) }
}

const ban = (until = at + 60_000): Sanction => ({ kind: 'ban', subject: { user: 'ada' }, at, until })

test('what was read of a user holds for five seconds', async () => {
  const { clock, asked, sanctions } = cached()
  const against = () => sanctions.against('ada', undefined, clock.time)
  expect(await against()).toEqual([])
  await sanctions.impose(ban())
  clock.time += 4_999
  expect(await against()).toEqual([])
  clock.time += 1
  expect(await against()).toEqual([ban()])
  expect(asked.times).toBe(2)
})

test('what has ended meanwhile does not hold', async () => {
  const { clock, sanctions } = cached()
  await sanctions.impose(ban(at + 1_000))
  expect(await sanctions.against('ada', 't', clock.time)).toHaveLength(1)
  clock.time += 1_000
  expect(await sanctions.against('ada', 't', clock.time)).toEqual([])
})

test('a token is another subject, and what could not be read is read again', async () => {
  const { clock, asked, sanctions } = cached()
  await sanctions.against('ada', undefined, clock.time)
  await sanctions.against('ada', 't', clock.time)
  expect(asked.times).toBe(2)
  asked.fails = true
  await expect(sanctions.against('bob', undefined, clock.time)).rejects.toThrow(Unavailable)
  asked.fails = false
  expect(await sanctions.against('bob', undefined, clock.time)).toEqual([])
})
