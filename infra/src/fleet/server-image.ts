import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Platform } from 'aws-cdk-lib/aws-ecr-assets'
import { ContainerImage } from 'aws-cdk-lib/aws-ecs'

/** The server as it runs anywhere. Whoever deploys builds it; a template is made without Docker. */
export const serverImage = (): ContainerImage =>
  // `.dockerignore` says what of the folder counts.
  ContainerImage.fromAsset(folderOfDockerfile(import.meta.dirname), { platform: Platform.LINUX_AMD64 })

function folderOfDockerfile(folder: string): string {
  if (existsSync(join(folder, 'Dockerfile'))) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error('there is no Dockerfile above the app')
  return folderOfDockerfile(above)
}
