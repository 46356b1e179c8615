import { Refusal } from '../../core/index.ts'
import type { HubErrorCode } from '../../protocol/index.ts'
import type { ErrorMore } from './frames.ts'

/** Why a request to the hub is refused. It becomes the error of the reply. */
export class HubFailure extends Refusal {
  override readonly name = 'HubFailure'
  readonly code: HubErrorCode
  readonly more: ErrorMore

  /** The message is for the client's author, and says what to do. */
  constructor(code: HubErrorCode, message: string, more: ErrorMore = {}) {
    super(message)
    this.code = code
    this.more = more
  }
}
