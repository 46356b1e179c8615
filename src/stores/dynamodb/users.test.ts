import { usersContract } from '../../core/ports/users.contract.ts'
import { openTable } from './dynalite.fixture.ts'
import { dynamoUsers } from './users.ts'

usersContract('dynamodb', async () => dynamoUsers(await openTable()))
