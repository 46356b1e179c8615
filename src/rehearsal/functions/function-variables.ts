import { region } from '../arns.ts'

export interface CredentialVariables {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
}

/**
 * What the environment of a function has besides its own variables: credentials of its role, and the one endpoint for all
 * services. What the person at this machine has for AWS in the shell, or in files, is covered.
 */
export function functionVariables(
  credentials: CredentialVariables,
  endpoint: string,
  shell: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const covered = Object.keys(shell).filter((name) => name.startsWith('AWS_'))
  return {
    ...Object.fromEntries(covered.map((name) => [name, ''])),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: endpoint,
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    // The SDK refuses texts that are neither.
    AWS_USE_FIPS_ENDPOINT: 'false',
    AWS_USE_DUALSTACK_ENDPOINT: 'false',
  }
}

const nowhere = '/dev/null'
