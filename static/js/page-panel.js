/* Opens a document page beside an answer: a panel on a wide screen, a sheet on a phone.
   Applies to any viewer link with data-page-link; without this script the link opens the viewer. */
(function () {
  'use strict'
  const panel = document.getElementById('page-panel')
  if (!panel) return
  const body = panel.querySelector('[data-page-body]')
  /* Where the panel is a sheet that covers the page. */
  const sheet = window.matchMedia('(width < 64rem)')
  const covers = () => !panel.hidden && sheet.matches
  /* An open source is an entry of its own in the history, so going back closes it. */
  const source = () => history.state?.source
  let opener = null
  let at = ''

  function open (link) {
    const state = { source: link.href }
    if (source()) history.replaceState(state, '')
    else history.pushState(state, '')
    show(link)
  }

  async function show (link) {
    const address = new URL(link.href, location.href)
    address.pathname = address.pathname.replace(/\/?$/, '/page/')
    mark(link)
    at = location.href
    panel.hidden = false
    fit()
    /* The page gives way to the panel, which may move the link out of sight. */
    if (!covers()) link.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    panel.setAttribute('aria-busy', 'true')
    try {
      await window.htmx.ajax('GET', address.pathname + address.search, { target: body, swap: 'innerHTML' })
    } finally {
      panel.removeAttribute('aria-busy')
      if (!body.childElementCount) close() // it could not be fetched, which a message says
    }
  }

  /* Shows the source of this entry: its link may be gone, or not yet there. */
  function restore () {
    const links = [...document.querySelectorAll('a[data-page-link]')]
    const link = document.createElement('a')
    link.href = source()
    show(links.find((each) => each.href === link.href) || link)
  }

  function mark (link) {
    opener?.removeAttribute('aria-expanded')
    opener = link
    link?.setAttribute('aria-expanded', 'true')
  }

  /* As a sheet the panel is a dialog: nothing else can be reached until it is closed. */
  function fit () {
    const over = covers()
    panel.setAttribute('role', over ? 'dialog' : 'complementary')
    if (over) panel.setAttribute('aria-modal', 'true')
    else panel.removeAttribute('aria-modal')
    for (let each = panel; each !== document.body; each = each.parentElement) {
      for (const other of each.parentElement.children) if (other !== each && other.id !== 'messages') other.inert = over
    }
    if (over && !panel.contains(document.activeElement)) body.focus({ preventScroll: true })
  }

  /* From the last place in the sheet to its first, and back. */
  function turn (event) {
    const stops = [...panel.querySelectorAll('a[href], button, [tabindex="0"]')]
    const [leaving, entering] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]]
    if (document.activeElement !== leaving) return
    event.preventDefault()
    entering.focus()
  }

  function close () {
    if (panel.hidden) return
    if (source()) history.back()
    else shut()
  }

  function shut () {
    const held = panel.contains(document.activeElement)
    panel.hidden = true
    fit()
    body.replaceChildren()
    if (held) opener?.focus()
    mark(null)
  }

  function settle () {
    const passage = body.querySelector('#mark')
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    if (passage) {
      passage.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' })
      passage.focus({ preventScroll: true })
    } else {
      body.scrollTop = 0
      if (document.activeElement === document.body) body.focus({ preventScroll: true }) // there is no further page to turn to
    }
  }

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return
    const link = event.target.closest('a[data-page-link]')
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault()
      open(link)
    } else if (event.target.closest('[data-page-close]')) close()
    else if (covers() && !event.target.closest('#page-panel, #messages')) close()
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close()
    if (event.key === 'Tab' && covers()) turn(event)
  })
  window.addEventListener('popstate', (event) => {
    if (source()) {
      if (panel.hidden) restore()
    } else if (!panel.hidden) {
      if (location.href === at) event.stopImmediatePropagation() // the page below is still the right one: nobody need load it again
      shut()
    }
  }, { capture: true })
  /* What is asked next takes the place of a source that was opened from the answer to something else. */
  document.addEventListener('htmx:beforeHistoryUpdate', ({ detail }) => {
    if (panel.hidden) return
    detail.history.type = 'replace'
    shut()
  })
  sheet.addEventListener('change', fit)
  body.addEventListener('htmx:afterSettle', settle)
  if (source()) restore()
})()
