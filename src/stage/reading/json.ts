import { isNode } from 'yaml'
import { entriesOf } from './entries.ts'
import { type Page, type Reader, startOf, type Value, wrong } from './value.ts'

/** What would be the same in JSON, to be handed on as it is. */
export const json: Reader<unknown> = { read: jsonOf }

function jsonOf(value: Value, page: Page): unknown {
  switch (value.kind) {
    case 'nothing':
      return null
    case 'flag':
      return value.flag
    case 'number':
      return Number.isFinite(value.number) ? value.number : wrong(value, page, 'a number that JSON has')
    case 'text':
      return value.text
    case 'list':
    case 'mapping':
      return nested(value, page)
  }
}

function nested(value: Value, page: Page): unknown {
  const read = (node: unknown, name: string, at: number): unknown => {
    const opened = page.open(node, name, at)
    return opened && jsonOf(opened, page)
  }
  if (value.kind === 'list') {
    return value.items.map((node, index) => {
      const at = isNode(node) ? startOf(node) : undefined
      return read(node, `${value.name}[${index}]`, at ?? value.at)
    })
  }
  const entries = entriesOf(value, page, (key) => key)
  return Object.fromEntries([...entries].map(([key, { node, name, at }]) => [key, read(node, name, at)]))
}
