/** One entry: what it is, what became of it, and what can be done. */

import { h } from '../dom.js';
import { edit, replay, settle } from '../actions.js';
import { may } from '../api.js';
import { bytes, count, date } from '../format.js';
import { icon } from '../icons.js';
import { badge, button, facts, heading, identifier, panel, table, text, when } from '../parts.js';
import { PayloadPanel } from '../payload-panel.js';
import { link } from '../router.js';
import { has, t } from '../text.js';

const FINAL = ['PUBLISHED'];

export default function show(view, seq) {
  const relay = view.query.get('relay');
  const payload = new PayloadPanel(view, `outbox/entries/${encodeURIComponent(seq)}/payload`, {}, () => page.redraw());
  const page = view.poll(
    3_000,
    () => view.get(`outbox/entries/${encodeURIComponent(seq)}`, { relay }),
    (entry) => {
      view.title(t('entry.title', { name: seq }));
      return [
        h('a', { class: 'back', href: link([view.database, 'outbox']) }, icon('back'), h('span', {}, t('outbox.title'))),
        heading(t('entry.title', { name: seq }), null, acts(view, entry, payload, page)),
        trouble(entry),
        what(view, entry),
        h('div', { class: 'columns' }, timeline(entry), attempts(entry)),
        payload.panel(),
        headers(entry.headers),
        edits(entry),
      ];
    },
  );
}

function acts(view, entry, payload, page) {
  const { item } = entry;
  const open = item.state === 'DEAD' && item.discardedAt === null;
  const deed = (action) => () =>
    settle(view.database, 'outbox', action, { relay: item.relay }, { seqs: [item.seq] }).then(page.ask);
  const again = { relay: item.relay, topic: item.topic, key: item.key, from: item.occurredAt };
  return [
    open && may('OPERATOR') ? button(t('act.retry'), deed('retry'), { tone: 'main', image: 'retry' }) : null,
    open && may('EDITOR') ? button(t('act.edit.ask'), () => payload.text().then((shown) => edit(view.database, entry, shown)).then(page.ask), { image: 'edit' }) : null,
    open && may('OPERATOR') ? button(t('act.discard'), deed('discard'), { tone: 'bad', image: 'discard' }) : null,
    FINAL.includes(item.state) && item.relay !== null && may('OPERATOR')
      ? button(t('act.replay.ask'), () => replay(view.database, [item.relay], again), { image: 'replay' })
      : null,
  ];
}

function trouble({ item }) {
  if (item.error === null || item.state === 'PUBLISHED') {
    return null;
  }
  return h(
    'div',
    { class: `notice ${item.state === 'DEAD' ? 'bad' : 'warn'}` },
    icon('warning'),
    h('div', {}, h('p', {}, h('strong', {}, t(`entry.why.${item.state}`))), h('p', { class: 'detail' }, item.error)),
  );
}

function what(view, entry) {
  const { item } = entry;
  return panel(
    t('entry.facts'),
    facts([
      [t('column.state'), badge(item.state, item.discardedAt !== null)],
      [t('column.topic'), text(item.topic)],
      [t('column.key'), text(item.key, t('none.key'))],
      [t('column.type'), text(item.type)],
      [t('field.id'), identifier(item.id)],
      [t('column.relay'), text(item.relay, t('none.relay'))],
      [t('column.channel'), text(item.channel)],
      [t('column.occurred'), when(item.occurredAt)],
      [t('column.published'), when(item.publishedAt)],
      [t('column.next'), item.nextAttemptAt === null ? null : when(item.nextAttemptAt)],
      [t('field.contentType'), text(entry.contentType)],
      [t('field.size'), entry.payloadBytes === null ? t('payload.tombstone') : bytes(entry.payloadBytes)],
      [t('field.lane'), entry.lane === null ? null : text(entry.lane)],
      [t('field.batch'), entry.batch === null ? null : h('span', { class: 'number' }, count(entry.batch))],
      [t('field.trace'), entry.traceId === null ? null : identifier(entry.traceId)],
    ]),
  );
}

function timeline(entry) {
  const steps = entry.timeline.map((step) =>
    h(
      'li',
      { class: `step-${step.event.toLowerCase()}` },
      h('strong', {}, has(`event.${step.event}`) ? t(`event.${step.event}`) : step.event),
      h('time', { datetime: step.at }, date(step.at, true)),
      step.detail === null ? null : h('p', { class: 'detail' }, step.detail),
    ),
  );
  return panel(t('entry.timeline'), h('ol', { class: 'timeline' }, steps));
}

function attempts(entry) {
  if (entry.attempts.length === 0) {
    return panel(t('entry.attempts'), h('p', { class: 'empty' }, t('entry.attempts.none')));
  }
  return panel(
    t('entry.attempts'),
    h(
      'ol',
      { class: 'timeline' },
      entry.attempts.map((attempt) =>
        h('li', { class: 'step-parked' }, h('strong', {}, t('entry.attempt', { name: count(attempt.no) })), when(attempt.at), h('p', { class: 'detail' }, attempt.error)),
      ),
    ),
  );
}

/** Headers of an entry or a record; null = not for this reader. */
export function headers(list) {
  if (list === null) {
    return panel(t('headers'), h('p', { class: 'empty locked' }, icon('lock'), h('span', {}, t('headers.locked'))));
  }
  if (list.length === 0) {
    return panel(t('headers'), h('p', { class: 'empty' }, t('headers.none')));
  }
  const columns = [
    { title: t('column.name'), cell: (header) => h('code', {}, header.name) },
    { title: t('column.value'), cell: (header) => [text(header.value), header.base64 ? h('span', { class: 'badge' }, t('headers.base64')) : null] },
  ];
  const rows = list.map((header, place) => ({ ...header, place }));
  return panel(t('headers'), table({ label: t('headers'), columns, rows, keyOf: (header) => header.place }));
}

/** What it was before somebody changed it. */
function edits(entry) {
  const columns = [
    { title: t('column.at'), className: 'tight', cell: (change) => when(change.at) },
    { title: t('column.actor'), cell: (change) => text(change.actor) },
    { title: t('column.type'), cell: (change) => text(change.typeBefore) },
    { title: t('field.contentType'), cell: (change) => text(change.contentTypeBefore) },
    { title: t('field.size'), className: 'right', cell: (change) => (change.bytesBefore === null ? t('payload.tombstone') : bytes(change.bytesBefore)) },
  ];
  return entry.edits.length === 0
    ? null
    : panel(t('entry.edits'), table({ label: t('entry.edits'), columns, rows: entry.edits, keyOf: (change) => change.at }));
}
