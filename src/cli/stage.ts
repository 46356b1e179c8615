import { loadStageFile, type StageFile, StageProblem } from '../presets/index.ts'
import { fail } from './fail.ts'

export interface LoadedStage {
  /** The file's path. */
  readonly file: string
  readonly stage: StageFile
}

interface StageOptions {
  readonly stage: string
  readonly config?: string
}

/** The stage file, if there is one. A mistake in it ends the program with where it is and what to write. */
export function loadStage({ stage, config }: StageOptions): LoadedStage | undefined {
  try {
    const { env } = process
    return loadStageFile({ folder: process.cwd(), stage, config, text: env.STOA_CONFIG, env })
  } catch (error) {
    if (error instanceof StageProblem) return fail(error.message)
    throw error
  }
}
