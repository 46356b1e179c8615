export function Wordmark() {
  return (
    <h1 className="wordmark">
      <svg viewBox="0 0 32 30" aria-hidden="true">
        <path d="M16 2 30 9.5V12H2V9.5z" />
        <path d="M5 14h3.4v10H5zM14.3 14h3.4v10h-3.4zM23.6 14H27v10h-3.4z" />
        <path d="M2 26h28v2.5H2z" />
      </svg>
      Stoa
    </h1>
  )
}
