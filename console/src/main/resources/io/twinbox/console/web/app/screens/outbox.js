/** The log: entries by state, and the search for one among millions. */

import { h } from '../dom.js';
import { appendMessage, replay, settle } from '../actions.js';
import { may } from '../api.js';
import { bulk } from '../bulk.js';
import { compact, count } from '../format.js';
import { filters } from '../filters.js';
import { badge, button, empty, heading, pager, Selection, table, text, when } from '../parts.js';
import { link, refine } from '../router.js';
import { t } from '../text.js';
import { runningJobs } from '../jobs.js';

const STATES = ['PENDING', 'PARKED', 'PUBLISHED', 'DEAD'];
const FILTERS = ['state', 'channel', 'topic', 'key', 'type', 'id', 'error', 'header', 'from', 'to'];
const FIRST_PAGE_EVERY = 5_000;

export default function show(view) {
  const query = Object.fromEntries(view.query);
  const state = STATES.includes(query.state) ? query.state : null;
  const asked = Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]]));
  const searching = Object.keys(asked).some((name) => !['state', 'topic'].includes(name));
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
        view.get('outbox/counts'),
        view.get('jobs'),
      ]);
      return { entries, counts, jobs };
    },
    ({ entries, counts, jobs }) => [
      heading(t('outbox.title'), t('outbox.subtitle'), acts(view, page)),
      runningJobs(view.database, jobs.items, page.ask),
      states(counts, state),
      filters(definition(), query),
      deeds(view, { entries, selection, asked, state, page }),
      list(view, entries, selection, asked),
      pager(entries.next),
    ],
  );
}

function acts(view, page) {
  if (!may('OPERATOR')) {
    return null;
  }
  const relays = view.pulse.last?.relays.map((relay) => relay.name) ?? [];
  const preset = { topic: view.query.get('topic'), key: view.query.get('key'), from: view.query.get('from'), to: view.query.get('to') };
  return [
    button(t('act.replay.ask'), () => replay(view.database, relays, preset).then(page.ask), { image: 'replay', disabled: relays.length === 0 }),
    button(t('act.append.ask'), () => appendMessage(view.database), { image: 'send' }),
  ];
}

/** Counts that are also the choice of a state. */
function states(counts, chosen) {
  const all = STATES.reduce((sum, state) => sum + counts[state], 0);
  const tab = (state, label, amount, estimated) =>
    h(
      'button',
      {
        type: 'button',
        class: state ? `state-${state.toLowerCase()}` : null,
        'aria-pressed': String(chosen === state),
        on: { click: () => refine({ state, cursor: null }) },
      },
      h('span', {}, label),
      h('strong', { title: count(amount) }, estimated ? t('about', { amount: compact(amount) }) : compact(amount)),
    );
  return h(
    'div',
    { class: 'state-tabs', role: 'group', 'aria-label': t('outbox.states') },
    tab(null, t('state.ALL'), all, counts.estimated.length > 0),
    STATES.map((state) => tab(state, t(`state.${state}`), counts[state], counts.estimated.includes(state))),
  );
}

function definition() {
  return [
    { name: 'topic', label: t('field.topic') },
    { name: 'key', label: t('field.key') },
    { name: 'id', label: t('field.id'), pattern: '[0-9a-fA-F-]{36}' },
    { name: 'type', label: t('field.type'), more: true },
    { name: 'error', label: t('field.error'), more: true },
    may('PAYLOAD_VIEWER') ? { name: 'header', label: t('field.header'), more: true, hint: t('field.header.hint') } : null,
    { name: 'channel', label: t('field.channel'), more: true },
    { name: 'from', label: t('field.from'), more: true, time: true },
    { name: 'to', label: t('field.to'), more: true, time: true },
  ].filter(Boolean);
}

/** What can be done with the entries that are ticked, or with all that fit. */
function deeds(view, { entries, selection, asked, state, page }) {
  const chosen = entries.items.filter((entry) => selection.chosen.has(entry.seq));
  const relayOf = (items) => items.find((entry) => entry.relay !== null)?.relay;
  const relay = relayOf(chosen) ?? relayOf(entries.items);
  const able = state === 'DEAD' && relay && entries.items.some(selection.able);
  return bulk({
    able: Boolean(able) || chosen.length > 0,
    chosen: chosen.length,
    onChosen: (action) =>
      settle(view.database, 'outbox', action, { relay }, { seqs: chosen.filter((entry) => entry.relay === relay).map((entry) => entry.seq) }),
    onAll: state === 'DEAD' && !asked.id && !asked.header && !asked.channel
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

function list(view, entries, selection, asked) {
  if (entries.items.length === 0) {
    const further = entries.next !== null;
    return empty(
      further ? t('outbox.searched', { seq: count(entries.searchedTo) }) : t(Object.keys(asked).length > 0 ? 'none.fits' : 'outbox.none'),
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
    keyOf: (entry) => entry.seq,
    select: entries.items.some(selection.able) ? selection : null,
  });
}
