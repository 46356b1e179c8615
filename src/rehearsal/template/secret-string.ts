import type { Ids } from '../../core/index.ts'
import type { Place } from './template-problem.ts'
import { TemplateProblem } from './template-problem.ts'
import { type Fields, fieldsOf, isFields, isTrue, numberOf, textOf } from './values.ts'

const lowerCase = 'abcdefghijklmnopqrstuvwxyz'
const upperCase = lowerCase.toUpperCase()
const digits = '0123456789'
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

/** The first value of an `AWS::SecretsManager::Secret`: given, or drawn as `GenerateSecretString` says. */
export function initialSecretString(properties: Fields, ids: Ids, place: Place): string {
  const { SecretString: given, GenerateSecretString: generate } = properties
  if (given !== undefined) return textOf(given) ?? JSON.stringify(given)
  if (!isFields(generate)) return ''
  const { SecretStringTemplate: template, GenerateStringKey: key } = generate
  const drawn = drawPassword(generate, ids)
  if (template === undefined && key === undefined) return drawn
  const parsed = parse(textOf(template) ?? '')
  const name = textOf(key)
  if (!isFields(parsed) || name === undefined) {
    throw new TemplateProblem(place, 'GenerateSecretString needs both a template in JSON and a key')
  }
  return JSON.stringify({ ...parsed, [name]: drawn })
}

function drawPassword(options: Fields, ids: Ids): string {
  const excluded = new Set(textOf(options.ExcludeCharacters) ?? '')
  const kinds = [
    [lowerCase, options.ExcludeLowercase],
    [upperCase, options.ExcludeUppercase],
    [digits, options.ExcludeNumbers],
    [punctuation, options.ExcludePunctuation],
    [' ', !isTrue(options.IncludeSpace)],
  ] as const
  const alphabets = kinds
    .filter(([, isExcluded]) => !isTrue(isExcluded))
    .map(([alphabet]) => alphabet.replace(/./g, (character) => (excluded.has(character) ? '' : character)))
    .filter((alphabet) => alphabet !== '')
  const length = numberOf(options.PasswordLength) ?? 32
  const needsEach = fieldsOf(options).RequireEachIncludedType !== false
  const firsts = needsEach ? alphabets.map((alphabet) => ids.draw(alphabet, 1)).join('') : ''
  return `${firsts}${ids.draw(alphabets.join(''), length - firsts.length)}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
