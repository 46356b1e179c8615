import { eventsContract } from '../../core/ports/events.contract.ts'
import { openEvents } from './events.fixture.ts'

eventsContract('redis', () => openEvents(), { firstDetail: 'copied' })
