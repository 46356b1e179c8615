import { Composer, type CST, type Document, Lexer, LineCounter, Parser, visit, type YAMLError } from 'yaml'
import { syntaxMistake } from './syntax.ts'

/** Something that is wrong, and how many characters are before it. */
export interface Mistake {
  readonly at: number
  readonly message: string
}

export interface YamlText {
  /** `undefined` if the text cannot be taken for YAML at all. What comes after a mistake may have been misread. */
  readonly document: Document.Parsed | undefined
  readonly mistakes: readonly Mistake[]
  /** Both counted from 1. */
  placeOf(at: number): { readonly line: number; readonly col: number }
}

// The composer calls itself for each level: some thousands of them end the process.
const maxDepth = 64

// What is no YAML at all can have one at each character.
const maxErrors = 200

/** Parse a text as YAML 1.2, without tags and merge keys. Never throws. */
export function parseYaml(text: string): YamlText {
  const lines = new LineCounter()
  lines.addNewLine(0)
  const placeOf = (at: number) => lines.linePos(at)
  const tokens = tokensOf(text, lines)
  if ('tooDeepAt' in tokens) {
    const message = `lists and keys are nested more than ${maxDepth} deep`
    return { document: undefined, mistakes: [{ at: tokens.tooDeepAt, message }], placeOf }
  }
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    stringKeys: true,
    // The reader of a mapping says more of a key that is there twice.
    uniqueKeys: false,
    resolveKnownTags: false,
    logLevel: 'silent',
  })
  const [document, second] = [...composer.compose(tokens, true, text.length)]
  if (document === undefined) return { document, mistakes: [], placeOf }
  const errors = [...document.errors, ...document.warnings].slice(0, maxErrors)
  const mistakes = errors.map((error) => mistakeOf(error, document, text))
  if (second !== undefined) {
    mistakes.push({ at: document.range[2], message: 'a second document begins here; a stage file is one' })
  }
  return { document, mistakes, placeOf }
}

function tokensOf(text: string, lines: LineCounter): CST.Token[] | { readonly tooDeepAt: number } {
  const parser = new Parser(lines.addNewLine)
  const tokens: CST.Token[] = []
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme))
    if (parser.stack.length > maxDepth) return { tooDeepAt: parser.offset }
  }
  tokens.push(...parser.end())
  return tokens
}

function mistakeOf(error: YAMLError, document: Document.Parsed, text: string): Mistake {
  const [end] = error.pos
  const at = error.message.startsWith('Missing closing') ? startOfQuote(document, end) : end
  const line = text
    .slice(text.lastIndexOf('\n', at - 1) + 1)
    .split('\n', 1)
    .join()
  return { at, message: syntaxMistake(error, line) }
}

/** Where the quoted text begins that has no end. Nothing can come after it. */
function startOfQuote(document: Document.Parsed, end: number): number {
  let start = end
  visit(document, {
    Scalar(_, { range }) {
      if (range && range[0] <= end && end <= range[2]) start = range[0]
    },
  })
  return start
}
