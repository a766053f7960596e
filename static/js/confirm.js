/* Asks in the page's own dialog before a button with hx-confirm does what it says. */
(function () {
  'use strict'
  const dialog = document.getElementById('confirm')
  if (!dialog) return
  const words = document.getElementById('confirm-words')
  let asked = null
  let agreed = null

  document.addEventListener('htmx:confirm', (event) => {
    const { elt, question, issueRequest } = event.detail
    if (!question) return
    event.preventDefault()
    if (elt === agreed) return issueRequest(true)
    asked = elt
    words.textContent = question
    dialog.showModal()
  })

  /* The row may have been refreshed while the dialog was open, so look the button up again. */
  document.getElementById('confirm-yes').addEventListener('click', () => {
    agreed = document.getElementById(asked.id) || asked
    dialog.close()
    agreed.click()
    agreed = null
  })
})()
