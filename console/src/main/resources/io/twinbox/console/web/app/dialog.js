/** Questions before something happens, in the browser's own modal dialog. */

import { h } from './dom.js';
import { t } from './text.js';

let numbers = 0;

/**
 * Opens a dialog and resolves with what `read` makes of its form, or with null when it was left.
 *
 * `tone` is "bad" where something is destroyed: then the way out has the focus, not the deed.
 * `word` must be typed before the deed can be done, for what concerns thousands.
 */
export function ask({ title, body = [], act, tone = 'plain', word = null, read = () => true }) {
  return new Promise((resolve) => {
    const id = `dialog-${++numbers}`;
    const deed = h('button', { class: `deed ${tone}`, value: 'act', disabled: word !== null }, act);
    const out = h('button', { type: 'button', class: 'quiet', on: { click: () => box.close('') } }, t('dialog.cancel'));
    const form = h(
      'form',
      { method: 'dialog' },
      h('h2', { id }, title),
      h('div', { class: 'dialog-body' }, body, word === null ? null : typed(word, deed)),
      h('div', { class: 'dialog-acts' }, out, deed),
    );
    const box = h('dialog', { 'aria-labelledby': id }, form);
    box.addEventListener('close', () => {
      const answer = box.returnValue === 'act' ? read(new FormData(form)) : null;
      box.remove();
      resolve(answer);
    });
    document.body.append(box);
    box.showModal();
    const first = form.querySelector('[autofocus], input, textarea, select');
    (first ?? (tone === 'bad' ? out : deed)).focus();
  });
}

function typed(word, deed) {
  return h(
    'label',
    { class: 'field' },
    h('span', {}, t('dialog.type', { word })),
    h('input', {
      autocomplete: 'off',
      spellcheck: 'false',
      on: { input: (event) => (deed.disabled = event.target.value.trim() !== word) },
    }),
  );
}

/** Shows something to read. */
export function tell({ title, body }) {
  const id = `dialog-${++numbers}`;
  const close = h('button', { class: 'deed' }, t('dialog.close'));
  const box = h(
    'dialog',
    { 'aria-labelledby': id },
    h('form', { method: 'dialog' }, h('h2', { id }, title), h('div', { class: 'dialog-body' }, body),
      h('div', { class: 'dialog-acts' }, close)),
  );
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  box.showModal();
  close.focus();
}

/** A labelled input. */
export function field(label, name, attributes = {}) {
  const { hint = null, ...others } = attributes;
  return h(
    'label',
    { class: 'field' },
    h('span', {}, label),
    h('input', { name, autocomplete: 'off', ...others }),
    hint ? h('small', {}, hint) : null,
  );
}

/** The sentence for the audit; every act has one field for it. */
export function reason() {
  return field(t('dialog.reason'), 'reason', { required: true, maxlength: 500, hint: t('dialog.reason.hint') });
}
