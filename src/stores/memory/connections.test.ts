import { connectionsContract } from '../../core/ports/connections.contract.ts'
import { memoryUnderTest } from './connections.fixture.ts'

connectionsContract('memory', memoryUnderTest)
