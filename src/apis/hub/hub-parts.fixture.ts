import type { HubParts } from './options.ts'
import { defaultHubOptions } from './options.ts'

const never = (): never => {
  throw new Error('not part of this test')
}

/** What the hub leans on, where nobody has a name, nothing is held against anybody and everybody is alone. */
export const someParts = (): HubParts => ({
  options: defaultHubOptions,
  clock: { now: () => 1_000, every: never, after: never },
  ids: { short: () => 'R1kmxc2VNjMCFIA=', uuid: never, draw: never },
  log: { debug() {}, info() {}, warn() {}, error() {} },
  users: { name: () => undefined },
  presence: {
    enter: () => ({ count: 1, gone: [], isNew: false }),
    leave: never,
    keep: never,
    list: never,
  },
  sanctions: { impose: never, lift: never, against: () => [], list: never },
  names: { claim: never },
  rates: { take: never },
})
