// @ts-check
// Shows the document of the API that the address names. The component comes without its parser: of parsing, our
// documents need only that their references are followed, which is done here.

/** @typedef {{ name: string, title: string, description: string, path: string }} Summary */

const main = /** @type {HTMLElement} */ (document.querySelector('#document'))

try {
  const apis = /** @type {Summary[]} */ (await read('/docs/apis.json'))
  const [, , name = ''] = location.pathname.split('/').filter((part, at) => part !== '' || at === 0)
  const chosen = apis.find((api) => api.name === decodeURIComponent(name)) ?? apis[0]
  document.querySelector('.apis')?.replaceChildren(...apis.map((api) => link(api, api === chosen)))
  if (chosen === undefined) throw new Error('No API is served here.')
  await show(chosen)
} catch (error) {
  say(`The document could not be read. ${error instanceof Error ? error.message : ''}`)
}
main.removeAttribute('aria-busy')

/** @param {Summary} api */
async function show(api) {
  const folder = `/docs/${encodeURIComponent(api.name)}`
  const parsed = asParsed(await read(`${folder}/asyncapi.json`))
  document.title = `${api.title} · Stoa`
  offerFiles(folder, api.name)
  const show = { sidebar: true, errors: false, messages: false, schemas: false }
  AsyncApiStandalone.render({ schema: parsed, config: { show, expand: { messageExamples: true } } }, main)
  if (location.hash !== '')
    requestAnimationFrame(() => document.getElementById(location.hash.slice(1))?.scrollIntoView())
}

/** @param {string} url */
async function read(url) {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} is answered with ${response.status}.`)
  return response.json()
}

/** @param {Summary} api @param {boolean} isCurrent */
function link(api, isCurrent) {
  const anchor = document.createElement('a')
  anchor.href = `/docs/${encodeURIComponent(api.name)}`
  anchor.title = api.description
  anchor.append(api.title)
  if (isCurrent) anchor.setAttribute('aria-current', 'page')
  return anchor
}

/** @param {string} folder @param {string} name */
function offerFiles(folder, name) {
  const anchors = ['yaml', 'json'].map((format) => {
    const anchor = document.createElement('a')
    anchor.href = `${folder}/asyncapi.${format}`
    anchor.download = `${name}.asyncapi.${format}`
    anchor.append(format.toUpperCase())
    return anchor
  })
  document.querySelector('.files')?.replaceChildren(...anchors)
}

/** @param {string} text */
function say(text) {
  const notice = document.createElement('p')
  notice.className = 'notice'
  notice.role = 'alert'
  notice.append(text)
  main.replaceChildren(notice)
}

/** The document as the component's own parser would leave it. */
function asParsed(source) {
  const parsed = withoutReferences(source)
  for (const channel of named(parsed.channels)) named(channel.messages)
  named(parsed.operations)
  for (const [key, schema] of Object.entries(parsed.components.schemas)) schema['x-parser-schema-id'] = key
  return { ...parsed, 'x-parser-spec-parsed': true, 'x-parser-api-version': 3 }
}

/** Everything that is found by its name, told its name. */
function named(things) {
  for (const [key, thing] of Object.entries(things)) thing['x-parser-unique-object-id'] = key
  return Object.values(things)
}

/** The same objects, with an object in place of each reference to it. */
function withoutReferences(root) {
  const target = ({ $ref }) =>
    $ref
      .slice('#/'.length)
      .split('/')
      .reduce((inner, step) => follow(inner)[step], root)
  const follow = (value) => (typeof value?.$ref === 'string' ? follow(target(value)) : value)
  const replace = (value) => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      value[key] = follow(inner)
      if (value[key] === inner) replace(inner)
    }
  }
  replace(root)
  return root
}
