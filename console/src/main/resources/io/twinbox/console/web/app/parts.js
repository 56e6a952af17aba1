/** Pieces that several screens are made of. */

import { h } from './dom.js';
import { icon } from './icons.js';
import { ago, count, date, tellsDates } from './format.js';
import { has, t } from './text.js';
import { copyButton } from './copy.js';
import { go, here } from './router.js';

/** A moment, told as the reader likes it; the other way on hover. */
export function when(instant, now = undefined) {
  if (instant === null || instant === undefined) {
    return h('span', { class: 'none' }, '–');
  }
  const [shown, other] = tellsDates() ? [date(instant), ago(instant, now)] : [ago(instant, now), date(instant)];
  return h('time', { datetime: instant, title: other }, shown);
}

/** A state, as a word with a colour. */
export function badge(state, discarded = false) {
  const name = discarded ? 'DISCARDED' : state;
  const key = `state.${name}`;
  return h('span', { class: `badge state-${name.toLowerCase()}` }, has(key) ? t(key) : name);
}

/** Text of users: as it is, or a dash. */
export function text(value, absent = null) {
  return value === null || value === undefined || value === ''
    ? h('span', { class: 'none' }, absent ?? '–')
    : h('span', { class: 'user-text', dir: 'auto' }, value);
}

/** An id that can be copied. */
export function identifier(value) {
  return h('span', { class: 'identifier' }, h('code', {}, value), copyButton(() => String(value), t('copy.id')));
}

/** A list of what is known: [[label, content], …]; contents that are null are left out. */
export function facts(pairs) {
  return h(
    'dl',
    { class: 'facts' },
    pairs
      .filter(([, content]) => content !== null)
      .map(([label, content]) => h('div', {}, h('dt', {}, label), h('dd', {}, content))),
  );
}

/** A panel with a heading. */
export function panel(title, content, aside = null, attributes = {}) {
  return h(
    'section',
    { class: 'panel', ...attributes },
    h('div', { class: 'panel-head' }, h('h2', {}, title), aside),
    content,
  );
}

/** The heading of a screen. */
export function heading(title, subtitle = null, aside = null) {
  return h(
    'div',
    { class: 'heading' },
    h('div', {}, h('h1', { tabindex: '-1' }, title), subtitle === null ? null : h('p', { class: 'muted' }, subtitle)),
    aside === null ? null : h('div', { class: 'heading-acts' }, aside),
  );
}

/** Nothing to see, and why that may be. */
export function empty(sentence, more = null) {
  return h('div', { class: 'empty' }, h('p', {}, sentence), more);
}

/** While the first answer is awaited. */
export function loading() {
  return h('div', { class: 'loading', role: 'status' }, h('span', { class: 'hidden-text' }, t('loading')));
}

/** What stands where an answer should be. */
export function failed(problem, again) {
  return h(
    'div',
    { class: 'notice bad', role: 'alert' },
    icon('warning'),
    h(
      'div',
      {},
      h('p', {}, h('strong', {}, problem.title ?? problem.message)),
      problem.detail ? h('p', {}, problem.detail) : null,
      problem.remedy ? h('p', { class: 'remedy' }, t('problem.remedy', { remedy: problem.remedy })) : null,
      again ? h('button', { type: 'button', on: { click: again } }, icon('retry'), t('again')) : null,
    ),
  );
}

/** A button; `tone` is plain, main, quiet or bad. */
export function button(label, act, { tone = 'plain', image = null, disabled = false, title = null } = {}) {
  return h(
    'button',
    { type: 'button', class: tone === 'plain' ? null : tone, disabled, title, on: { click: act } },
    image ? icon(image) : null,
    h('span', {}, label),
  );
}

/**
 * A table that becomes a list of cards where the screen is narrow. `columns` = [{title, cell, className}];
 * `rows` = [{key, href, cells…}]; the first cell of a row carries its link.
 */
export function table({ label, columns, rows, keyOf, select = null }) {
  const titles = columns.map((column) =>
    h('th', { scope: 'col', role: 'columnheader', class: column.className }, column.title),
  );
  return h(
    'div',
    { class: 'table-frame', tabindex: '0', role: 'group', 'aria-label': label },
    h(
      'table',
      { role: 'table', 'aria-label': label },
      h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, select ? selectAll(select, rows, keyOf) : null, titles)),
      h(
        'tbody',
        { role: 'rowgroup' },
        rows.map((row) =>
          h(
            'tr',
            { role: 'row', key: keyOf(row), 'data-row': '' },
            select ? selectOne(select, row, keyOf) : null,
            columns.map((column) =>
              h('td', { role: 'cell', class: column.className, 'data-label': column.title }, h('div', {}, column.cell(row))),
            ),
          ),
        ),
      ),
    ),
  );
}

function selectAll(select, rows, keyOf) {
  const able = rows.filter(select.able).map(keyOf);
  const all = able.length > 0 && able.every((key) => select.chosen.has(key));
  const box = h('input', {
    type: 'checkbox',
    'aria-label': t('select.all'),
    disabled: able.length === 0,
    on: { change: () => select.change(all ? [] : able, able) },
  });
  box.checked = all;
  return h('th', { scope: 'col', role: 'columnheader', class: 'select' }, box);
}

function selectOne(select, row, keyOf) {
  const key = keyOf(row);
  if (!select.able(row)) {
    return h('td', { role: 'cell', class: 'select' });
  }
  const box = h('input', {
    type: 'checkbox',
    'aria-label': t('select.one', { name: key }),
    on: { change: (event) => select.change(event.target.checked ? [key] : [], [key]) },
  });
  box.checked = select.chosen.has(key);
  return h('td', { role: 'cell', class: 'select' }, box);
}

/** Which of the rows somebody has ticked: survives updates, not the screen. */
export class Selection {
  chosen = new Set();

  constructor(able, changed) {
    this.able = able;
    this.changed = changed;
    this.change = (chosen, among) => {
      among.forEach((key) => this.chosen.delete(key));
      chosen.forEach((key) => this.chosen.add(key));
      this.changed();
    };
  }

  clear() {
    this.chosen.clear();
  }
}

/** Back to the first page, and on to the next: pages have no numbers in a log that grows. */
export function pager(next) {
  const { parts, query } = here();
  const place = Object.fromEntries(query);
  const turn = (cursor) => go(parts, { ...place, cursor });
  if (!place.cursor && next === null) {
    return null;
  }
  return h(
    'nav',
    { class: 'pager', 'aria-label': t('pager') },
    button(t('pager.first'), () => turn(null), { image: 'back', disabled: !place.cursor }),
    button(t('pager.next'), () => turn(next), { image: 'arrow', disabled: next === null }),
  );
}

/** A figure that is read from afar. */
export function figure(label, value, { note = null, tone = null, id = null, href = null } = {}) {
  const content = [
    h('span', { class: 'figure-label' }, label),
    h('strong', { class: 'figure-value', 'data-figure': id }, value),
    note === null ? null : h('span', { class: 'figure-note' }, note),
  ];
  return href === null
    ? h('div', { class: `figure ${tone ?? ''}` }, content)
    : h('a', { class: `figure ${tone ?? ''}`, href }, content);
}

/** {value, precision} as people read it: 12, about 12, 12 and more. */
export function counted({ value, precision }, shown = count) {
  const key = { ESTIMATE: 'about', AT_LEAST: 'atLeast' }[precision];
  return key === undefined ? shown(value) : t(key, { amount: shown(value) });
}
