import { fail } from './fail.ts'

/** Everything in a stream. More than `maxBytes` ends the program, which names what was read as `what`. */
export async function readAll(
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
  what: string,
): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) fail(`${what} is over ${maxBytes / 1_024 / 1_024} MiB, which is too much`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
