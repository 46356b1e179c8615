import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import '../styles/theme.css'
import '../styles/parts.css'
import '../styles/page.css'
import '../styles/conversation.css'
import '../styles/composer.css'
import '../styles/chat.css'
import '../styles/sides.css'
import '../styles/messages.css'
import '../styles/welcome.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
