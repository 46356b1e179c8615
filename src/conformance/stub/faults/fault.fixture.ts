import type { Behaviour } from '../behaviour.fixture.ts'

/** What is wrong with a deployment, and the cases that must see it. */
export type Fault = readonly [name: string, wrong: Partial<Behaviour>, ids: readonly string[]]

export const ids = (group: string, names: string): readonly string[] =>
  names.split(' ').map((name) => `${group}.${name}`)
