import { membersContract } from '../../core/ports/members.contract.ts'
import { dynamoUnderTest } from './connections.fixture.ts'

membersContract('dynamodb', dynamoUnderTest)
membersContract('dynamodb in large pages', () => dynamoUnderTest(4_000, { pageItems: 1_000 }))
