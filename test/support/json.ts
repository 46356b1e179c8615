/** The body of a response as JSON, for tests that then say what must be in it. */
export async function getJson(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init)
  return JSON.parse(await response.text())
}
