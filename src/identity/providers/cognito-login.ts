/** A user pool, as far as logging in needs it. Nothing here rejects because of what a client has sent. */
export interface CognitoLogin {
  /** `no-token`: the password is right, and the pool wants something else first, such as a new one. */
  signIn(
    username: string,
    password: string,
  ): Promise<{ readonly accessToken: string } | 'failed' | 'no-token'>
  /** `unconfirmed`: the account is there, and needs the code that its owner was sent. */
  signUp(username: string, password: string, email: string): Promise<'confirmed' | 'unconfirmed' | 'failed'>
  confirm(username: string, code: string): Promise<'done' | 'failed'>
  /** Send a code for a new password. */
  forgotPassword(username: string): Promise<'done' | 'failed'>
  resetPassword(username: string, code: string, password: string): Promise<'done' | 'failed'>
  /** End all sessions of the user. */
  signOut(accessToken: string): Promise<'done' | 'failed'>
  /** Who an access token of the pool is for: the user's `sub`, which never changes. */
  subject(accessToken: string): Promise<{ readonly sub: string } | 'invalid'>
}
