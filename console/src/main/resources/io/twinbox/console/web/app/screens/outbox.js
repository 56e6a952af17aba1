/** The log: entries by state, and the search for one among millions. */

import { h } from '../dom.js';
import { appendMessage, replay, settle } from '../actions.js';
import { may } from '../api.js';
import { bulk } from '../bulk.js';
import { compact, count } from '../format.js';
import { filters } from '../filters.js';
import { badge, button, counted, empty, heading, pager, Selection, table, text, when } from '../parts.js';
import { link, refine } from '../router.js';
import { t } from '../text.js';
import { runningJobs } from '../jobs.js';

const STATES = ['PENDING', 'PARKED', 'PUBLISHED', 'DEAD'];
const FILTERS = ['state', 'relay', 'topic', 'key', 'type', 'id', 'error', 'header', 'from', 'to'];
const CHEAP = ['state', 'relay', 'topic'];
const FIRST_PAGE_EVERY = 5_000;

export default function show(view) {
  const query = Object.fromEntries(view.query);
  const state = STATES.includes(query.state) ? query.state : null;
  const asked = Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]]));
  const searching = Object.keys(asked).some((name) => !CHEAP.includes(name));
  const every = query.cursor || searching ? 0 : FIRST_PAGE_EVERY;
  const selection = new Selection(
    (entry) => entry.state === 'DEAD' && entry.discardedAt === null && may('OPERATOR'),
    () => page.redraw(),
  );
  const page = view.poll(
    every,
    async () => {
      const [entries, counts, jobs] = await Promise.all([
        view.get('outbox/entries', { ...asked, cursor: query.cursor }),
        view.get('outbox/counts', { relay: asked.relay }),
        view.get('jobs'),
      ]);
      return { entries, counts, jobs };
    },
    ({ entries, counts, jobs }) => [
      heading(t('outbox.title'), t('outbox.subtitle'), acts(view, page)),
      runningJobs(view.database, jobs.items, page.ask),
      states(counts, state),
      filters(definition(relays(view)), query),
      deeds(view, { entries, selection, asked, state, page }),
      list(view, entries, selection, asked),
      pager(entries.next),
    ],
  );
}

function relays(view) {
  return view.pulse.last?.relays.map((relay) => relay.name) ?? [];
}

function acts(view, page) {
  if (!may('OPERATOR')) {
    return null;
  }
  const names = relays(view);
  const preset = Object.fromEntries(['relay', 'topic', 'key', 'from', 'to'].map((name) => [name, view.query.get(name)]));
  return [
    button(t('act.replay.ask'), () => replay(view.database, names, preset).then(page.ask), { image: 'replay', disabled: names.length === 0 }),
    button(t('act.append.ask'), () => appendMessage(view.database), { image: 'send' }),
  ];
}

/** Counts that are also the choice of a state. */
function states(counts, chosen) {
  const sum = STATES.reduce((all, state) => all + counts[state].value, 0);
  const exact = STATES.every((state) => counts[state].precision === 'EXACT');
  const tab = (state, label, amount) =>
    h(
      'button',
      {
        type: 'button',
        class: state ? `state-${state.toLowerCase()}` : null,
        'aria-pressed': String(chosen === state),
        on: { click: () => refine({ state, cursor: null }) },
      },
      h('span', {}, label),
      h('strong', { title: count(amount.value) }, counted(amount, compact)),
    );
  return h(
    'div',
    { class: 'state-tabs', role: 'group', 'aria-label': t('outbox.states') },
    tab(null, t('state.ALL'), { value: sum, precision: exact ? 'EXACT' : 'ESTIMATE' }),
    STATES.map((state) => tab(state, t(`state.${state}`), counts[state])),
  );
}

function definition(names) {
  return [
    { name: 'topic', label: t('field.topic') },
    { name: 'key', label: t('field.key') },
    { name: 'id', label: t('field.id'), pattern: '[0-9a-fA-F-]{36}' },
    { name: 'type', label: t('field.type'), more: true },
    { name: 'error', label: t('field.error'), more: true },
    may('PAYLOAD_VIEWER') ? { name: 'header', label: t('field.header'), more: true, hint: t('field.header.hint') } : null,
    names.length > 1 ? { name: 'relay', label: t('field.relay'), more: true, options: [['', t('filter.any')], ...names.map((name) => [name, name])] } : null,
    { name: 'from', label: t('field.from'), more: true, time: true },
    { name: 'to', label: t('field.to'), more: true, time: true },
  ].filter(Boolean);
}

/** What can be done with the entries that are ticked, or with all that fit. */
function deeds(view, { entries, selection, asked, state, page }) {
  const chosen = entries.items.filter((entry) => selection.chosen.has(keyOf(entry)));
  const relayOf = (items) => items.find((entry) => entry.relay !== null)?.relay;
  const relay = asked.relay ?? relayOf(chosen) ?? relayOf(entries.items);
  const seqs = chosen.filter((entry) => entry.relay === relay).map((entry) => entry.seq);
  const able = state === 'DEAD' && relay !== undefined && entries.items.some(selection.able);
  return bulk({
    able: able || chosen.length > 0,
    chosen: chosen.length,
    onChosen: (action) => settle(view.database, 'outbox', action, { relay }, { seqs }),
    onAll: state === 'DEAD' && !asked.id && !asked.header
      ? (action) => settle(view.database, 'outbox', action, { relay }, { filter: wish(asked) })
      : null,
    after: () => {
      selection.clear();
      page.ask();
    },
  });
}

function wish(asked) {
  return Object.fromEntries(['topic', 'key', 'type', 'error', 'from', 'to'].filter((name) => asked[name]).map((name) => [name, asked[name]]));
}

/** A channel with two relays has each of its entries twice. */
const keyOf = (entry) => (entry.relay === null ? String(entry.seq) : `${entry.seq} ${entry.relay}`);

function list(view, entries, selection, asked) {
  if (entries.items.length === 0) {
    const further = entries.next !== null;
    return empty(
      t(further ? 'outbox.searched' : Object.keys(asked).length > 0 ? 'none.fits' : 'outbox.none'),
      further ? button(t('outbox.further'), () => refine({ cursor: entries.next }), { tone: 'main', image: 'search' }) : null,
    );
  }
  const columns = [
    { title: t('column.seq'), className: 'tight', cell: (entry) => h('a', { href: link([view.database, 'outbox', String(entry.seq)], { relay: entry.relay }) }, String(entry.seq)) },
    { title: t('column.state'), className: 'tight', cell: (entry) => badge(entry.state, entry.discardedAt !== null) },
    { title: t('column.topic'), cell: (entry) => text(entry.topic) },
    { title: t('column.key'), cell: (entry) => text(entry.key) },
    { title: t('column.type'), cell: (entry) => text(entry.type) },
    { title: t('column.occurred'), className: 'tight', cell: (entry) => when(entry.occurredAt) },
    { title: t('column.attempts'), className: 'right tight', cell: (entry) => (entry.attempts === 0 ? '–' : count(entry.attempts)) },
    { title: t('column.error'), className: 'error-text', cell: (entry) => text(entry.error) },
  ];
  return table({
    label: t('outbox.title'),
    columns,
    rows: entries.items,
    keyOf,
    select: entries.items.some(selection.able) ? selection : null,
  });
}
