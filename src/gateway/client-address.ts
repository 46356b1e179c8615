import type { IncomingMessage } from 'node:http'

/** Who connects: from the other end of the socket, and what `X-Forwarded-For` says. It is asked for each upgrade. */
export type ClientAddress = (peer: string, forwardedFor: string | undefined) => string

/** Node joins the lines of it. */
export const forwardedFor = ({ headers }: IncomingMessage): string | undefined =>
  headers['x-forwarded-for']?.toString()
