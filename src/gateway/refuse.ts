import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ResponseHeaders } from '../core/index.ts'
import { headerLines } from './response-headers.ts'

const closeTimeoutMs = 5_000

const errorTypes: Readonly<Record<number, string>> = {
  400: 'BadRequestException',
  401: 'UnauthorizedException',
  403: 'ForbiddenException',
  414: 'BadRequestException',
  429: 'LimitExceededException',
  500: 'InternalServerErrorException',
  502: 'InternalServerErrorException',
  503: 'ServiceUnavailableException',
}

const messages: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  502: 'Internal server error',
}

/** Answer an upgrade with an HTTP status, as API Gateway words it. */
export function refuse(socket: Socket, status: number, headers: ResponseHeaders = []): void {
  const reason = STATUS_CODES[status] ?? 'Refused'
  const errorType = errorTypes[status]
  socket.setTimeout(closeTimeoutMs, () => socket.destroy())
  const body = JSON.stringify({ message: messages[status] ?? reason })
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(errorType === undefined ? [] : [`x-amzn-ErrorType: ${errorType}`]),
      ...headerLines(headers, forBody),
      '',
      body,
    ].join('\r\n'),
  )
}

/** What the answer has of its own. */
const forBody = /^(connection|content-.*|transfer-encoding|x-amzn-errortype)$/i
