import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Sanction } from '../../core/ports/sanctions.ts'

interface Kept {
  /** The version that it came with: which of two is the newer one. */
  readonly since: number
  readonly sanction: Sanction
}

/** What this node knows of all sanctions: those of one version, changed by what was heard since. */
export class SanctionsCopy {
  readonly #read: () => Promise<readonly string[]>
  #kept: Map<string, Kept> = new Map()
  #version = -1
  #refreshing: Promise<void> | undefined
  #mustReadAgain = false

  /** `read`: names and what they stand for by turns, and at the end the version. */
  constructor(read: () => Promise<readonly string[]>) {
    this.#read = read
  }

  get version(): number {
    return this.#version
  }

  named(names: readonly string[]): readonly Sanction[] {
    if (this.#kept.size === 0) return none
    return names.flatMap((name) => this.#kept.get(name)?.sanction ?? [])
  }

  newest(limit: number, holds: (sanction: Sanction) => boolean): readonly Sanction[] {
    return [...this.#kept.values()]
      .filter(({ sanction }) => holds(sanction))
      .toSorted((one, other) => other.since - one.since)
      .slice(0, limit)
      .map(({ sanction }) => sanction)
  }

  /** Take in a change. `false` if one ahead of it is not known, so that all has to be read. */
  hear(news: string): boolean {
    const [version, name = '', stored = ''] = news.split('\n')
    const since = Number(version)
    if (since <= this.#version) return true
    if (since !== this.#version + 1) return false
    if (stored === '') this.#kept.delete(name)
    else this.#kept.set(name, { since, sanction: toSanction(stored) })
    this.#version = since
    return true
  }

  /** Resolves when what was there at the call, or more, is known here. */
  refresh(): Promise<void> {
    this.#mustReadAgain = true
    this.#refreshing ??= this.#readAll().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #readAll(): Promise<void> {
    while (this.#mustReadAgain) {
      this.#mustReadAgain = false
      const before = this.#version
      const parts = await this.#read()
      const version = Number(parts.at(-1))
      // What was heard meanwhile may not be in it.
      if (this.#version !== before && version < this.#version) this.#mustReadAgain = true
      else this.#take(version, parts)
    }
  }

  #take(version: number, parts: readonly string[]): void {
    const kept = new Map<string, Kept>()
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const [name = '', value = ''] = parts.slice(at, at + 2)
      const space = value.indexOf(' ')
      kept.set(name, { since: Number(value.slice(0, space)), sanction: toSanction(value.slice(space + 1)) })
    }
    this.#kept = kept
    this.#version = version
  }
}

const none: readonly Sanction[] = []

const storedSanction = Compile(
  Type.Object({
    kind: Type.Union([Type.Literal('mute'), Type.Literal('ban'), Type.Literal('revoke')]),
    subject: Type.Union([Type.Object({ user: Type.String() }), Type.Object({ token: Type.String() })]),
    at: Type.Number(),
    until: Type.Number(),
    reason: Type.Optional(Type.String()),
  }),
)

function toSanction(stored: string): Sanction {
  const sanction: unknown = JSON.parse(stored)
  if (!storedSanction.Check(sanction)) throw new TypeError('what is stored is no sanction')
  return sanction
}
