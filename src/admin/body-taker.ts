import type { Context } from 'hono'
import type { HubErrorDetail } from '../protocol/index.ts'
import type { Refuse } from './refuse.ts'

/** A compiled schema, as far as it is used here. */
export interface Shape<T> {
  /** An example, for who sent something else. */
  readonly wants: string
  readonly check: {
    Check(value: unknown): value is T
    Errors(value: unknown): readonly { readonly keyword: string; readonly instancePath: string }[]
  }
}

const maxDetails = 5

/** Hands on what the body of a request says, or answers that it has another shape. No body is `nothing`, if that is given. */
export const bodyTaker =
  (refuse: Refuse) =>
  async <T>(
    c: Context,
    { wants, check }: Shape<T>,
    answer: (body: T) => Promise<Response>,
    nothing?: T,
  ): Promise<Response> => {
    const text = await c.req.text()
    const body = text === '' ? nothing : parsed(text)
    if (check.Check(body)) return answer(body)
    const details = check.Errors(body).slice(0, maxDetails).map(detailOf)
    return refuse(c, { code: 'bad_request', message: `Send JSON such as ${wants}.`, details })
  }

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const detailOf = ({ keyword, instancePath }: { keyword: string; instancePath: string }): HubErrorDetail => ({
  path: instancePath.slice(1).replaceAll('/', '.'),
  rule: keyword,
})
