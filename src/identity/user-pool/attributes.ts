import { CognitoProblem, violation } from './cognito-problem.ts'

export type Attributes = Readonly<Record<string, string>>

// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
const standard = new Set([
  'address',
  'birthdate',
  'email',
  'email_verified',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'phone_number_verified',
  'picture',
  'preferred_username',
  'profile',
  'updated_at',
  'website',
  'zoneinfo',
])
const custom = /^custom:[\w-]{1,20}$/
const maxValueLength = 2_048
const maxCustom = 50

/** Throws `InvalidParameterException` for what is no attribute of Cognito's, or too much of it. */
export function checkAttributes(attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!standard.has(name) && !custom.test(name)) {
      const sentence = 'Attributes did not conform to the schema: Attribute does not exist in schema.'
      throw new CognitoProblem('InvalidParameterException', sentence)
    }
    if (value.length > maxValueLength) {
      throw violation('userAttributes.value', `have length less than or equal to ${maxValueLength}`)
    }
  }
  if (Object.keys(attributes).length > standard.size + maxCustom) {
    throw violation('userAttributes', `have length less than or equal to ${standard.size + maxCustom}`)
  }
  if (attributes.email !== undefined && !isEmail(attributes.email)) throw invalidEmail()
}

/** Whether it could be an address. Only a mail shows if it is one. */
export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text)
}

export function invalidEmail(): CognitoProblem {
  return new CognitoProblem('InvalidParameterException', 'Invalid email address format.')
}
