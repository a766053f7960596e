// Builds what is committed under static/: the stylesheet, the fonts' subsets, the icon sprite and the vendored scripts.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const built = join(here, '..', 'static')

const FACES = [
  ['newsreader', 'Newsreader', 'opsz', 'opsz.css'],
  ['newsreader', 'Newsreader', 'wght', 'wght-italic.css'],
  ['instrument-sans', 'Instrument Sans', 'wght', 'wght.css'],
  ['instrument-sans', 'Instrument Sans', 'wght', 'wght-italic.css'],
  ['jetbrains-mono', 'JetBrains Mono', 'wght', 'wght.css'],
]
const SUBSETS = /-(latin|latin-ext)-(opsz|wght)-(normal|italic)\.woff2/

// Manifest storage would look for the source maps that these comments name, which are not shipped.
const SCRIPTS = [
  ['marked/lib/marked.umd.js', 'marked.js'],
  ['dompurify/dist/purify.min.js', 'dompurify.js'],
]
const MAP_COMMENT = /^\/\/[#@]\s*sourceMappingURL=.*$/gm

const LICENSED = ['daisyui', 'dompurify', 'lucide-static', 'marked', 'tailwindcss', ...new Set(FACES.map(([folder]) => `@fontsource-variable/${folder}`))]

const ICONS = readFileSync(join(here, 'icons.txt'), 'utf8').split(/\s+/).filter(Boolean)

function fonts () {
  const rules = FACES.flatMap(([folder, family, , sheet]) => {
    const css = readFileSync(join(modules, '@fontsource-variable', folder, sheet), 'utf8')
    return css.match(/@font-face \{[^}]*\}/g).filter((rule) => SUBSETS.test(rule)).map((rule) => {
      const file = rule.match(/files\/([^)]+)\)/)[1]
      copyFileSync(join(modules, '@fontsource-variable', folder, 'files', file), join(built, 'fonts', file))
      return rule
        .replace(/font-family: [^;]+;/, `font-family: '${family}';`)
        .replace(/url\([^)]+\) format\([^)]+\)/, `url(../fonts/${file}) format('woff2')`)
    })
  })
  writeFileSync(join(here, 'styles', 'fonts.css'), rules.join('\n') + '\n')
}

function scripts () {
  for (const [source, name] of SCRIPTS) {
    const text = readFileSync(join(modules, source), 'utf8').replace(MAP_COMMENT, '').trimEnd()
    writeFileSync(join(built, 'vendor', name), text + '\n')
  }
}

function icons () {
  const symbols = ICONS.map((name) => {
    const svg = readFileSync(join(modules, 'lucide-static', 'icons', `${name}.svg`), 'utf8')
    const shapes = svg.replace(/<!--[\s\S]*?-->/g, '').replace(/<svg[\s\S]*?>/, '').replace('</svg>', '')
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, '').trim()}</symbol>`
  })
  const head = '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">'
  writeFileSync(join(built, 'img', 'icons.svg'), [head, ...symbols, '</svg>', ''].join('\n'))
}

function licences () {
  const texts = LICENSED.map((name) => {
    const { license } = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'))
    const file = readdirSync(join(modules, name)).find((each) => /^licen[cs]e/i.test(each))
    const text = file ? readFileSync(join(modules, name, file), 'utf8').trim() : ''
    return `${name}: ${license}\n\n${text}`
  })
  writeFileSync(join(built, 'vendor', 'LICENCES.txt'), texts.join('\n\n----\n\n').replace(/[ \t]+$/gm, '') + '\n')
}

function stylesheet () {
  const out = join(built, 'css', 'vitrine.css')
  rmSync(out, { force: true })
  execFileSync(join(modules, '.bin', 'tailwindcss'), ['--input', join(here, 'styles', 'vitrine.css'), '--output', out, '--minify'], { cwd: here, stdio: 'inherit' })
  appendFileSync(out, `/* Built from frontend/styles with SHA-256 ${sourcesDigest()} */\n`)
}

// A test compares it with the sources, so that a stylesheet which was not built anew is found.
function sourcesDigest () {
  const digest = createHash('sha256')
  for (const name of readdirSync(join(here, 'styles')).sort()) digest.update(readFileSync(join(here, 'styles', name)))
  return digest.digest('hex')
}

fonts()
scripts()
icons()
licences()
stylesheet()
