/** Text that cannot steer a terminal: control characters are shown as escapes, apart from line ends and tabs. */
export function visible(text: string): string {
  return text.replaceAll(
    /(?![\n\t])\p{Cc}/gu,
    (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
}
