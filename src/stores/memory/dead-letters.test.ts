import { deadLettersContract } from '../../core/ports/dead-letters.contract.ts'
import { memoryDeadLetters } from './dead-letters.ts'

deadLettersContract('memory', memoryDeadLetters)
