import fc from 'fast-check'

export const sideCount = 3

/** What can happen to one client, or to its line. */
const deedNames = ['drop', 'darken', 'deafen', 'slow', 'leap', 'reconnect'] as const
export type Deed = (typeof deedNames)[number]

export type Command =
  | { readonly does: 'publish'; readonly who: number; readonly channel: number; readonly count: number }
  | { readonly does: Deed; readonly who: number }
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'strike'; readonly which: number; readonly at: number }

export interface Script {
  readonly namespaces: readonly string[]
  readonly commands: readonly Command[]
}

const who = fc.nat(sideCount - 1)

function commandsOf(hasStrikes: boolean): fc.Arbitrary<Command> {
  const constant = <T extends string>(...does: readonly T[]) => fc.constantFrom(...does)
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        does: constant('publish'),
        who,
        channel: fc.nat(1),
        count: fc.integer({ min: 1, max: 6 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ does: constant(...deedNames), who }),
    },
    { weight: 2, arbitrary: fc.record({ does: constant('wait'), ms: fc.integer({ min: 1, max: 60 }) }) },
    {
      weight: hasStrikes ? 1 : 0,
      arbitrary: fc.record({ does: constant('strike'), which: fc.nat(5), at: fc.nat(40) }),
    },
  )
}

/** Scripts for channels of these namespaces, with blows to the server or without. */
export const scripts = (namespaces: readonly string[], hasStrikes: boolean): fc.Arbitrary<Script> =>
  fc.record({
    namespaces: fc.tuple(fc.constantFrom(...namespaces), fc.constantFrom(...namespaces)),
    commands: fc.array(commandsOf(hasStrikes), { minLength: 6, maxLength: 30 }),
  })
