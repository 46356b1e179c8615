export { type LocalAuthority, type LocalAuthorityOptions, localAuthority } from './local-authority.ts'
export { localNames } from './local-names.ts'
