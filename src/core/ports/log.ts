/** Where the server says what it did. Never a token, never a body: fields name things, they do not quote them. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
