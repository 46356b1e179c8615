import { type AsyncApiDocument, asYaml, asyncApi } from '../docs/index.ts'
import { systemIds } from '../stores/index.ts'
import { documentedHub } from './hub.ts'
import { builtInApis } from './mounts.ts'
import { version } from './version.ts'

export interface ApiDocument {
  readonly name: string
  readonly path: string
  readonly document: AsyncApiDocument
  readonly yaml: string
}

export interface DocumentsOptions {
  /** Where the server is reached: `ws`, `wss`, `http` or `https`, without a path. */
  readonly url: string
  /** The default is `poc`. */
  readonly stage?: string
}

/** The documents of the APIs that Stoa comes with, where a stage without a file puts them. */
export function asyncApiDocuments({ url, stage = 'poc' }: DocumentsOptions): ApiDocument[] {
  const { host, protocol } = new URL(url)
  const isSecure = protocol === 'wss:' || protocol === 'https:'
  return builtInApis(stage, systemIds(), documentedHub()).map(({ api, path }) => {
    const document = asyncApi(api, { path, host, isSecure, version })
    return { name: api.name, path, document, yaml: asYaml(document) }
  })
}
