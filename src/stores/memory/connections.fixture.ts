import {
  type ConnectionsUnderTest,
  madeAt,
  maxTopics,
} from '../../core/ports/connections-under-test.fixture.ts'
import { movedClock } from '../../core/ports/moved-clock.fixture.ts'
import { memoryConnections } from './connections.ts'
import { memoryMembers } from './members.ts'

export function memoryUnderTest(): ConnectionsUnderTest {
  const clock = movedClock(madeAt)
  const connections = memoryConnections(clock)
  return { connections, members: memoryMembers({ connections, maxTopics }), pass: clock.pass }
}
