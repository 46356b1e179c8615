import type { YAMLError } from 'yaml'

/**
 * What is wrong with the syntax, on one line. The parser's own words can repeat what is in the file, which may be a
 * secret, so they are used only up to there. `line` is where it is.
 */
export function syntaxMistake({ code, message }: YAMLError, line: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab cannot indent in YAML; use spaces'
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'there is a second key on this line, or the lines are not indented alike; a text with ": " goes in quotes'
    case 'MULTILINE_IMPLICIT_KEY':
      return 'a key needs a colon and a space after it, on the same line'
    case 'BAD_SCALAR_START':
      return 'a value cannot begin with this character; put it in quotes'
    case 'BAD_DQ_ESCAPE':
      return 'there is no such escape; in single quotes a backslash is only a backslash'
    case 'TAG_RESOLVE_FAILED':
    case 'BAD_COLLECTION_TYPE':
      return 'tags are not read here; a text that begins with "!" goes in quotes'
    case 'BAD_DIRECTIVE':
      return 'directives are not read here; take out the line that begins with "%"'
    case 'NON_STRING_KEY':
      return 'a key must be a text'
    case 'BAD_ALIAS':
      return 'an anchor or an alias has a name of letters and digits'
    default:
      return line.includes('${') && /[{[,]/.test(line.replaceAll('${', ''))
        ? `${otherMistake(message)}; between braces and brackets, a text with \${ goes in quotes`
        : otherMistake(message)
  }
}

function otherMistake(message: string): string {
  if (message.includes('must start at the same column')) return 'this is not indented like what it belongs to'
  if (message.startsWith('Implicit map keys need')) return 'a key needs a colon and a space after it'
  if (message.startsWith('Missing closing')) return 'the quote that begins here has no end'
  const [line = ''] = message.split('\n')
  const words = line.replace(/(?<=\w): .*$/, '').slice(0, 120)
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`
}
