import { expect } from 'vitest'

export function parsedJson(text: string): unknown {
  return JSON.parse(text)
}

/** Throws if they are not the same. */
export const demandSame = (heard: unknown, wanted: unknown): void => expect(heard).toEqual(wanted)

/** Throws if what is wanted is not all in what was heard. */
export const demandLike = (heard: unknown, wanted: object): void => expect(heard).toMatchObject(wanted)

/** What the names of a script stand for: `$room`, `$ada`. The first time that a name is heard, it is what it is heard as. */
export class Bindings {
  readonly scene: string
  readonly #values = new Map<string, unknown>()

  constructor(scene: string) {
    this.scene = scene
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value)
  }

  userId(name: string): string {
    return `${name}-${this.scene}`
  }

  /** A frame with its names replaced; `{x*5}` is written `xxxxx`. */
  said(text: string): string {
    return text
      .replace(/\{(.)\*(\d+)\}/g, (_, letter: string, count: string) => letter.repeat(Number(count)))
      .replace(/\$[\w]+/g, (name) => this.#written(name.slice(1)) ?? name)
  }

  /** Throws if it is another value. `"*"` is any, `"$name"` the same as before. */
  match(heard: unknown, wanted: unknown): void {
    demandSame(heard, this.#resolved(wanted, heard))
  }

  #written(name: string): string | undefined {
    const value = this.#valueOf(name)
    return typeof value === 'string' || typeof value === 'number' ? `${value}` : undefined
  }

  #valueOf(name: string): unknown {
    if (this.#values.has(name)) return this.#values.get(name)
    if (/^[a-z]+$/.test(name) && people.includes(name)) return this.userId(name)
    if (people.includes(name.toLowerCase())) return `Guest-${this.userId(name.toLowerCase()).slice(0, 4)}`
    return spaces.includes(name) ? `${name}:${this.scene}` : undefined
  }

  #resolved(wanted: unknown, heard: unknown): unknown {
    if (wanted === '*') return expect.anything()
    if (typeof wanted === 'string') return this.#text(wanted, heard)
    if (Array.isArray(wanted)) {
      return wanted.map((item: unknown, at) =>
        this.#resolved(item, Array.isArray(heard) ? heard[at] : undefined),
      )
    }
    if (typeof wanted !== 'object' || wanted === null) return wanted
    return Object.fromEntries(
      Object.entries(wanted).map(([key, value]) => {
        const name = this.said(key)
        return [name, this.#resolved(value, Object(heard)[name])]
      }),
    )
  }

  #text(wanted: string, heard: unknown): unknown {
    const name = /^\$(\w+)$/.exec(wanted)?.[1]
    if (name === undefined) return this.said(wanted)
    if (this.#valueOf(name) === undefined && heard !== undefined) this.#values.set(name, heard)
    return this.#valueOf(name)
  }
}

const people = ['ada', 'bob', 'cleo', 'dan', 'eve']
const spaces = [
  'room',
  'game',
  'few',
  'bare',
  'known',
  'mixed',
  'club',
  'news',
  'tight',
  'small',
  'polite',
  'strict',
  'typed',
]
