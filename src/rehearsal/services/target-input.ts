import { type Fields, fieldsOf, isFields, textOf } from '../template/index.ts'

/** What a target of a rule is handed for an event, as JSON text: all of it, a part, or something made of it. */
export function targetInput(target: Fields, event: Fields, ruleArn: string): string {
  const { Input: constant, InputPath: path, InputTransformer: transformer } = target
  if (constant !== undefined) return textOf(constant) ?? ''
  if (path !== undefined) return JSON.stringify(valueAt(event, textOf(path) ?? '') ?? null)
  if (!isFields(transformer)) return JSON.stringify(event)
  return transformed(transformer, event, ruleArn)
}

function transformed(
  { InputPathsMap: paths, InputTemplate: template }: Fields,
  event: Fields,
  ruleArn: string,
): string {
  const values = new Map<string, unknown>([
    ['aws.events.rule-arn', ruleArn],
    ['aws.events.rule-name', ruleArn.slice(ruleArn.lastIndexOf('/') + 1)],
    ['aws.events.event', event],
    ['aws.events.event.json', event],
    ['aws.events.event.ingestion-time', event.time],
    ...Object.entries(fieldsOf(paths)).map(([name, path]): [string, unknown] => [
      name,
      valueAt(event, textOf(path) ?? ''),
    ]),
  ])
  let isQuoted = false
  return (textOf(template) ?? '').replace(/\\.|"|<([\w.-]+)>/g, (found: string, name: string | undefined) => {
    if (found === '"') isQuoted = !isQuoted
    if (name === undefined || !values.has(name)) return found
    return isQuoted ? withinText(values.get(name)) : JSON.stringify(values.get(name) ?? null)
  })
}

function withinText(value: unknown): string {
  if (value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return JSON.stringify(text).slice(1, -1)
}

/** `$.detail.items[0].id` */
function valueAt(event: Fields, path: string): unknown {
  const keys = path.replace(/^\$\.?/, '').match(/[^.[\]]+/g) ?? []
  return keys.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)]
    return isFields(value) ? value[key.replace(/^['"]|['"]$/g, '')] : undefined
  }, event)
}
