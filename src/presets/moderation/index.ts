export { type ModerationOptions, moderationOf } from './moderation-of.ts'
