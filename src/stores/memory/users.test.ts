import { usersContract } from '../../core/ports/users.contract.ts'
import { memoryUsers } from './users.ts'

usersContract('memory', memoryUsers)
