/* Follows answers as they are written, and keeps the composer in step with them. */
(function () {
  'use strict'
  const chat = document.querySelector('[data-chat]')
  if (!chat) return
  const turns = document.getElementById('turns')
  const composer = chat.querySelector('[data-composer]')
  const field = composer?.querySelector('textarea')
  const news = document.getElementById('chat-news')
  const open = new Map()

  /* The streamed answer must match what the server renders afterwards: these tags and no others. */
  const TAGS = ['p', 'br', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'hr', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'h3', 'h4', 'h5', 'h6']
  const MARK = /[[【]\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\]】]/g
  const BLANKS = /(?<=[\p{L}\p{N}_.!?…)\]】"”’»%])[ \t]+(?=[[【]\s*\d)/gu
  const UNFINISHED_MARK = /[[【][\d\s,;]{0,20}$/
  const OURS = /[\ue000-\ue003]/g
  const escaped = (text) => text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign])
  const markdown = new window.marked.Marked({
    gfm: true,
    breaks: false,
    renderer: {
      html: ({ text }) => escaped(text),
      image: ({ text }) => escaped(text),
      link ({ tokens }) { return this.parser.parseInline(tokens) }
    }
  })

  function fragment (text, citations) {
    const held = text.replace(OURS, '').replace(UNFINISHED_MARK, '').replace(BLANKS, '').replace(MARK, (_, numbers) =>
      numbers.match(/\d+/g).filter((number) => citations.has(Number(number))).map((number) => `\ue000${number}\ue001`).join(''))
    const body = window.DOMPurify.sanitize(markdown.parse(held), { ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ['start'], RETURN_DOM_FRAGMENT: true })
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT)
    const texts = []
    while (walker.nextNode()) if (walker.currentNode.data.includes('\ue000')) texts.push(walker.currentNode)
    for (const node of texts) {
      node.replaceWith(...node.data.split(/(\ue000\d+\ue001)/).filter(Boolean).map((piece) =>
        piece[0] === '\ue000' ? numeral(citations.get(Number(piece.slice(1, -1)))) : piece))
    }
    return body
  }

  function address (citation) {
    const place = new URLSearchParams({ page: citation.page, start: citation.start, end: citation.end })
    return `${chat.dataset.documents}${citation.document_id}/?${place}#mark`
  }

  /* Same wording as projects/documents/places.py. */
  function where ({ title, page_label: label, section = '' }) {
    const known = [title, label.split(': ').slice(1).join(': ')]
    const steps = section.split(' › ')
    const heading = steps.filter((step) => !known.includes(step)).join(' › ')
    const turnedTo = /^(?:(?:Page|Part) \d+$|Slide \d+(?:: |$)|Sheet )/.test(label) && !steps.includes(label)
    const page = turnedTo ? label[0].toLowerCase() + label.slice(1) : ''
    const alone = turnedTo || heading || label === title ? heading : label
    return [title, page, alone].filter(Boolean).join(', ')
  }

  /* A table row with its column names, as in projects/documents/rows.py. */
  const cells = (row) => row.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim().replace(/\s+/g, ' '))
  const rows = (text) => text.replace(/^[ \t]*\|.*\|[ \t]*$/gm, (row) => /^[\s|:-]*$/.test(row) ? '' : cells(row).filter(Boolean).join(' · ')).trim()

  function readable ({ quote, table_header: head = '' }) {
    const text = quote.trim()
    if (!head) return rows(text)
    const names = cells(head)
    const values = cells(text)
    if (text.includes('\n') || names.length !== values.length) return `${rows(head)}\n${rows(text)}`.trim()
    if (!names.some(Boolean) && values.length === 2 && values.every(Boolean)) return `${values[0].replace(/:+$/, '')}: ${values[1]}`
    return values.map((value, at) => value && names[at] ? `${names[at]}: ${value}` : value).filter(Boolean).join(' · ')
  }

  function numeral (citation) {
    const link = document.createElement('a')
    const from = where(citation)
    const quote = readable(citation)
    link.className = 'v-cite'
    link.href = address(citation)
    link.textContent = citation.marker
    link.setAttribute('aria-label', `Source ${citation.marker}: ${from}`)
    Object.assign(link.dataset, { pageLink: '', marker: citation.marker, quote, from })
    return link
  }

  /* Replaces only what changed, so that nothing flickers and a focused numeral keeps its focus. */
  function morph (place, body) {
    const fresh = [...body.childNodes]
    fresh.forEach((node, at) => {
      const old = place.childNodes[at]
      if (!old) place.append(node)
      else if (!old.isEqualNode(node)) old.replaceWith(node)
    })
    while (place.childNodes.length > fresh.length) place.lastChild.remove()
  }

  /* Scrolls a new question to the top, unless it is visible with room for the answer below it. */
  function reveal (turn) {
    const free = turn.getBoundingClientRect().top - 24
    const below = composer.getBoundingClientRect().top - turn.getBoundingClientRect().bottom
    if (free > 0 && below < 160) window.scrollBy(0, free)
  }

  const page = document.documentElement
  /* How many pixels of the conversation are still below the screen; the page's footer does not count. */
  const room = () => Math.min(page.scrollHeight - window.innerHeight - window.scrollY, chat.getBoundingClientRect().bottom - window.innerHeight)

  /* Scrolls along only if the reader is at the end, and never so far that the question leaves the screen. */
  function keepingPlace (turn, change) {
    const along = room() < 48
    change()
    const free = turn.getBoundingClientRect().top - 24
    const down = room()
    if (along && down > 0 && free > 0) window.scrollBy(0, Math.min(down, free))
  }

  function follow (turn) {
    if (open.has(turn.id)) return
    const source = new EventSource(turn.dataset.events)
    const place = turn.querySelector('[data-answer]')
    const words = turn.querySelector('[data-words]')
    const state = { source, text: '', citations: new Map(), frame: 0 }
    open.set(turn.id, state)
    busy()
    const on = (kind, handler) => source.addEventListener(kind, (event) => {
      if (!turn.isConnected) return leave(turn.id)
      if (event.data !== undefined) handler(JSON.parse(event.data))
    })
    const draw = () => {
      state.frame ||= requestAnimationFrame(() => {
        state.frame = 0
        if (!turn.isConnected) return
        keepingPlace(turn, () => {
          morph(place, fragment(state.text, state.citations))
          place.hidden = !state.text
          words.parentElement.hidden = Boolean(state.text)
        })
      })
    }
    on('start', () => {
      state.text = ''
      state.citations.clear()
      words.textContent = 'Looking through the documents'
      draw()
    })
    on('retrieved', ({ passages }) => {
      const count = passages?.length || 0
      if (count) words.textContent = count === 1 ? 'Reading one passage' : `Reading ${count} passages`
    })
    on('delta', ({ text }) => { state.text += text; draw() })
    on('citation', (citation) => { state.citations.set(citation.marker, citation); draw() })
    on('done', () => settle(turn))
    on('error', () => settle(turn))
    /* The browser retries a lost connection by itself, but not a refused one. */
    source.onerror = () => { if (source.readyState === EventSource.CLOSED && open.has(turn.id)) settle(turn) }
  }

  function leave (id) {
    const state = open.get(id)
    if (!state) return
    state.source.close()
    cancelAnimationFrame(state.frame)
    open.delete(id)
    busy()
  }

  async function settle (turn) {
    if (!open.has(turn.id)) return
    leave(turn.id)
    const along = room() < 48
    await window.htmx.ajax('GET', turn.dataset.turn, { target: turn, swap: 'outerHTML' })
    const fresh = document.getElementById(turn.id)
    if (!fresh) return
    if (fresh.dataset.events) return
    const free = fresh.getBoundingClientRect().top - 24
    if (along && free > 0 && room() > 0) window.scrollBy(0, Math.min(room(), free))
    tell(fresh)
  }

  /* Announced to screen readers once, when it is complete. */
  function tell (turn) {
    const said = turn.querySelector('[data-answer], .v-notice')?.cloneNode(true)
    if (!said) return
    for (const cite of said.querySelectorAll('.v-cite')) cite.remove()
    news.textContent = said.textContent.trim().replace(/\s+/g, ' ')
    setTimeout(() => { news.textContent = '' }, 2000)
  }

  function busy () {
    composer?.toggleAttribute('data-busy', open.size > 0)
    const send = composer?.querySelector('[data-send]')
    send?.toggleAttribute('disabled', open.size > 0)
  }

  function attach () {
    for (const id of [...open.keys()]) if (!document.getElementById(id)?.dataset.events) leave(id)
    for (const turn of turns.querySelectorAll('.d-turn[data-events]')) follow(turn)
  }

  document.addEventListener('htmx:beforeRequest', (event) => {
    if (event.target.matches?.('[data-asks]') && open.size) event.preventDefault()
  })

  document.addEventListener('htmx:configRequest', (event) => {
    if (event.target.matches?.('.d-starters')) event.detail.parameters.conversation = composer?.elements.conversation.value || ''
  })

  document.addEventListener('htmx:afterSwap', (event) => {
    attach() // even after a turn was replaced, when the target is no longer on the page
    const asked = event.detail.requestConfig?.elt.matches?.('[data-asks]')
    if (!asked || event.detail.target !== turns) return
    const turn = turns.lastElementChild
    if (!turn) return
    composer.elements.conversation.value = turn.dataset.conversation
    if (event.detail.requestConfig.elt === composer) field.value = ''
    field.placeholder = 'Ask a follow-up'
    for (const former of turns.querySelectorAll('.d-turn:not(:last-child) form[action$="/regenerate/"]')) former.remove()
    reveal(turn)
    field.focus({ preventScroll: true })
  })

  field?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    if (field.value.trim() && !open.size) composer.requestSubmit()
  })

  window.addEventListener('pagehide', () => { for (const id of [...open.keys()]) leave(id) })
  window.addEventListener('pageshow', (event) => { if (event.persisted) attach() })
  attach()
  if (turns.lastElementChild && room() > 0) turns.lastElementChild.scrollIntoView({ block: 'start' })
})()
