import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { LobbyPage } from './lobby-page.tsx'
import '../styles/theme.css'
import '../styles/page.css'
import '../styles/conversation.css'
import '../styles/composer.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <LobbyPage />
  </StrictMode>,
)
