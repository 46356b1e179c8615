import { membersContract } from '../../core/ports/members.contract.ts'
import { memoryUnderTest } from './connections.fixture.ts'

membersContract('memory', memoryUnderTest)
