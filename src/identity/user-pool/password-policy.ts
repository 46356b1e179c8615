import { CognitoProblem } from './cognito-problem.ts'

// The symbols are Cognito's. A space is one too, though not at an end:
// https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
const rules: readonly (readonly [RegExp, string])[] = [
  [/^.{8}/su, 'Password not long enough'],
  [/^.{8,256}$/su, 'Password too long'],
  [/[A-Z]/, 'Password must have uppercase characters'],
  [/[a-z]/, 'Password must have lowercase characters'],
  [/[0-9]/, 'Password must have numeric characters'],
  [/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]|\S +\S/, 'Password must have symbol characters'],
]

/** Throws `InvalidPasswordException` with the first rule that a password breaks: 8 to 256 characters, of four kinds. */
export function obeyPolicy(password: string): void {
  const broken = rules.find(([rule]) => !rule.test(password))
  if (broken === undefined) return
  throw new CognitoProblem('InvalidPasswordException', `Password did not conform with policy: ${broken[1]}`)
}
