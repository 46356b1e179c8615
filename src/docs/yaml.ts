import { stringify } from 'yaml'
import type { AsyncApiDocument } from './document.ts'

/** The document as YAML, without anchors, so that each part can be read by itself. */
export function asYaml(document: AsyncApiDocument): string {
  return stringify(document, { aliasDuplicateObjects: false, blockQuote: 'literal', lineWidth: 100 })
}
