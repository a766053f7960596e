/* Uploads many files at once, each with its own progress and error; they can be dropped anywhere on the page. */
(function () {
  'use strict'
  const place = document.querySelector('[data-uploads]')
  if (!place) return
  const url = place.dataset.uploads
  const most = Number(place.dataset.maxBytes)
  const list = () => document.getElementById('document-list')
  const dialog = document.getElementById('add')
  const AT_ONCE = 3
  const ALREADY = 200 // the project has the very same file; a new one is 201
  const waiting = []
  let running = 0

  function size (bytes) {
    const unit = bytes < 1e3 ? 'byte' : bytes < 1e6 ? 'kilobyte' : 'megabyte'
    const figure = bytes / { byte: 1, kilobyte: 1e3, megabyte: 1e6 }[unit]
    return new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short', maximumFractionDigits: figure < 10 ? 1 : 0 }).format(figure)
  }

  function token () {
    return document.querySelector('input[name=csrfmiddlewaretoken]').value
  }

  function wrong (file) {
    if (file.isFolder) return 'A folder cannot be added as it is. Open it and drop in the files it holds.'
    if (!file.size) return 'The file is empty. Check it on your computer and add it again.'
    if (file.size > most) return `The file is larger than ${size(most)}. Split it, or ask the operator to raise the limit.`
    return ''
  }

  function add (files) {
    for (const file of files) {
      const row = document.getElementById('upload-row').content.firstElementChild.cloneNode(true)
      const task = { file, row, request: null }
      row.querySelector('[data-name]').textContent = file.name
      row.querySelector('[data-size]').textContent = file.size ? size(file.size) : ''
      row.querySelector('[data-cancel]').addEventListener('click', () => leave(task))
      row.querySelector('[data-again]').addEventListener('click', () => queue(task))
      list().prepend(row)
      const problem = wrong(file)
      if (problem) fail(task, problem, false)
      else queue(task)
    }
    dialog?.close()
    next()
  }

  function queue (task) {
    show(task, '')
    waiting.push(task)
    next()
  }

  function next () {
    while (running < AT_ONCE && waiting.length) send(waiting.shift())
  }

  function send (task) {
    const request = task.request = new XMLHttpRequest()
    const body = new FormData()
    const bar = task.row.querySelector('progress')
    const words = task.row.querySelector('.v-progress-words span')
    body.append('file', task.file, task.file.name)
    running += 1
    request.open('POST', url)
    request.setRequestHeader('X-CSRFToken', token())
    request.setRequestHeader('HX-Request', 'true')
    request.upload.addEventListener('progress', (event) => {
      if (!event.lengthComputable) return
      bar.max = event.total
      bar.value = event.loaded
      words.textContent = event.loaded < event.total ? `Uploading ${Math.floor(event.loaded / event.total * 100)} %` : 'Saving'
    })
    request.addEventListener('load', () => finish(task))
    request.addEventListener('error', () => fail(task, 'The connection was lost before the file had arrived. Nothing was saved.', true))
    request.addEventListener('loadend', () => {
      running -= 1
      task.request = null
      next()
    })
    request.send(body)
  }

  function finish (task) {
    const { status, responseText } = task.request
    if (status >= 200 && status < 300) return placeRow(task, responseText)
    const plain = (task.request.getResponseHeader('Content-Type') || '').startsWith('text/plain')
    if (plain && responseText) fail(task, responseText, status >= 500)
    else if (status === 413) fail(task, 'The file is larger than this site accepts. Split it and add the parts.', false)
    else if (status === 403 || status === 401) fail(task, 'You were signed out, or may no longer add documents. Reload the page.', false)
    else fail(task, 'The server could not accept the file. Nothing was saved.', true)
  }

  function placeRow (task, html) {
    const holder = document.createElement('template')
    holder.innerHTML = html
    const row = holder.content.querySelector('li.p-doc')
    if (!row) return fail(task, 'You were signed out. Reload the page and add the file again.', false)
    const there = document.getElementById(row.id)
    if (task.request.status === ALREADY) {
      const note = row.querySelector('[role=status]')
      sayThere(task, note.textContent)
      if (there) return
      note.remove()
      task.row.after(row)
    } else {
      there?.remove()
      task.row.replaceWith(row)
    }
    window.htmx.process(row)
    window.vitrine.showTimes(row)
    window.htmx.trigger(document.body, 'documents:added')
  }

  /* Keeps the result on the upload's own row: the document's row is replaced while it is being read. */
  function sayThere (task, words) {
    show(task, words)
    task.row.removeAttribute('data-failed')
    settle(task, 'status')
  }

  function settle (task, role) {
    task.row.querySelector('[data-again]').hidden = true
    task.row.querySelector('[data-cancel]').lastChild.textContent = 'Dismiss'
    const place = task.row.querySelector('[data-error]')
    place.classList.toggle('v-error', role === 'alert')
    place.classList.toggle('p-doc-notice', role === 'status')
    place.setAttribute('role', role)
  }

  function show (task, error) {
    const { row } = task
    row.toggleAttribute('data-failed', Boolean(error))
    row.querySelector('.v-progress').hidden = Boolean(error)
    row.querySelector('progress').value = 0
    row.querySelector('.v-progress-words span').textContent = 'Waiting to upload'
    const place = row.querySelector('[data-error]')
    place.hidden = !error
    place.textContent = error
  }

  function fail (task, error, again) {
    show(task, error)
    settle(task, 'alert')
    task.row.querySelector('[data-again]').hidden = !again
  }

  function leave (task) {
    const at = waiting.indexOf(task)
    if (at >= 0) waiting.splice(at, 1)
    task.request?.abort()
    window.vitrine.passFocus(task.row)
    task.row.remove()
  }

  function carries (event) {
    return [...(event.dataTransfer?.types || [])].includes('Files')
  }

  function dropped (transfer) {
    return [...transfer.items].filter((item) => item.kind === 'file').map((item) => {
      const entry = item.webkitGetAsEntry?.()
      return entry?.isDirectory ? { name: entry.name, size: 0, isFolder: true } : item.getAsFile()
    }).filter(Boolean)
  }

  let depth = 0
  function over (change) {
    depth = Math.max(0, depth + change)
    document.body.toggleAttribute('data-dragging', depth > 0)
  }

  window.addEventListener('dragenter', (event) => { if (carries(event)) over(1) })
  window.addEventListener('dragleave', (event) => { if (carries(event)) over(-1) })
  window.addEventListener('dragover', (event) => { if (carries(event)) event.preventDefault() })
  window.addEventListener('drop', (event) => {
    if (!carries(event)) return
    event.preventDefault()
    over(-depth)
    add(dropped(event.dataTransfer))
  })

  const picker = '[data-drop] input[type=file]'
  function take (input) {
    add([...input.files])
    input.value = ''
  }

  document.addEventListener('change', (event) => {
    if (event.target.matches(picker)) take(event.target)
  })
  // Files may have been picked while this script was still on its way.
  document.querySelectorAll(picker).forEach((input) => { if (input.files.length) take(input) })

  document.addEventListener('click', (event) => {
    const way = event.target.closest?.('[data-way]')?.dataset.way
    if (way) dialog.querySelector(`input[name=way][value=${way}]`).checked = true
  })

  // Another page led here to add a document; the address is then cleared, so that reloading does not ask again.
  if (location.hash === '#add') {
    dialog?.showModal()
    history.replaceState(history.state, '', location.pathname + location.search)
  }

  document.body.addEventListener('documents:added', (event) => {
    if (!dialog?.open) return
    dialog.close()
    for (const form of dialog.querySelectorAll('form')) form.reset()
  })

  window.addEventListener('beforeunload', (event) => {
    if (running || waiting.length) event.preventDefault()
  })
})()
