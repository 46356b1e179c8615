import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FunctionsSocket } from '../gateway/index.ts'

/** A socket in a folder that only this user can open. */
export interface OwnSocket extends FunctionsSocket {
  remove(): void
}

export function functionsSocket(): OwnSocket {
  const connections = new WeakSet<Socket>()
  if (process.platform === 'win32') {
    return { path: `\\\\.\\pipe\\stoa-${randomUUID()}`, connections, remove() {} }
  }
  const folder = mkdtempSync(join(temporary(), 'stoa-'))
  return {
    path: join(folder, 'functions.sock'),
    connections,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** A path of a socket has about a hundred characters, and folders for temporary files can be deep. */
function temporary(): string {
  const folder = tmpdir()
  return folder.length > 70 ? '/tmp' : folder
}
