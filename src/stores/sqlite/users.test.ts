import { usersContract } from '../../core/ports/users.contract.ts'
import { openSqliteStore } from './open.ts'
import { temporaryFolder } from './temporary-folder.fixture.ts'

usersContract('sqlite', async () => (await openSqliteStore(temporaryFolder())).users)
