/* Opens a document page beside an answer: a panel on a wide screen, a sheet on a phone.
   Applies to any viewer link with data-page-link; without this script the link opens the viewer. */
(function () {
  'use strict'
  const panel = document.getElementById('page-panel')
  if (!panel) return
  const body = panel.querySelector('[data-page-body]')
  /* Where the panel is a sheet that covers the page: there, going back closes it. */
  const sheet = window.matchMedia('(width < 64rem)')
  let opener = null
  let held = false

  async function open (link) {
    const address = new URL(link.href, location.href)
    address.pathname = address.pathname.replace(/\/?$/, '/page/')
    mark(link)
    if (panel.hidden && sheet.matches) hold()
    panel.hidden = false
    panel.setAttribute('aria-busy', 'true')
    try {
      await window.htmx.ajax('GET', address.pathname + address.search, { target: body, swap: 'innerHTML' })
    } finally {
      panel.removeAttribute('aria-busy')
    }
  }

  function mark (link) {
    opener?.removeAttribute('aria-expanded')
    opener = link
    link?.setAttribute('aria-expanded', 'true')
  }

  function hold () {
    if (!history.state?.sheet) history.pushState({ sheet: true }, '')
    held = true
  }

  function close () {
    if (panel.hidden) return
    if (held && history.state?.sheet) history.back()
    else shut()
  }

  function shut () {
    held = false
    panel.hidden = true
    body.replaceChildren()
    opener?.focus()
    mark(null)
  }

  function settle () {
    const passage = body.querySelector('#mark')
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    if (passage) {
      passage.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' })
      passage.focus({ preventScroll: true })
    } else body.scrollTop = 0
  }

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-page-link]') : null
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault()
      open(link)
    } else if (event.target instanceof Element && event.target.closest('[data-page-close]')) close()
  })
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') close() })
  window.addEventListener('popstate', (event) => {
    if (!held || event.state?.sheet) return
    event.stopImmediatePropagation() // the page below is still the right one: nobody need load it again
    shut()
  }, { capture: true })
  body.addEventListener('htmx:afterSettle', settle)
})()
