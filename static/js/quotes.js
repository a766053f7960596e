/* Shows a citation's quotation while its numeral is hovered or focused, and highlights its label. */
(function () {
  'use strict'
  const card = document.createElement('div')
  const words = document.createElement('blockquote')
  const from = document.createElement('p')
  card.className = 'd-quote'
  card.id = 'quote-card'
  card.setAttribute('role', 'tooltip')
  card.hidden = true
  card.append(words, from)
  document.body.append(card)
  let shown = null
  let waiting = 0

  const numeral = (event) => event.target instanceof Element ? event.target.closest('.v-cite[data-quote]') : null

  function show (cite) {
    clearTimeout(waiting)
    if (shown === cite) return
    hide()
    shown = cite
    words.textContent = cite.dataset.quote
    from.textContent = cite.dataset.from
    card.hidden = false
    cite.setAttribute('aria-describedby', card.id)
    place(cite.getBoundingClientRect())
    light(cite, true)
  }

  function place (box) {
    const width = card.offsetWidth
    const left = Math.max(12, Math.min(box.left + box.width / 2 - width / 2, document.documentElement.clientWidth - width - 12))
    const above = box.top - card.offsetHeight - 8
    card.style.left = `${left}px`
    card.style.top = `${above > 8 ? above : box.bottom + 8}px`
  }

  function hide () {
    clearTimeout(waiting)
    if (!shown) return
    card.hidden = true
    shown.removeAttribute('aria-describedby')
    light(shown, false)
    shown = null
  }

  function light (cite, on) {
    const labels = cite.closest('.d-turn')?.querySelectorAll('[data-markers]') || []
    for (const label of labels) {
      if (label.dataset.markers.split(' ').includes(cite.dataset.marker)) label.toggleAttribute('data-active', on)
    }
  }

  const later = () => { waiting = setTimeout(hide, 160) }

  document.addEventListener('pointerover', (event) => {
    const cite = numeral(event)
    if (cite && event.pointerType !== 'touch') show(cite)
    else if (card.contains(event.target)) clearTimeout(waiting)
  })
  document.addEventListener('pointerout', (event) => { if (numeral(event) || card.contains(event.target)) later() })
  document.addEventListener('focusin', (event) => {
    const cite = numeral(event)
    if (cite?.matches(':focus-visible')) show(cite)
    else hide()
  })
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide() })
  document.addEventListener('click', hide)
  /* Scrolling a numeral into view must not close its card: it moves along until the numeral is off screen. */
  window.addEventListener('scroll', () => {
    if (!shown) return
    const box = shown.getBoundingClientRect()
    if (box.bottom > 0 && box.top < window.innerHeight) place(box)
    else hide()
  }, { passive: true, capture: true })
  document.addEventListener('htmx:afterSwap', () => { if (shown && !shown.isConnected) hide() })
})()
