/** Takes something to the clipboard. */

import { h } from './dom.js';
import { icon } from './icons.js';
import { t } from './text.js';

/** A button that copies; it says so itself. */
export function copyButton(content, label = t('copy')) {
  const copy = async (event) => {
    const button = event.currentTarget ?? event.target.closest('button');
    try {
      await navigator.clipboard.writeText(content());
      button.classList.add('done');
      setTimeout(() => button.classList.remove('done'), 1_500);
    } catch {
      button.classList.add('failed');
    }
  };
  return h('button', { type: 'button', class: 'quiet icon-only copy', 'aria-label': label, title: label, on: { click: copy } }, icon('copy'));
}
