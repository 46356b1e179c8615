import { expect, test } from 'vitest'
import { defaultHubOptions } from '../../apis/hub/options.ts'
import { say } from './say.ts'

test.each(['room', 'room:', 'room:a\u0000b', `room:${'a'.repeat(124)}`])(
  'nothing is said in %j, where no client can be',
  async (channel) => {
    const publish = () => {
      throw new Error('nothing is to be kept')
    }
    const said = say(
      { channel, data: 1 },
      {
        recorded: { publish },
        options: defaultHubOptions,
        ids: { short: () => 'id' },
        clock: { now: () => 0 },
      },
    )
    expect(await said).toMatchObject({ refused: { code: 'bad_request' } })
  },
)
