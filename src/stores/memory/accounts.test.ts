import { accountsContract } from '../../core/ports/accounts.contract.ts'
import { memoryAccounts } from './accounts.ts'

accountsContract('memory', memoryAccounts)
