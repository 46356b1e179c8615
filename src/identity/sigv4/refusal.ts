import type { AwsErrorType } from '../../protocol/index.ts'

/** Why a request does not count as signed: the error that AWS answers with. */
export interface Refusal {
  readonly refusal: AwsErrorType
  readonly message: string
}

/** The request cannot be read as a signed one. */
export function incomplete(message: string): Refusal {
  return { refusal: 'IncompleteSignatureException', message }
}

/** The request can be read, and its signature does not hold here and now. */
export function invalid(message: string): Refusal {
  return { refusal: 'InvalidSignatureException', message }
}
