import type { HubNamespaceStage, HubStage } from '../../src/stage/index.ts'

/** A part of a stage file, as it is written. */
export type Settings = Readonly<Record<string, unknown>>

/** Keys as a stage file has them, without those that say nothing. */
export const snakeCased = (settings: object): Settings =>
  Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]: [string, unknown]) => [
        key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        typeof value === 'object' && value !== null && !Array.isArray(value) ? snakeCased(value) : value,
      ]),
  )

/** The section `hub`, whose schemas have keys of their own. */
export function hubSettings({ namespaces, ...rest }: HubStage): Settings {
  return {
    ...snakeCased(rest),
    ...(namespaces !== undefined && {
      namespaces: Object.fromEntries(
        Object.entries(namespaces).map(([name, rules]) => [name, rules && namespaceSettings(rules)]),
      ),
    }),
  }
}

const namespaceSettings = ({ data, ...rules }: HubNamespaceStage): Settings => ({
  ...snakeCased(rules),
  ...(data !== undefined && { data }),
})
