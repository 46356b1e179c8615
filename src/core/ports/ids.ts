/** Ids and chance, as an argument. Nothing it returns can be guessed from what it returned before. */
export interface Ids {
  /**
   * An id in API Gateway's shape: 11 random bytes as URL-safe base64, 16 characters that end in `=`
   * (captured: `R1kmxc2VNjMCFIA=`). For connectionId, requestId and messageId.
   */
  short(): string
  /** A version 4 UUID. */
  uuid(): string
  /** `length` characters, each drawn evenly from `alphabet`. */
  draw(alphabet: string, length: number): string
}
