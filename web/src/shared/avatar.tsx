const PIGMENTS = 10

/** Decoration: the name stands beside it. */
export function Avatar({ name }: { name: string }) {
  return (
    <span className="avatar" data-pigment={pigment(name)} aria-hidden="true">
      {initials(name)}
    </span>
  )
}

/** Those who chose no name are all called Anonymous-something or Guest-something; the something tells them apart. */
function initials(name: string): string {
  const distinct = name.replace(/^(Anonymous|Guest)-(?=.)/, '')
  return Array.from(distinct).slice(0, 2).join('').toUpperCase()
}

/** The same name has the same pigment on every page (FNV-1a). */
function pigment(name: string): number {
  let hash = 0x811c9dc5
  for (const character of name) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return (hash >>> 0) % PIGMENTS
}
