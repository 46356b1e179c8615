// Ahead of the first paint, so that a page that was chosen to be dark does not begin with a flash. Kept by src/shared/theme.ts.
try {
  const theme = localStorage.getItem('stoa.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Nothing is kept in this window, so the system decides.
}
