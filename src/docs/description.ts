import type { About, Api } from '../core/index.ts'
import { closeCodes } from '../protocol/index.ts'

/** What an API is for and within what limits it is used, in Markdown. */
export function descriptionOf({ about, frames, selector }: Api): string {
  const { tooBig, unsupportedData, tryAgainLater, goingAway } = closeCodes
  return [
    ...(about.description === '' ? [] : [about.description, '']),
    '`RECEIVE` is what the server receives, `SEND` what it sends.',
    '',
    ...connectingWith(about),
    `- A message from a client is a JSON object; \`${selector}\` says which operation it is for.`,
    `- One frame has ${inKib(frames.maxFrameBytes)} at most and one message, which may come in several frames, ${inKib(frames.maxMessageBytes)}. A larger one closes the connection with ${tooBig}.`,
    frames.binary === 'as-text'
      ? '- A binary frame is read as if it were text.'
      : `- Frames are text. A binary one closes the connection with ${unsupportedData}.`,
    `- A close with ${goingAway} or ${tryAgainLater} asks the client to connect again: the server is stopping or the connection was idle or old, or the client read too slowly.`,
  ].join('\n')
}

function connectingWith({ query, subprotocol }: About): string[] {
  const lines = Object.entries(query ?? {}).map(([name, meaning]) => `- Query \`${name}\`: ${meaning}`)
  return subprotocol === undefined ? lines : [...lines, `- Subprotocol: ${subprotocol}`]
}

const inKib = (bytes: number): string => (bytes % 1_024 === 0 ? `${bytes / 1_024} KiB` : `${bytes} bytes`)
