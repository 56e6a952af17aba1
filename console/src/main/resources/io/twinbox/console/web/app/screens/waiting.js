/** Why is it waiting? The database, as far as it decides how fast messages move and when they go. */

import { h } from '../dom.js';
import { bytes, compact, count, duration } from '../format.js';
import { sentence, subjects, toneOf } from '../health.js';
import { icon } from '../icons.js';
import { counted, figure, heading, panel, table, text, when } from '../parts.js';
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
      holders(waiting),
      relays(waiting),
      slots(waiting),
    ],
  );
}

/** What stands out, in sentences; the answer to the question the screen asks. */
function findings(waiting, overview) {
  const { connections, holders: [holder], nextPurge } = waiting;
  const found = (overview === null ? [] : subjects(overview))
    .filter(({ health }) => toneOf(health) !== 'ok' && health.code !== 'DEAD_LETTERS')
    .map((subject) => [toneOf(subject.health), sentence(subject)]);
  if (holder && holder.ageMs > LONG) {
    found.push(['warn', t('waiting.holder', { pid: String(holder.pid), age: duration(holder.ageMs / 1000), application: holder.name })]);
  }
  if (connections.used >= connections.most * FULL) {
    found.push(['warn', t('waiting.full', { used: count(connections.used), all: count(connections.most) })]);
  }
  if (late(waiting)) {
    found.push(['warn', t('waiting.pinned', { cause: nextPurge.pinnedBy })]);
  }
  const list = found.length === 0 ? [['ok', t('waiting.nothing')]] : found;
  return h(
    'ul',
    { class: 'findings', 'aria-label': t('waiting.findings') },
    list.map(([tone, what]) => h('li', { class: tone }, icon(tone === 'ok' ? 'check' : 'warning'), h('span', {}, what))),
  );
}

/** Whether a slot whose time has come is still held. */
function late({ at, nextPurge }) {
  return nextPurge.pinnedBy !== null && nextPurge.notBefore !== null && Date.parse(nextPurge.notBefore) < Date.parse(at);
}

function figures(waiting) {
  const { connections, holders: list, nextPurge } = waiting;
  const oldest = list[0]?.ageMs ?? null;
  return h(
    'div',
    { class: 'figures' },
    figure(t('waiting.oldest'), oldest === null ? '–' : duration(oldest / 1000), { tone: oldest > LONG ? 'warn' : null }),
    figure(t('waiting.connections'), count(connections.used), {
      note: t('waiting.of', { all: count(connections.most) }),
      tone: connections.used >= connections.most * FULL ? 'warn' : null,
    }),
    figure(t('waiting.purge'), nextPurge.notBefore === null ? '–' : when(nextPurge.notBefore, Date.parse(waiting.at)), {
      note: t('waiting.retention', { time: duration(waiting.retentionMs / 1000) }),
      tone: late(waiting) ? 'warn' : null,
    }),
    figure(t('waiting.server'), waiting.serverVersion, { note: [t('waiting.since'), ' ', when(waiting.startedAt)] }),
  );
}

function holders({ holders: list }) {
  const columns = [
    { title: t('column.pid'), className: 'tight', cell: (row) => (row.pid === 0 ? t('waiting.prepared') : String(row.pid)) },
    { title: t('column.application'), cell: (row) => text(row.name) },
    { title: t('column.user'), cell: (row) => text(row.user) },
    { title: t('column.client'), cell: (row) => text(row.client) },
    { title: t('column.state'), cell: (row) => text(row.state) },
    { title: t('column.age'), className: 'right', cell: (row) => duration(row.ageMs / 1000) },
    { title: t('column.pins'), className: 'right', cell: (row) => count(row.pins) },
    { title: t('column.wait'), cell: (row) => text(row.waitsFor) },
    { title: t('column.query'), className: 'error-text', cell: (row) => (row.query === null ? h('span', { class: 'none' }, t('waiting.query.locked')) : h('code', {}, row.query)) },
  ];
  return panel(
    t('waiting.transactions'),
    list.length === 0 ? h('p', { class: 'empty' }, t('waiting.transactions.none')) : table({ label: t('waiting.transactions'), columns, rows: list, keyOf: (row) => `${row.pid} ${row.name}` }),
  );
}

function relays({ relays: list }) {
  const columns = [
    { title: t('column.relay'), cell: (row) => text(row.relay) },
    { title: t('column.lastBatch'), className: 'right', cell: (row) => count(row.lastBatch) },
    { title: t('column.confirmed'), className: 'right', cell: (row) => count(row.confirmed) },
    { title: t('column.at'), className: 'tight', cell: (row) => when(row.at) },
    { title: t('column.position'), className: 'right', cell: (row) => count(row.seq) },
    { title: t('column.placesSince'), className: 'right', cell: (row) => count(row.behind) },
  ];
  return panel(
    t('waiting.journal'),
    list.length === 0 ? h('p', { class: 'empty' }, t('overview.relays.none')) : table({ label: t('waiting.journal'), columns, rows: list, keyOf: (row) => row.relay }),
  );
}

/** The ring: which slot is written, how large they are, and which one goes next. */
function slots({ slots: list, nextPurge }) {
  const most = Math.max(1, ...list.map((slot) => slot.bytes));
  const total = list.reduce((sum, slot) => sum + slot.bytes, 0);
  return panel(
    t('waiting.ring'),
    h('ul', { class: 'bars ring' }, list.map((slot) => slotLine(slot, nextPurge, most))),
    h('span', { class: 'muted' }, bytes(total)),
  );
}

function slotLine(slot, nextPurge, most) {
  const next = slot.number === nextPurge.slot;
  const pinned = next && nextPurge.pinnedBy !== null;
  return h(
    'li',
    { class: pinned ? 'warn' : null, key: slot.number, vars: { share: slot.bytes / most } },
    h('span', {}, h('b', {}, `${slot.number}`), ' ', slot.use === 'KEPT' ? null : h('span', { class: 'badge' }, t(`waiting.slot.${slot.use}`))),
    h('span', { class: 'bar-line' }),
    h('span', { class: 'number' }, `${bytes(slot.bytes)} · ${counted(slot.entries, compact)}`),
    h('span', { class: 'bar-note muted' }, pinned ? t('waiting.slot.pinned', { cause: nextPurge.pinnedBy }) : slotAges(slot)),
  );
}

function slotAges({ oldestAt, newestAt }) {
  return oldestAt === null || newestAt === null ? null : [when(oldestAt), ' – ', when(newestAt)];
}
