/** The search form of a list. What is asked for stands in the address. */

import { h } from './dom.js';
import { icon } from './icons.js';
import { local } from './actions.js';
import { refine } from './router.js';
import { t } from './text.js';

/**
 * A form: `fields` = [{name, label, options, pattern, time, more, hint}]; those with `more` are
 * folded away until one of them is used.
 */
export function filters(fields, query) {
  const extra = fields.filter((field) => field.more);
  const used = extra.some((field) => query[field.name]);
  const any = fields.some((field) => query[field.name]);
  const submit = (event) => {
    event.preventDefault();
    refine({ ...read(new FormData(event.target), fields), cursor: null });
  };
  const clear = () => refine(Object.fromEntries([...fields.map((field) => [field.name, null]), ['cursor', null]]));
  return h(
    'form',
    { class: 'filters', role: 'search', on: { submit } },
    h('div', { class: 'filter-row' },
      fields.filter((field) => !field.more).map((field) => input(field, query)),
      h('button', { class: 'main' }, icon('search'), h('span', {}, t('filter.search'))),
      any ? h('button', { type: 'button', class: 'quiet', on: { click: clear } }, t('filter.clear')) : null),
    extra.length === 0
      ? null
      : h('details', { open: used }, h('summary', {}, t('filter.more')),
          h('div', { class: 'filter-row' }, extra.map((field) => input(field, query)))),
  );
}

function input({ name, label, options, pattern, time, hint }, query) {
  const value = query[name] ?? '';
  const control = options
    ? h('select', { name }, options.map(([option, shown]) => h('option', { value: option, selected: option === value }, shown)))
    : h('input', {
        name,
        type: time ? 'datetime-local' : 'search',
        step: time ? 1 : null,
        value: time ? local(value) : value,
        pattern: pattern ?? null,
        placeholder: hint ?? null,
        autocomplete: 'off',
        spellcheck: 'false',
        dir: time ? null : 'auto',
      });
  return h('label', { class: 'field' }, h('span', {}, label), control);
}

function read(form, fields) {
  return Object.fromEntries(
    fields.map(({ name, time }) => {
      const value = (form.get(name) ?? '').trim();
      return [name, value === '' ? null : time ? new Date(value).toISOString() : value];
    }),
  );
}
