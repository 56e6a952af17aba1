/** The payload of an entry or a record: fetched when asked for, and only by who may. */

import { h } from './dom.js';
import { decoded, payloadView, textOf } from './payload.js';
import { address, may, of } from './api.js';
import { bytes } from './format.js';
import { icon } from './icons.js';
import { button, panel } from './parts.js';
import { t } from './text.js';
import { toastProblem } from './toast.js';

export class PayloadPanel {
  #loaded = null;

  constructor(view, path, query, redraw) {
    Object.assign(this, { view, path, query, redraw });
  }

  panel() {
    if (!may('PAYLOAD_VIEWER')) {
      return panel(t('payload.title'), h('p', { class: 'empty locked' }, icon('lock'), h('span', {}, t('payload.locked'))));
    }
    if (this.#loaded === null) {
      const show = button(t('payload.show'), () => this.#load().then(this.redraw), { image: 'more' });
      return panel(t('payload.title'), h('div', { class: 'empty' }, show), this.#download(), { key: 'payload' });
    }
    const { contentType, bytes: all, shown } = this.#loaded;
    return panel(
      t('payload.title'),
      h(
        'div',
        {},
        all !== null && shown < all ? h('p', { class: 'warning' }, t('payload.partly', { shown: bytes(shown), all: bytes(all) })) : null,
        payloadView(this.#bytes(), contentType, this.redraw),
      ),
      this.#download(),
      { key: 'payload' },
    );
  }

  #download() {
    const href = address(of(this.view.database, `${this.path}/download`), this.query);
    return h('a', { class: 'button', href, download: '' }, icon('download'), h('span', {}, t('payload.download')));
  }

  async #load() {
    try {
      this.#loaded ??= await this.view.get(this.path, this.query);
    } catch (problem) {
      toastProblem(problem);
    }
    return this.#loaded;
  }

  #bytes() {
    const { text, base64 } = this.#loaded;
    return text === null ? decoded(base64) : new TextEncoder().encode(text);
  }

  /** The whole payload as text; null if it is none, or not whole. */
  async text() {
    const loaded = await this.#load();
    const data = loaded === null ? null : this.#bytes();
    return data === null || loaded.shown < loaded.bytes ? null : textOf(data);
  }
}
