/* What every page does: colours, menus, dialogs, copying, times, messages. Every page is readable without it. */
(function () {
  'use strict'
  const root = document.documentElement
  const on = (type, handler) => document.addEventListener(type, handler)
  const closest = (event, selector) => event.target instanceof Element ? event.target.closest(selector) : null

  const SCHEMES = ['system', 'light', 'dark']
  const SCHEME_ICON = { system: 'monitor', light: 'sun', dark: 'moon' }

  function showScheme (button) {
    const scheme = root.dataset.scheme || 'system'
    const word = scheme[0].toUpperCase() + scheme.slice(1)
    const use = button.querySelector('use')
    button.querySelector('[data-scheme-word]').textContent = word
    button.setAttribute('aria-label', `Colours: ${word.toLowerCase()}. Change`)
    use.setAttribute('href', use.getAttribute('href').replace(/#.*/, '#' + SCHEME_ICON[scheme]))
  }

  function nextScheme (button) {
    const now = root.dataset.scheme || 'system'
    const next = SCHEMES[(SCHEMES.indexOf(now) + 1) % SCHEMES.length]
    if (next === 'system') delete root.dataset.scheme
    else root.dataset.scheme = next
    const age = next === 'system' ? 0 : 31536000
    const secure = location.protocol === 'https:' ? '; Secure' : ''
    document.cookie = `scheme=${next}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`
    showScheme(button)
  }

  function closeMenus (except) {
    for (const menu of document.querySelectorAll('details[data-menu][open]')) {
      if (menu !== except) menu.open = false
    }
  }

  function walkMenu (menu, event) {
    const items = [...menu.querySelectorAll('.v-menu-list :is(a, button, input)')]
    const at = items.indexOf(document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[event.key]
    if (to === undefined || !items.length) return
    event.preventDefault()
    menu.open = true
    items[(to + items.length) % items.length].focus()
  }

  const DISTANCES = [['year', 31536000], ['month', 2592000], ['week', 604800], ['day', 86400], ['hour', 3600], ['minute', 60]]

  function relative (then) {
    const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
    const seconds = (then - Date.now()) / 1000
    const unit = DISTANCES.find(([, length]) => Math.abs(seconds) >= length)
    return unit ? words.format(Math.round(seconds / unit[1]), unit[0]) : words.format(0, 'second')
  }

  function showTime (element) {
    const then = new Date(element.dateTime)
    if (Number.isNaN(then.getTime())) return
    const full = then.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
    const style = element.dataset.time
    element.title = full
    element.textContent = style === 'relative' ? relative(then) : style === 'date' ? then.toLocaleDateString(undefined, { dateStyle: 'medium' }) : full
  }

  /* An option holds no elements: its words begin with the time, up to the first dot. */
  function showOption (option) {
    const [, ...words] = option.textContent.split(' · ')
    const full = new Date(option.dataset.at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
    option.textContent = [full, ...words].join(' · ')
  }

  function showTimes (scope) {
    for (const element of scope.querySelectorAll('time[data-time]')) showTime(element)
    for (const option of scope.querySelectorAll('option[data-at]')) showOption(option)
  }

  async function copy (button) {
    const source = document.getElementById(button.dataset.copyFrom)
    const text = source ? source.value || source.textContent : button.dataset.copy
    const words = button.querySelector('span')
    const before = button.dataset.before || (button.dataset.before = words.textContent)
    try {
      await navigator.clipboard.writeText(text.trim())
      words.textContent = button.dataset.said
    } catch {
      words.textContent = 'Select it and copy by hand'
    }
    setTimeout(() => { words.textContent = before }, 2500)
  }

  function say (text, level) {
    const place = document.getElementById('messages')
    if (!place) return
    const message = document.createElement('div')
    const words = document.createElement('p')
    const button = document.createElement('button')
    message.className = `v-message v-message--${level || 'info'}`
    message.dataset.message = ''
    words.textContent = text
    button.type = 'button'
    button.dataset.dismiss = ''
    button.setAttribute('aria-label', 'Dismiss')
    button.textContent = '×'
    message.append(words, button)
    place.append(message)
    leave(message)
  }

  /* Good news disappears by itself; errors and warnings stay until they are dismissed. */
  function leave (message) {
    if (message.dataset.leaving || /--(error|warning)/.test(message.className)) return
    message.dataset.leaving = 'yes'
    const go = () => message.matches(':hover, :focus-within') ? setTimeout(go, 2000) : message.remove()
    setTimeout(go, 7000)
  }

  function settle (scope) {
    showTimes(scope)
    for (const message of document.querySelectorAll('[data-message]')) leave(message)
    for (const button of scope.querySelectorAll('[data-scheme-next]')) showScheme(button)
  }

  on('click', (event) => {
    const menu = closest(event, 'details[data-menu]')
    closeMenus(menu)
    const scheme = closest(event, '[data-scheme-next]')
    if (scheme) nextScheme(scheme)
    const copier = closest(event, '[data-copy], [data-copy-from]')
    if (copier) copy(copier)
    const opener = closest(event, '[data-opens]')
    if (opener) {
      closeMenus()
      document.getElementById(opener.dataset.opens)?.showModal()
    }
    const closer = closest(event, '[data-closes]')
    if (closer) closer.closest('dialog')?.close()
    if (event.target instanceof HTMLDialogElement) event.target.close()
    const dismiss = closest(event, '[data-dismiss]')
    if (dismiss) dismiss.closest('[data-message]')?.remove()
  })

  on('keydown', (event) => {
    const menu = closest(event, 'details[data-menu]')
    if (!menu) return
    if (event.key === 'Escape' && menu.open) {
      menu.open = false
      menu.querySelector('summary').focus()
    } else walkMenu(menu, event)
  })

  on('focusin', (event) => {
    for (const menu of document.querySelectorAll('details[data-menu][open]')) {
      if (!menu.contains(event.target)) menu.open = false
    }
  })

  for (const [type, over] of [['dragover', true], ['dragleave', false], ['drop', false]]) {
    on(type, (event) => {
      const zone = closest(event, '[data-drop]')
      if (zone) zone.toggleAttribute('data-over', over)
    })
  }

  on('htmx:load', (event) => settle(event.target.parentElement || document))
  /* Before a row that holds the focus is removed, the row beside it gets the focus. */
  function passFocus (row) {
    if (!row.contains(document.activeElement)) return
    const beside = row.nextElementSibling || row.previousElementSibling
    const next = beside?.querySelector('a, button') || document.getElementById('content')
    next.focus()
  }

  on('htmx:oobBeforeSwap', ({ target, detail }) => { if (!detail.fragment.hasChildNodes()) passFocus(target) })
  /* An error response may still carry a message for the reader. */
  on('htmx:beforeSwap', (event) => {
    const answered = new URL(event.detail.xhr.responseURL || location.href)
    if (answered.pathname === '/accounts/login/' && location.pathname !== '/accounts/login/') {
      // Signed out meanwhile: reload the page, so that signing in leads back to it.
      event.detail.shouldSwap = false
      location.reload()
      return
    }
    if (event.detail.xhr.getResponseHeader('HX-Retarget') !== '#messages') return
    event.detail.shouldSwap = true
    event.detail.isError = false
  })
  /* An example goes into the field it fills, and is marked until something else is asked. */
  on('htmx:beforeRequest', ({ target }) => {
    const examples = document.querySelector('[data-fills]')
    if (!examples) return
    const field = document.getElementById(examples.dataset.fills)
    if (examples.contains(target)) field.value = target.textContent.trim()
    for (const link of examples.querySelectorAll('a')) {
      if (link.textContent.trim() === field.value.trim()) link.setAttribute('aria-current', 'true')
      else link.removeAttribute('aria-current')
    }
  })
  /* An error tells of what was tried last: it goes when something the reader asks for succeeds. */
  on('htmx:afterRequest', ({ detail }) => {
    if (!/^[23]/.test(detail.xhr.status) || !detail.requestConfig.triggeringEvent) return
    for (const error of document.querySelectorAll('#messages .v-message--error')) error.remove()
  })
  on('htmx:sendError', () => say('The server could not be reached. Nothing was changed. Check your connection and try again.', 'error'))
  on('htmx:responseError', (event) => {
    const status = event.detail.xhr.status
    if (status === 401 || status === 403) say('You are not allowed to do that, or you were signed out. Nothing was changed. Reload the page to see where you are.', 'error')
    else if (status === 404) say('That is no longer here. Reload the page to see what is.', 'error')
    else if (status === 429) say('That was too many requests in a short time. Wait a minute and try again.', 'error')
    else say('The server could not finish that. What you see may be old: reload the page, then try again.', 'error')
  })

  /* What a passkey failure means, by the name of the WebAuthn error. */
  const PASSKEY_ERRORS = {
    InvalidStateError: 'This device already has a passkey for your account. Nothing has changed.',
    ConstraintError: 'This key cannot ask for a fingerprint or a PIN. Clear the box, or use another one. Nothing has changed.',
    NotSupportedError: 'This device cannot make such a passkey. Nothing has changed. Use another one.',
    SecurityError: 'Passkeys do not work at this address. Choose another way.',
    TypeError: 'This browser cannot use passkeys here. Choose another way.'
  }

  on('allauth.error', (event) => {
    event.preventDefault()
    const name = event.detail?.exception?.name
    say(PASSKEY_ERRORS[name] || 'The passkey was not used, so nothing has changed. Try again, or choose another way.', 'error')
  })

  window.vitrine = Object.assign(window.vitrine || {}, { say, showTimes, passFocus })
  settle(document)
})()
