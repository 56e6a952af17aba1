/** Short messages at the edge. Good news leaves by itself, bad news stays until it is read. */

import { h } from './dom.js';
import { icon } from './icons.js';
import { t } from './text.js';

const STAY = 6_000;
const MOST = 4;

let tray = null;

/** The place they appear in; a live region that is there before the first message. */
export function toastTray() {
  tray ??= h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite', 'aria-label': t('toast.region') });
  return tray;
}

/** Something went well. */
export function toast(text, action = null) {
  show('ok', [h('p', {}, text)], action, STAY);
}

/** Something failed: what, and what helps. */
export function toastProblem(problem) {
  show(
    'bad',
    [
      h('p', {}, h('strong', {}, problem.title)),
      problem.detail ? h('p', {}, problem.detail) : null,
      problem.remedy ? h('p', { class: 'remedy' }, t('problem.remedy', { remedy: problem.remedy })) : null,
    ],
    null,
    0,
  );
}

function show(tone, content, action, stay) {
  const box = h(
    'div',
    { class: `toast ${tone}`, role: tone === 'bad' ? 'alert' : null },
    icon(tone === 'bad' ? 'warning' : 'check'),
    h('div', { class: 'toast-text' }, content, action),
    h(
      'button',
      { type: 'button', class: 'quiet icon-only', 'aria-label': t('toast.close'), on: { click: () => box.remove() } },
      icon('cross'),
    ),
  );
  const region = toastTray();
  while (region.children.length >= MOST) {
    region.firstChild.remove();
  }
  region.append(box);
  if (stay) {
    setTimeout(() => box.remove(), stay);
  }
}
