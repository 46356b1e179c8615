import { settingsContract } from '../../core/ports/settings.contract.ts'
import { memorySettings } from './settings.ts'

settingsContract('memory', memorySettings)
