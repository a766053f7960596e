/* Asks in the page's own dialog before a button with hx-confirm does what it says. */
(function () {
  'use strict'
  const dialog = document.getElementById('confirm')
  if (!dialog) return
  const words = document.getElementById('confirm-words')
  let go = null

  document.addEventListener('htmx:confirm', (event) => {
    if (!event.detail.question) return
    event.preventDefault()
    words.textContent = event.detail.question
    go = () => event.detail.issueRequest(true)
    dialog.showModal()
  })

  document.getElementById('confirm-yes').addEventListener('click', () => {
    const confirmed = go
    dialog.close()
    confirmed?.()
  })

  dialog.addEventListener('close', () => { go = null })
})()
