/** What a handler throws when it will not do what a client asks: the client is told why, in the API's own words. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal'
}
