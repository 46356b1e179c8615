import { namesContract } from '../../core/ports/names.contract.ts'
import { memoryNames } from './names.ts'

namesContract('memory', () => memoryNames())
