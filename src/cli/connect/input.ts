import { createInterface } from 'node:readline'

/** The lines of `stream` that are not empty, read only when asked for. */
export async function* inputOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) if (line !== '') yield line
}
