/* Links each sentence of a summary to its passage, and helps to choose among many documents. */
(function () {
  'use strict'
  const closest = (event, selector) => event.target instanceof Element ? event.target.closest(selector) : null
  const sentences = () => [...document.querySelectorAll('[data-tied] .d-sentence')]
  let lit = ''

  function light (markers) {
    const key = markers.join(' ')
    if (key === lit) return
    lit = key
    for (const source of document.querySelectorAll('[data-source]')) {
      source.toggleAttribute('data-active', markers.includes(source.dataset.source))
    }
    for (const sentence of sentences()) {
      sentence.toggleAttribute('data-active', sentence.dataset.cites.split(' ').some((each) => markers.includes(each)))
    }
  }

  /* Scrolls only the column of sources: the page stays where the reader left it. */
  function bring (marker) {
    const column = document.querySelector('.d-sources')
    const source = document.getElementById(`source-${marker}`)
    if (!column || !source || column.scrollHeight <= column.clientHeight) return
    const top = source.offsetTop - column.offsetTop
    if (top < column.scrollTop || top + source.offsetHeight > column.scrollTop + column.clientHeight) column.scrollTop = top - 24
  }

  function pointed (event) {
    const sentence = closest(event, '[data-tied] .d-sentence')
    const source = closest(event, '[data-tied] [data-source]')
    if (sentence) {
      light(sentence.dataset.cites.split(' '))
      bring(sentence.dataset.cites.split(' ')[0])
    } else light(source ? [source.dataset.source] : [])
  }

  document.addEventListener('pointerover', pointed)
  document.addEventListener('focusin', pointed)

  document.addEventListener('click', (event) => {
    const sentence = closest(event, '[data-tied] .d-sentence')
    if (!sentence || closest(event, 'a') || String(window.getSelection())) return
    sentence.querySelector('.v-cite')?.click()
  })

  const rows = () => [...document.querySelectorAll('.d-documents li')]
  /* Filtered rows count too: they are summarised like the others. */
  function count () {
    const place = document.querySelector('[data-chosen]')
    if (place) place.textContent = `${document.querySelectorAll('.d-documents input:checked').length} chosen`
  }
  document.addEventListener('change', (event) => { if (event.target.matches('.d-documents input')) count() })
  document.addEventListener('input', (event) => {
    if (!event.target.matches('[data-filter]')) return
    const words = event.target.value.toLowerCase().split(/\s+/)
    for (const row of rows()) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word))
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target.matches?.('[data-filter]')) event.preventDefault()
  })
  document.addEventListener('click', (event) => {
    const way = closest(event, '[data-tick]')?.dataset.tick
    if (!way) return
    for (const row of rows()) if (!row.hidden) row.querySelector('input').checked = way === 'all'
    count()
  })

  /* Submitted once, however often the button is pressed. */
  const order = document.querySelector('[data-order]')
  order?.addEventListener('submit', (event) => {
    if (order.dataset.sent) return event.preventDefault()
    order.dataset.sent = 'yes'
    order.querySelector('[data-send]').setAttribute('aria-disabled', 'true')
  })
  window.addEventListener('pageshow', () => {
    count() // after Back, browsers restore what was ticked
    if (!order) return
    delete order.dataset.sent
    order.querySelector('[data-send]').removeAttribute('aria-disabled')
  })
})()
