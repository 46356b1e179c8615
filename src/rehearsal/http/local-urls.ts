import { apiDomain } from '../arns.ts'
import type { PlacedApi } from '../gateway/placed-apis.ts'
import type { RestApi } from './rest-apis.ts'

/** Makes of the URLs of APIs in a text those under which they are here. */
export type LocalUrls = (text: string, host: string) => string

/** What a page or a game reads of where APIs are must lead to this machine. Longer stages first: one may begin with another. */
export function localUrls(places: readonly PlacedApi[], rest: readonly RestApi[]): LocalUrls {
  const all = [
    ...places.map(({ api, paths: [path] }) => ({
      from: `wss://${apiDomain(api.id)}/${api.stage}`,
      to: (host: string) => `ws://${host}${path}`,
    })),
    ...rest.map(({ id, stage }) => ({
      from: `https://${apiDomain(id)}/${stage}`,
      to: (host: string) => `http://${host}/${stage}`,
    })),
  ]
  return (text, host) => all.reduce((made, { from, to }) => made.replaceAll(from, to(host)), text)
}
