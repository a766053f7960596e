/* The viewer: arrow keys turn pages; a marked passage is scrolled to and focused, so that it is read out. */
(function () {
  'use strict'
  const mark = document.getElementById('mark')
  if (mark) {
    mark.scrollIntoView({ block: 'center' })
    mark.focus({ preventScroll: true })
  }

  document.addEventListener('keydown', (event) => {
    const rel = { ArrowLeft: 'prev', ArrowRight: 'next' }[event.key]
    if (!rel || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    if (event.target.closest('input, textarea, select, [contenteditable], .v-table-scroll, pre, dialog, details')) return
    document.querySelector(`.p-page a[rel=${rel}]`)?.click()
  })
})()
