import { namesContract } from '../../core/ports/names.contract.ts'
import { openSqliteStore } from './open.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

namesContract('sqlite', async () => (await openSqliteStore(temporaryFolder())).names)
