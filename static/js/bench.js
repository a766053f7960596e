/* Several columns may hold the same passage: pointing at one, or moving to it, highlights the others.
   The up and down keys move within a column, left and right to the same passage in the next. */
(function () {
  'use strict'
  const THREADS = 'http://www.w3.org/2000/svg'
  const field = document.getElementById('query')
  const form = document.getElementById('ask')
  if (!form) return
  const columns = () => [...document.querySelectorAll('[data-column]')]
  const hitsIn = (column) => [...column.querySelectorAll('.b-hit')]
  const same = (hit) => [...document.querySelectorAll(`.b-hit[data-chunk="${hit.dataset.chunk}"]`)]

  function show (hit) {
    for (const each of document.querySelectorAll('.b-hit--same')) each.classList.remove('b-hit--same')
    draw(hit ? same(hit) : [])
    if (hit) for (const each of same(hit)) each.classList.add('b-hit--same')
  }

  function draw (ends) {
    const threads = document.querySelector('[data-threads]')
    if (!threads) return
    threads.replaceChildren()
    const box = threads.parentElement.getBoundingClientRect()
    for (let at = 1; at < ends.length; at++) {
      const [from, to] = [ends[at - 1].getBoundingClientRect(), ends[at].getBoundingClientRect()]
      const [x1, y1, x2, y2] = [from.right - box.left, from.top + 18 - box.top, to.left - box.left, to.top + 18 - box.top]
      if (x2 <= x1) continue
      const bend = Math.max(24, (x2 - x1) / 2)
      const path = document.createElementNS(THREADS, 'path')
      path.setAttribute('d', `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`)
      threads.append(path)
    }
  }

  function walk (hit, step) {
    const all = hitsIn(hit.closest('[data-column]'))
    const to = all[all.indexOf(hit) + step]
    if (to) to.focus()
    else if (step < 0) field.focus()
  }

  function cross (hit, step) {
    const all = columns()
    const from = all.indexOf(hit.closest('[data-column]'))
    for (let at = from + step; all[at]; at += step) {
      const twin = all[at].querySelector(`.b-hit[data-chunk="${hit.dataset.chunk}"]`)
      if (twin) return twin.focus()
    }
    const beside = all[from + step]
    if (beside) hitsIn(beside)[0]?.focus()
  }

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('.b-jump a') : null
    if (!link) return
    event.preventDefault()
    document.querySelector(link.hash)?.scrollIntoView({ inline: 'start', block: 'nearest' })
  })

  const hitOf = (event) => event.target instanceof Element ? event.target.closest('.b-hit') : null

  document.addEventListener('pointerover', (event) => {
    const hit = hitOf(event)
    if (hit) show(hit)
    else if (!document.activeElement?.closest('.b-hit')) show(null)
  })
  document.addEventListener('focusin', (event) => show(hitOf(event)))
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target instanceof Element ? event.target : document.body
    if (target === field && event.key === 'ArrowDown') {
      const first = document.querySelector('.b-hit')
      if (first) { event.preventDefault(); first.focus() }
    } else if (target.matches('.b-hit')) {
      const step = { ArrowDown: [walk, 1], ArrowUp: [walk, -1], ArrowRight: [cross, 1], ArrowLeft: [cross, -1] }[event.key]
      if (step) { event.preventDefault(); step[0](target, step[1]) }
      if (event.key === 'Enter') { event.preventDefault(); target.querySelector('a[data-page-link]')?.click() }
    }
  })

  /* The slider applies only to a fixed weight, so moving it selects that option. */
  form.addEventListener('input', (event) => {
    const value = form.elements.value
    if (event.target === value) form.elements.share.value = 'fixed'
    value.closest('label').toggleAttribute('data-off', form.elements.share.value !== 'fixed')
    value.closest('label').querySelector('output').value = Number(value.value).toFixed(2)
  })
  window.addEventListener('popstate', () => location.reload())
})()
