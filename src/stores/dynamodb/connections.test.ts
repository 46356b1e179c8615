import { connectionsContract } from '../../core/ports/connections.contract.ts'
import { dynamoUnderTest } from './connections.fixture.ts'

connectionsContract('dynamodb', dynamoUnderTest)
