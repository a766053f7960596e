/* Keyboard navigation of the passages: up and down, or k and j; Enter opens the page beside them. */
(function () {
  'use strict'
  const field = document.getElementById('query')
  if (!field) return
  const passages = () => [...document.querySelectorAll('.d-hits .v-passage')]

  function walk (step) {
    const all = passages()
    if (!all.length) return false
    const at = all.indexOf(document.activeElement?.closest('.v-passage'))
    if (at < 0 && step < 0) return false
    const to = at + step
    if (to < 0) field.focus()
    else all[Math.min(to, all.length - 1)].focus({ preventScroll: true })
    document.activeElement.scrollIntoView({ block: 'nearest' })
    return true
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
    const target = event.target instanceof Element ? event.target : document.body
    if (target.closest('#page-panel')) return
    const typing = target.matches('input, textarea, select')
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key]
    if (step && (!typing || (target === field && event.key === 'ArrowDown'))) {
      if (walk(step)) event.preventDefault()
    } else if (event.key === 'Enter' && target.matches('.v-passage')) {
      event.preventDefault()
      target.querySelector('a[data-page-link]')?.click()
    } else if (event.key === '/' && !typing) {
      event.preventDefault()
      field.focus()
      field.select()
    }
  })

  /* What each address showed. Going back shows it again: to search anew would record another run. */
  const form = field.form
  const kept = new Map()
  const here = () => location.pathname + location.search
  let shown = here()

  function keep (chosen) {
    kept.set(shown, { results: document.getElementById('results'), title: document.title, chosen: [...chosen] })
  }

  function show ({ results, title, chosen }) {
    document.getElementById('results').replaceWith(results)
    document.title = title
    for (const [name, value] of chosen) form.elements[name].value = value
  }

  for (const moved of ['htmx:pushedIntoHistory', 'htmx:replacedInHistory']) document.addEventListener(moved, () => { shown = here() })
  document.addEventListener('htmx:afterSettle', (event) => {
    /* What was sent, not what the form says: somebody may have typed the next question meanwhile. */
    if (event.target.id === 'results') keep(event.detail.requestConfig.formData)
  })
  window.addEventListener('popstate', (event) => {
    event.stopImmediatePropagation()
    if (here() === shown) return
    shown = here()
    if (kept.has(shown)) show(kept.get(shown))
    else location.reload()
  }, { capture: true })
  keep(new FormData(form))
})()
