/** The frame around the screens: where one can go, how it stands, and whether it is live. */

import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { onReachable } from './api.js';
import { clock, compact } from './format.js';
import { sentence, toneOf, troubled } from './health.js';
import { keysEnabled, onKey, step } from './keys.js';
import { isPaused, pause } from './live.js';
import { link } from './router.js';
import { t } from './text.js';
import { toastTray } from './toast.js';

/** The screens, in the order of their links, with the letter behind g. */
export const SCREENS = [
  { name: 'overview', key: 'o' },
  { name: 'outbox', key: 'b' },
  { name: 'inbox', key: 'i' },
  { name: 'failures', key: 'f' },
  { name: 'waiting', key: 'w' },
  { name: 'nodes', key: 'n' },
  { name: 'audit', key: 'a' },
];

const settings = () => import('./settings.js');

export class Shell {
  #session;
  #redraw;
  #database = null;
  #screen = null;
  #title = '';
  #overview = null;
  #silent = null;
  #announced = null;
  #header = h('header', { class: 'top' });
  #nav = h('nav', { class: 'side' });
  #skip = h('a', { class: 'skip', href: '#main' });
  #says = h('p', { class: 'hidden-text', 'aria-live': 'polite', role: 'status' });
  main = h('main', { id: 'main', tabindex: '-1' });
  root = null;

  constructor(session, redraw) {
    this.#session = session;
    this.#redraw = redraw;
    this.#skip.addEventListener('click', (event) => {
      event.preventDefault();
      this.main.focus();
    });
    onReachable((since) => {
      this.#silent = since;
      this.#draw();
      this.#says.textContent = since === null ? t('reachable') : t('unreachable', { time: clock(since) });
    });
    this.#keys();
    this.fresh();
  }

  get elements() {
    return [this.#skip, this.#header, this.#nav, this.main, this.#says, toastTray()];
  }

  #keys() {
    SCREENS.forEach(({ name, key }) =>
      onKey(`g ${key}`, () => (location.hash = link([this.#database, name]))));
    onKey('?', () => settings().then(({ openShortcuts }) => openShortcuts(SCREENS)));
    onKey('p', () => this.#pause());
    onKey('j', () => step(1));
    onKey('k', () => step(-1));
    onKey('/', () => document.querySelector('form.filters input')?.focus());
  }

  #pause() {
    pause(!isPaused());
    this.#says.textContent = t(isPaused() ? 'live.paused' : 'live.on');
    this.#draw();
  }

  /** From now on this pulse is shown. */
  watch(pulse) {
    this.#overview = null;
    pulse.on((overview) => {
      this.#overview = overview;
      this.#announce();
      this.#draw();
    });
  }

  /** Says aloud what has changed, and only that: figures that tick are nothing to listen to. */
  #announce() {
    const trouble = troubled(this.#overview);
    const now = trouble.map((subject) => `${subject.name} ${subject.health.code}`).join('\n');
    if (now !== this.#announced) {
      const first = this.#announced === null;
      this.#announced = now;
      if (!first || trouble.length > 0) {
        this.#says.textContent = trouble.length === 0 ? t('status.ok') : trouble.map(sentence).join('. ');
      }
    }
  }

  at(database, screen) {
    this.#database = database;
    this.#screen = screen;
    this.#draw();
  }

  /** Names the page in the browser's tab. */
  name(title) {
    this.#title = title;
    this.#entitle();
  }

  #entitle() {
    const trouble = this.#overview === null ? 0 : troubled(this.#overview).length;
    document.title = `${trouble > 0 ? `(${trouble}) ` : ''}${this.#title} · ${t('product')}`;
  }

  /** An empty place for the next screen. */
  fresh() {
    this.root = h('div', { class: 'screen' });
    this.main.replaceChildren(this.root);
    return this.root;
  }

  /** The reader has come to another screen: reading begins at its heading. */
  arrived() {
    scrollTo(0, 0);
    if (document.activeElement && document.activeElement !== document.body && !this.#header.contains(document.activeElement)) {
      this.main.focus({ preventScroll: true });
    }
  }

  /** In another language. */
  rebuild() {
    this.#announced = null;
    this.#overview = null;
    this.#draw();
  }

  #draw() {
    if (this.#database === null) {
      return;
    }
    fill(this.#skip, t('skip'));
    fill(this.#header, this.#top());
    this.#nav.setAttribute('aria-label', t('nav'));
    fill(this.#nav, h('ul', {}, SCREENS.map((screen) => this.#link(screen))));
    this.#entitle();
  }

  #top() {
    return [
      h('a', { class: 'brand', href: link([this.#database, 'overview']) }, icon('mark'), h('span', {}, t('product'))),
      this.#databases(),
      this.#status(),
      h(
        'div',
        { class: 'top-acts' },
        h(
          'button',
          { type: 'button', class: `quiet live ${isPaused() ? 'paused' : ''}`, 'aria-pressed': String(isPaused()), on: { click: () => this.#pause() } },
          icon(isPaused() ? 'play' : 'pause'),
          h('span', {}, t(isPaused() ? 'live.resume' : 'live.pause')),
        ),
        h('button', { type: 'button', class: 'quiet icon-only', 'aria-label': t('settings.title'), title: t('settings.title'), on: { click: () => settings().then(({ openSettings }) => openSettings(this.#session, SCREENS, this.#redraw)) } }, icon('more')),
      ),
    ];
  }

  #databases() {
    const { databases } = this.#session;
    if (databases.length < 2) {
      return h('span', { class: 'database' }, databases[0] ?? '');
    }
    const choose = (event) => (location.hash = link([event.target.value, this.#screen]));
    return h(
      'select',
      { class: 'database', 'aria-label': t('database'), on: { change: choose } },
      databases.map((name) => h('option', { value: name, selected: name === this.#database }, name)),
    );
  }

  /** The state of everything in a few words, on every screen. */
  #status() {
    if (this.#silent !== null) {
      return h('p', { class: 'status bad' }, icon('warning'), h('span', {}, t('unreachable', { time: clock(this.#silent) })));
    }
    if (this.#overview === null) {
      return h('p', { class: 'status' });
    }
    const trouble = troubled(this.#overview);
    if (trouble.length === 0) {
      return h('p', { class: 'status ok' }, icon('check'), h('span', {}, t('status.ok')));
    }
    const tone = trouble.some((subject) => toneOf(subject.health) === 'bad') ? 'bad' : 'warn';
    return h(
      'a',
      { class: `status ${tone}`, href: link([this.#database, 'overview']) },
      icon('warning'),
      h('span', {}, trouble.length === 1 ? sentence(trouble[0]) : t('status.trouble', { n: trouble.length })),
    );
  }

  #link({ name, key }) {
    const here = name === this.#screen;
    const amount = name === 'failures' && this.#overview !== null ? this.#overview.dead.outbox + this.#overview.dead.inbox : 0;
    return h(
      'li',
      {},
      h(
        'a',
        { href: link([this.#database, name]), 'aria-current': here ? 'page' : null, title: keysEnabled() ? t('nav.key', { key: `g ${key}` }) : null },
        icon(name),
        h('span', {}, t(`nav.${name}`)),
        amount > 0 ? h('b', { class: 'nav-count', 'aria-label': t('nav.dead', { n: amount }) }, compact(amount)) : null,
      ),
    );
  }
}
