import { StoreError } from './store-error.ts'

export type Value = string | number

/** What `node:sqlite` and `libsql` have in common. */
export interface Engine {
  exec(sql: string): unknown
  prepare(sql: string): EngineStatement
  close(): unknown
}

export interface EngineStatement {
  get(...values: Value[]): unknown
  all(...values: Value[]): readonly unknown[]
  run(...values: Value[]): unknown
}

type OpenEngine = (file: string) => Engine

interface NodeSqlite {
  readonly DatabaseSync: new (file: string) => Engine
}

/** The SQLite of this Node if it has one (22.13 and newer), else that of the optional dependency `libsql`. */
export async function loadEngine(): Promise<OpenEngine> {
  const builtin = withoutSqliteWarning(() => process.getBuiltinModule('node:sqlite'))
  if (isNodeSqlite(builtin)) return (file) => new builtin.DatabaseSync(file)
  return loadLibsql()
}

async function loadLibsql(): Promise<OpenEngine> {
  try {
    const { default: Database } = await import('libsql')
    return (file) => new Database(file)
  } catch (cause) {
    throw new StoreError(
      `this Node (${process.version}) has no SQLite: update to Node 22.13 or newer, or install libsql, or run with --memory`,
      { cause },
    )
  }
}

// Its presence is asked for, not Node's version: 22.5 to 22.12 have it behind a flag only.
function isNodeSqlite(module: object | undefined): module is NodeSqlite {
  return module !== undefined && 'DatabaseSync' in module && typeof module.DatabaseSync === 'function'
}

/** Run `load` and let every warning pass but the one that SQLite is experimental. */
function withoutSqliteWarning<T>(load: () => T): T {
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (String(warning).startsWith('SQLite is an experimental feature')) return
    Reflect.apply(emitWarning, undefined, [warning, ...rest])
  }
  try {
    return load()
  } finally {
    process.emitWarning = emitWarning
  }
}
