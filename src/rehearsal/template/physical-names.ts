import { createHash } from 'node:crypto'

const upperCase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const lowerCase = upperCase.toLowerCase()
const anyCase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Names and ids that AWS would make up. They are the same each time for the same resource of the same stack. */
export interface MadeUp {
  /** `stack-LogicalId-1A2B3C4D5E6F`, shortened as CloudFormation does where it is longer than `maxLength`. */
  name(maxLength: number): string
  /** As `name`, of lower case, as buckets need it. */
  lowerCaseName(maxLength: number): string
  upperCaseId(length: number): string
  lowerCaseId(length: number): string
  anyCaseId(length: number): string
  uuid(): string
}

export function madeUp(stack: string, logicalId: string): MadeUp {
  const digest = createHash('sha512').update(`${stack}/${logicalId}`).digest()
  const draw = (alphabet: string, length: number, from = 0): string =>
    Array.from({ length }, (_, at) => alphabet[(digest[from + at] ?? 0) % alphabet.length]).join('')
  const name = (maxLength: number): string => {
    const suffix = draw(upperCase, suffixLength)
    const room = maxLength - suffixLength - 2
    if (stack.length + logicalId.length <= room) return `${stack}-${logicalId}-${suffix}`
    const half = Math.floor(room / 2)
    return `${stack.slice(0, half)}-${logicalId.slice(0, room - Math.min(half, stack.length))}-${suffix}`
  }
  return {
    name,
    lowerCaseName: (maxLength) => name(maxLength).toLowerCase(),
    upperCaseId: (length) => draw(upperCase, length, 16),
    lowerCaseId: (length) => draw(lowerCase, length, 16),
    anyCaseId: (length) => draw(anyCase, length, 16),
    uuid: () =>
      digest.toString('hex', 32, 48).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5'),
  }
}

const suffixLength = 12
