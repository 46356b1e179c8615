import { keysContract } from '../../core/ports/keys.contract.ts'
import { openSqliteStore } from './open.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

keysContract('sqlite', async () => (await openSqliteStore(temporaryFolder())).keys)
