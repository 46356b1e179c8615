import { mapped } from './reading/combined.ts'
import { mapping } from './reading/mapping.ts'
import { count, flagOf, writtenText } from './reading/scalars.ts'
import { type Reader, wrong } from './reading/value.ts'
import type { MockStage } from './stage-file.ts'

// As much as a message can be.
const maxBody = 131_072

const whole: Reader<MockStage> = mapped(
  mapping<Omit<MockStage, 'type'>>({ status: count(200, 599), body: writtenText(maxBody) }),
  (read) => ({ type: 'mock', ...read }),
)

/** `true`, or what it answers with. */
export const mockIntegration: Reader<MockStage> = {
  ...whole,
  read(value, page) {
    const isThere = flagOf(value)
    if (isThere === undefined) return whole.read(value, page)
    return isThere ? { type: 'mock' } : wrong(value, page, 'true, or keys and values')
  },
}
