import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadStageFile } from './load-stage-file.ts'
import { StageProblem } from './stage-problem.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-stage-'))
  mkdirSync(join(folder, 'environment'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const write = (file: string, text: string | Uint8Array): void => writeFileSync(join(folder, file), text)

const load = (stage: string, config?: string) => loadStageFile({ folder, stage, config, env: {} })

describe('the file of a stage', () => {
  test.each(['environment/poc.yaml', 'environment/poc.yml'])('is %s', (file) => {
    write(file, 'iam_auth: true')
    expect(load('poc')).toEqual({ file: join(folder, file), stage: { iamAuth: true } })
  })

  test('does not have to be there', () => {
    write('environment/poc.yaml', 'iam_auth: true')
    expect(load('prod')).toBeUndefined()
    rmSync(join(folder, 'environment'), { recursive: true })
    expect(load('poc')).toBeUndefined()
  })

  test('is one file', () => {
    write('environment/poc.yaml', '')
    write('environment/poc.yml', '')
    expect(() => load('poc')).toThrow(
      'environment/poc.yaml and environment/poc.yml are both there; keep one of them',
    )
  })

  test('is named in its mistakes without the folder', () => {
    write('environment/poc.yaml', 'iam_aut: true')
    expect(() => load('poc')).toThrow(
      new StageProblem('environment/poc.yaml:1:1: unknown key "iam_aut"; did you mean "iam_auth"?'),
    )
  })

  test.each(['../poc', 'a/b', '', '.', 'a b'])('is not looked for outside of its folder: "%s"', (stage) => {
    expect(() => load(stage)).toThrow('a stage is 1 to 128 letters, digits, hyphens and underscores')
  })
})

describe('a file that is named', () => {
  test('is read instead of the one of the stage', () => {
    write('environment/poc.yaml', 'iam_auth: true')
    write('mine.yaml', 'iam_auth: false')
    expect(load('poc', 'mine.yaml')).toEqual({ file: join(folder, 'mine.yaml'), stage: { iamAuth: false } })
    expect(load('poc', join(folder, 'mine.yaml'))?.stage).toEqual({ iamAuth: false })
  })

  test('has to be there', () => {
    expect(() => load('poc', 'mine.yaml')).toThrow(new StageProblem('mine.yaml is not there'))
  })

  test('has to be a file', () => {
    expect(() => load('poc', 'environment')).toThrow(new StageProblem('environment is not a file'))
    write('mine.yaml', '')
    expect(() => load('poc', 'mine.yaml/more')).toThrow('mine.yaml/more is not there')
  })

  test('has to be UTF-8', () => {
    write('mine.yaml', Buffer.from('\uFEFFiam_auth: true', 'utf16le'))
    expect(() => load('poc', 'mine.yaml')).toThrow('mine.yaml is not UTF-8 text; save it as UTF-8')
    write('mine.yaml', '\uFEFFiam_auth: true')
    expect(load('poc', 'mine.yaml')?.stage).toEqual({ iamAuth: true })
  })

  test('is not read if it is larger than 256 KB', () => {
    write('mine.yaml', '#'.repeat(256 * 1024 + 1))
    expect(() => load('poc', 'mine.yaml')).toThrow('mine.yaml is larger than 256 KB')
  })
})

describe('a text instead of a file', () => {
  const text = 'iam_auth: true'
  const file = 'STOA_CONFIG'

  test('goes before the file of the stage, and not before one that is named', () => {
    write('environment/poc.yaml', 'iam_auth: false')
    write('mine.yaml', 'region: eu-central-1')
    const options = { folder, stage: 'poc', text, env: {} }
    expect(loadStageFile(options)).toEqual({ file, stage: { iamAuth: true } })
    expect(loadStageFile({ ...options, config: 'mine.yaml' })?.stage).toEqual({ region: 'eu-central-1' })
    expect(loadStageFile({ ...options, text: '' })?.stage).toEqual({ iamAuth: false })
  })

  test('has mistakes by its name, and takes texts from the environment', () => {
    const options = { folder, stage: 'poc', env: { REGION: 'eu-central-1' } }
    expect(() => loadStageFile({ ...options, text: 'iam_aut: true' })).toThrow(
      'STOA_CONFIG:1:1: unknown key "iam_aut"; did you mean "iam_auth"?',
    )
    expect(loadStageFile({ ...options, text: 'region: ${REGION}' })?.stage).toEqual({
      region: 'eu-central-1',
    })
  })
})
