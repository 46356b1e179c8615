/**
 * What an engine throws when what it leans on cannot be reached or does not answer. It may be tried again; whether what
 * was asked for has been done all the same is not known. The message is for the log: clients are told nothing of it.
 */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
}
