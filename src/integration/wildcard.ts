/**
 * Whether a text is of a pattern in which `*` is any number of characters and `?` is one. It never goes back
 * further than to the last `*`, so that no pattern makes it slow: at worst, it takes the product of both lengths.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let at = 0
  let read = 0
  let star = -1
  let starRead = 0
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at
      at += 1
      starRead = read
    } else if (pattern[at] === '?' || pattern[at] === text[read]) {
      at += 1
      read += 1
    } else if (star !== -1) {
      at = star + 1
      starRead += 1
      read = starRead
    } else {
      return false
    }
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}
