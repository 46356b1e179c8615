import { sanctionsContract } from '../../core/ports/sanctions.contract.ts'
import { memorySanctions } from './sanctions.ts'

sanctionsContract('memory', () => memorySanctions())
