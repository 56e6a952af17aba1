/** Payloads as text, as JSON with its structure shown, and as bytes. */

import { h } from './dom.js';
import { copyButton } from './copy.js';
import { bytes as size } from './format.js';
import { t } from './text.js';
import { recall, remember } from './memory.js';

const HEX_LIMIT = 4_096;
const PRETTY_LIMIT = 262_144;

/** The bytes of a base64 text; null stays null. */
export function decoded(base64) {
  if (base64 === null || base64 === undefined) {
    return null;
  }
  return Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0));
}

/** The base64 text of a text's bytes. */
export function encoded(text) {
  let letters = '';
  for (const byte of new TextEncoder().encode(text)) {
    letters += String.fromCodePoint(byte);
  }
  return btoa(letters);
}

/** The text of bytes, or null if they are none. */
export function textOf(data) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    return null;
  }
}

/** A payload in one of its views; `data` null = tombstone. `redraw` is called for another view. */
export function payloadView(data, contentType, redraw) {
  if (data === null) {
    return h('p', { class: 'empty' }, t('payload.tombstone'));
  }
  const text = textOf(data);
  const json = text === null ? null : pretty(text);
  const views = [json === null ? null : 'json', text === null ? null : 'text', 'hex'].filter(Boolean);
  const wish = recall('payload') ?? 'json';
  const shown = views.includes(wish) ? wish : views[0];
  const content = { json: () => json, text: () => text, hex: () => hex(data) }[shown]();
  return h(
    'div',
    { class: 'payload' },
    h(
      'div',
      { class: 'bar' },
      h('div', { class: 'segments', role: 'group', 'aria-label': t('payload.view') },
        views.map((view) => segment(view, view === shown, redraw))),
      h('span', { class: 'muted' }, t('payload.size', { size: size(data.length), type: contentType ?? '–' })),
      copyButton(() => content),
    ),
    h('pre', { tabindex: '0', class: 'code', 'aria-label': t('payload.title') }, content),
    shown === 'hex' && data.length > HEX_LIMIT ? h('p', { class: 'muted' }, t('payload.cut', { size: size(HEX_LIMIT) })) : null,
  );
}

function segment(view, shown, redraw) {
  const choose = () => {
    remember('payload', view);
    redraw();
  };
  return h('button', { type: 'button', 'aria-pressed': String(shown), on: { click: choose } }, t(`payload.${view}`));
}

function pretty(text) {
  if (text.length > PRETTY_LIMIT) {
    return null;
  }
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return indented(text);
}

/** Only blanks are added: parsing and writing again would change large numbers and order. */
function indented(text) {
  let out = '';
  let depth = 0;
  let quoted = false;
  const line = () => `\n${'  '.repeat(depth)}`;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (quoted) {
      out += letter;
      if (letter === '\\') {
        out += text[++i];
      } else if (letter === '"') {
        quoted = false;
      }
    } else if (letter === '"') {
      quoted = true;
      out += letter;
    } else if (letter === '{' || letter === '[') {
      const end = /^\s*[}\]]/.exec(text.slice(i + 1, i + 64));
      if (end) {
        out += letter + end[0].trim();
        i += end[0].length;
      } else {
        depth++;
        out += letter + line();
      }
    } else if (letter === '}' || letter === ']') {
      depth--;
      out += line() + letter;
    } else if (letter === ',') {
      out += letter + line();
    } else if (letter === ':') {
      out += ': ';
    } else if (!/\s/.test(letter)) {
      out += letter;
    }
  }
  return out;
}

/** Offset, sixteen bytes, their letters. */
export function hex(data) {
  const lines = [];
  for (let at = 0; at < Math.min(data.length, HEX_LIMIT); at += 16) {
    const row = [...data.slice(at, at + 16)];
    const digits = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const letters = row.map((byte) => (byte > 31 && byte < 127 ? String.fromCodePoint(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${digits.padEnd(47)}  ${letters}`);
  }
  return lines.join('\n');
}
