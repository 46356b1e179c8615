import { SignJWT } from 'jose'
import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Clock } from '../core/ports/clock.ts'

const Claim = Type.String({ minLength: 1, maxLength: 256 })

/** What can be asked for in a test token; the rest is made up. */
export const TestClaims = Type.Object({
  userId: Type.Optional(Claim),
  firstName: Type.Optional(Claim),
  lastName: Type.Optional(Claim),
  sub: Type.Optional(Claim),
})

/** Whether a function's input can be used for a test token. */
export const testClaims = Compile(TestClaims)

const made = { userId: 'myuserid', firstName: 'Test', lastName: 'User', sub: 'examplesub' }

/** A token for an hour, of the shape that clients of the Serverless WebSockets quick start know. */
export function testJwt(claims: Static<typeof TestClaims>, secret: string, clock: Clock): Promise<string> {
  const now = Math.floor(clock.now() / 1_000)
  const { userId, firstName, lastName, sub } = { ...made, ...claims }
  return new SignJWT({ exp: now + 3_600, data: { userId, firstName, lastName, sub }, iat: now })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(secret))
}
