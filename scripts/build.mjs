// @ts-check
import { build, install } from './setup.mjs'

install()
build()
