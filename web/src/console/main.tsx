import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ConsolePage } from './console-page.tsx'
import '../styles/theme.css'
import '../styles/parts.css'
import '../styles/page.css'
import '../styles/composer.css'
import '../styles/welcome.css'
import '../styles/console.css'
import '../styles/figures.css'
import '../styles/tables.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <ConsolePage />
  </StrictMode>,
)
