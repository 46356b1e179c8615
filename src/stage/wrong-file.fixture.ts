import { readStageFile } from './read-stage-file.ts'
import { StageProblem } from './stage-problem.ts'

export const env = { STAGE_RATE: '100', STAGE_WORD: 'word', STAGE_EMPTY: '' }

/** What is wrong with a text as a stage file, a line each; nothing if it can be read. Whatever else is thrown passes. */
export function mistakesOf(text: string): readonly string[] {
  try {
    readStageFile(text, { name: 'poc.yaml', env })
    return []
  } catch (error) {
    if (error instanceof StageProblem) return error.message.split('\n')
    throw error
  }
}
