/** Why is it waiting? The database, as far as it decides how fast messages move and when they go. */

import { h } from '../dom.js';
import { bytes, compact, count, duration } from '../format.js';
import { sentence, subjects } from '../health.js';
import { icon } from '../icons.js';
import { figure, heading, panel, table, text, when } from '../parts.js';
import { t } from '../text.js';

const EVERY = 3_000;
const LONG = 60_000;
const FULL = 0.8;

export default function show(view) {
  view.poll(
    EVERY,
    () => view.get('waiting'),
    (waiting) => [
      heading(t('waiting.title'), t('waiting.subtitle')),
      findings(waiting, view.pulse.last),
      figures(waiting),
      transactions(waiting),
      relays(waiting),
      slots(waiting),
    ],
  );
}

/** What stands out, in sentences; the answer to the question the screen asks. */
function findings(waiting, overview) {
  const found = [];
  for (const subject of overview === null ? [] : subjects(overview)) {
    if (subject.health.level !== 'OK' && subject.health.cause !== 'DEAD_LETTERS') {
      found.push([subject.health.level === 'FAILING' ? 'bad' : 'warn', sentence(subject)]);
    }
  }
  if (waiting.inRecovery) {
    found.push(['bad', t('waiting.standby')]);
  }
  const holder = waiting.transactions.find((transaction) => transaction.holdsOldest && (transaction.snapshotAgeMs ?? transaction.ageMs) > LONG);
  if (holder) {
    found.push(['warn', t('waiting.holder', { pid: String(holder.pid), age: duration(holder.ageMs / 1000), application: holder.application ?? '–' })]);
  }
  if (waiting.connections >= waiting.maxConnections * FULL) {
    found.push(['warn', t('waiting.full', { used: count(waiting.connections), all: count(waiting.maxConnections) })]);
  }
  if (waiting.nextPurge.pinnedBy !== null) {
    found.push(['warn', t('waiting.pinned', { cause: waiting.nextPurge.pinnedBy })]);
  }
  const list = found.length === 0 ? [['ok', t('waiting.nothing')]] : found;
  return h('ul', { class: 'findings', 'aria-label': t('waiting.findings') }, list.map(([tone, what]) => h('li', { class: tone }, icon(tone === 'ok' ? 'check' : 'warning'), h('span', {}, what))));
}

function figures(waiting) {
  const oldest = waiting.transactions.reduce((most, transaction) => Math.max(most, transaction.ageMs), 0);
  return h(
    'div',
    { class: 'figures' },
    figure(t('waiting.oldest'), waiting.transactions.length === 0 ? '–' : duration(oldest / 1000), { tone: oldest > LONG ? 'warn' : null }),
    figure(t('waiting.connections'), count(waiting.connections), {
      note: t('waiting.of', { all: count(waiting.maxConnections) }),
      tone: waiting.connections >= waiting.maxConnections * FULL ? 'warn' : null,
    }),
    figure(t('waiting.purge'), when(waiting.nextPurge.at, Date.parse(waiting.at)), { tone: waiting.nextPurge.pinnedBy === null ? null : 'warn' }),
    figure(t('waiting.server'), waiting.serverVersion, { note: [t('waiting.since'), ' ', when(waiting.startedAt)] }),
  );
}

function transactions({ transactions: list }) {
  const columns = [
    { title: t('column.pid'), className: 'tight', cell: (row) => [String(row.pid), row.holdsOldest ? [' ', h('span', { class: 'badge warn' }, t('waiting.holdsOldest'))] : null] },
    { title: t('column.application'), cell: (row) => text(row.application) },
    { title: t('column.user'), cell: (row) => text(row.user) },
    { title: t('column.state'), cell: (row) => text(row.state) },
    { title: t('column.age'), className: 'right', cell: (row) => duration(row.ageMs / 1000) },
    { title: t('column.snapshot'), className: 'right', cell: (row) => (row.snapshotAgeMs === null ? '–' : duration(row.snapshotAgeMs / 1000)) },
    { title: t('column.wait'), cell: (row) => text(row.waitEvent) },
    { title: t('column.query'), className: 'error-text', cell: (row) => (row.query === null ? h('span', { class: 'none' }, t('waiting.query.locked')) : h('code', {}, row.query)) },
  ];
  return panel(
    t('waiting.transactions'),
    list.length === 0 ? h('p', { class: 'empty' }, t('waiting.transactions.none')) : table({ label: t('waiting.transactions'), columns, rows: list, keyOf: (row) => row.pid }),
  );
}

function relays({ relays: list }) {
  const columns = [
    { title: t('column.relay'), cell: (row) => row.name },
    { title: t('column.owner'), cell: (row) => text(row.owner, t('none.owner')) },
    { title: t('column.epoch'), className: 'right', cell: (row) => count(row.epoch) },
    { title: t('column.expires'), className: 'tight', cell: (row) => when(row.expiresAt) },
    { title: t('column.lastBatch'), className: 'right', cell: (row) => count(row.lastBatch) },
    { title: t('column.confirmed'), className: 'right', cell: (row) => count(row.confirmed) },
    { title: t('column.position'), className: 'right', cell: (row) => count(row.position) },
    { title: t('column.logEnd'), className: 'right', cell: (row) => count(row.logEnd) },
  ];
  return panel(t('waiting.journal'), table({ label: t('waiting.journal'), columns, rows: list, keyOf: (row) => row.name }));
}

/** The ring: which slot is written, how large they are, and which one goes next. */
function slots({ slots: list }) {
  const most = Math.max(1, ...list.map((slot) => slot.bytes));
  const total = list.reduce((sum, slot) => sum + slot.bytes, 0);
  return panel(
    t('waiting.ring'),
    h(
      'ul',
      { class: 'bars ring' },
      list.map((slot) =>
        h(
          'li',
          { class: slot.pinnedBy === null ? null : 'warn', key: slot.no, vars: { share: slot.bytes / most } },
          h('span', {}, h('b', {}, `${slot.no}`), ' ', slot.current ? h('span', { class: 'badge' }, t('waiting.slot.current')) : null),
          h('span', { class: 'bar-line' }),
          h('span', { class: 'number' }, `${bytes(slot.bytes)} · ${slot.entries === null ? '–' : t('about', { amount: compact(slot.entries) })}`),
          h('span', { class: 'bar-note muted' }, slotNote(slot)),
        ),
      ),
    ),
    h('span', { class: 'muted' }, bytes(total)),
  );
}

function slotNote(slot) {
  if (slot.pinnedBy !== null) {
    return t('waiting.slot.pinned', { cause: slot.pinnedBy });
  }
  return slot.purgeableAt === null ? null : [t('waiting.slot.purge'), ' ', when(slot.purgeableAt)];
}
