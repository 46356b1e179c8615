/** Write a result: `value` as one line of JSON where a script asked for that, and else `text`. */
export function printResult({ json }: { readonly json?: boolean }, value: unknown, text: string): void {
  if (json) printJson(value)
  else process.stdout.write(`${text}\n`)
}

/** Write one line of JSON. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
