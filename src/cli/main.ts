#!/usr/bin/env node
import { withIdsAsOperands } from './ids-as-operands.ts'
import { program } from './program.ts'

await program().parseAsync(withIdsAsOperands(process.argv))
