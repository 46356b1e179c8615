import { presenceContract } from '../../core/ports/presence.contract.ts'
import { memoryPresence } from './presence.ts'

presenceContract('memory', () => memoryPresence())
