/** End the program with one sentence that says what is wrong and what to do. */
export function fail(sentence: string): never {
  process.stderr.write(`stoa: ${sentence}\n`)
  process.exit(1)
}
