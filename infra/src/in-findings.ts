import { Stack } from 'aws-cdk-lib/core'
import type { IConstruct } from 'constructs'

/** How findings write a text in which there are names that only AWS knows: `<AWS::Region>`, `<Table.Arn>`. */
export const inFindings = (scope: IConstruct, text: string): string => flat(Stack.of(scope).resolve(text))

function flat(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return String(value)
  if ('Ref' in value) return `<${String(value.Ref)}>`
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `<${value['Fn::GetAtt'].join('.')}>`
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [, parts] = value['Fn::Join']
    return Array.isArray(parts) ? parts.map(flat).join('') : ''
  }
  throw new TypeError(`findings are not known to write ${Object.keys(value).join(', ')}`)
}
