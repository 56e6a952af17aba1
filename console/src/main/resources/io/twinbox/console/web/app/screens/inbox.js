/** Consumers and what they have stored: how far they are, and what waits. */

import { h } from '../dom.js';
import { settle } from '../actions.js';
import { may } from '../api.js';
import { bulk } from '../bulk.js';
import { compact, count, duration, rate } from '../format.js';
import { filters } from '../filters.js';
import { sentence, toneOf } from '../health.js';
import { runningJobs } from '../jobs.js';
import { badge, empty, heading, pager, panel, Selection, table, text, when } from '../parts.js';
import { link, refine } from '../router.js';
import { has, t } from '../text.js';

const STATES = ['RECEIVED', 'PARKED', 'DEAD'];
const FAULTS = ['HANDLER_FAILED', 'TRANSACTION_BROKEN', 'PROCESS_DIED', 'UNIDENTIFIED', 'UNKNOWN_TYPE', 'UNDECODABLE', 'NO_VALUE', 'TOO_LARGE', 'TOO_OLD', 'CONFLICT'];
const FILTERS = ['state', 'fault', 'topic', 'type', 'key', 'messageId', 'error'];
const EVERY = 3_000;

export default function show(view) {
  const query = Object.fromEntries(view.query);
  const asked = Object.fromEntries(FILTERS.filter((name) => query[name]).map((name) => [name, query[name]]));
  const selection = new Selection(
    (record) => record.state !== 'RECEIVED' && record.discardedAt === null && may('OPERATOR'),
    () => page.redraw(),
  );
  const page = view.poll(
    query.cursor ? 0 : EVERY,
    async () => {
      const [{ items: consumers }, jobs] = await Promise.all([view.get('inbox/consumers'), view.get('jobs')]);
      const chosen = consumers.find((consumer) => consumer.name === query.consumer) ?? consumers[0] ?? null;
      const records = chosen === null ? null : await view.get('inbox/records', { consumer: chosen.name, ...asked, cursor: query.cursor });
      return { consumers, chosen, records, jobs };
    },
    ({ consumers, chosen, records, jobs }) => [
      heading(t('inbox.title'), t('inbox.subtitle')),
      runningJobs(view.database, jobs.items, page.ask),
      chosen === null
        ? empty(t('inbox.none'))
        : [cards(consumers, chosen), nodes(chosen), panel(
            t('inbox.records', { name: chosen.name }),
            [
              filters(definition(), query),
              deeds(view, { chosen, records, selection, asked, page }),
              list(view, records, selection, asked),
              pager(records.next),
            ],
            null,
            { key: 'records' },
          )],
    ],
  );
}

/** Each consumer with its figures; also the choice of one. */
function cards(consumers, chosen) {
  return h(
    'ul',
    { class: 'cards' },
    consumers.map((consumer) =>
      h(
        'li',
        { key: consumer.name },
        h(
          'button',
          {
            type: 'button',
            class: `card level-${toneOf(consumer.health)}`,
            'aria-pressed': String(consumer === chosen),
            on: { click: () => refine({ consumer: consumer.name, cursor: null }) },
          },
          h('strong', { class: 'user-text' }, consumer.name),
          h('span', { class: 'card-sentence' }, sentence({ kind: 'consumer', ...consumer })),
          h('span', { class: 'card-figures' }, cardFigures(consumer)),
        ),
      ),
    ),
  );
}

function cardFigures({ handledPerSecond, lagRecords, nodes, backlog, parked, dead, oldestPendingAgeMs }) {
  const one = (label, value, tone = null) => h('span', { class: tone }, h('b', {}, value), ' ', label);
  return [
    handledPerSecond === null ? null : one(t('card.rate'), rate(handledPerSecond)),
    lagRecords === null ? null : one(t('card.lag'), count(lagRecords), lagRecords > 10_000 ? 'warn' : null),
    one(t('card.duplicates'), compact(nodes.reduce((sum, node) => sum + node.duplicates, 0))),
    one(t('card.backlog'), compact(backlog)),
    oldestPendingAgeMs === null ? null : one(t('card.oldest'), duration(oldestPendingAgeMs / 1000)),
    one(t('card.parked'), compact(parked), parked > 0 ? 'warn' : null),
    one(t('card.dead'), compact(dead), dead > 0 ? 'bad' : null),
  ];
}

/** The processes that run it, and what each has done. */
function nodes({ nodes: list, name }) {
  if (list.length === 0) {
    return h('p', { class: 'muted', key: 'nodes' }, t('inbox.nodes.none', { name }));
  }
  const columns = [
    { title: t('column.node'), cell: (node) => text(node.node) },
    { title: t('column.state'), className: 'tight', cell: (node) => h('span', { class: `badge run-${node.state.toLowerCase()}` }, has(`run.${node.state}`) ? t(`run.${node.state}`) : node.state) },
    { title: t('column.assigned'), className: 'right', cell: (node) => count(node.assigned) },
    { title: t('column.read'), className: 'right', cell: (node) => count(node.read) },
    { title: t('column.handled'), className: 'right', cell: (node) => count(node.handled) },
    { title: t('column.duplicates'), className: 'right', cell: (node) => count(node.duplicates) },
    { title: t('column.renewed'), className: 'tight', cell: (node) => when(node.seenAt) },
    { title: t('column.error'), className: 'error-text', cell: (node) => text(node.error) },
  ];
  return panel(t('inbox.nodes', { name }), table({ label: t('inbox.nodes', { name }), columns, rows: list, keyOf: (node) => node.node }), null, { key: 'nodes' });
}

function definition() {
  return [
    { name: 'state', label: t('column.state'), options: [['', t('state.ALL')], ...STATES.map((state) => [state, t(`state.${state}`)])] },
    { name: 'fault', label: t('field.fault'), options: [['', t('filter.any')], ...FAULTS.map((fault) => [fault, t(`fault.${fault}`)])] },
    { name: 'topic', label: t('field.topic') },
    { name: 'key', label: t('field.key') },
    { name: 'type', label: t('field.type'), more: true },
    { name: 'messageId', label: t('field.id'), more: true, pattern: '[0-9a-fA-F-]{36}' },
    { name: 'error', label: t('field.error'), more: true },
  ];
}

function deeds(view, { chosen, records, selection, asked, page }) {
  const ticked = records.items.filter((record) => selection.chosen.has(record.seq)).map((record) => record.seq);
  const owner = { consumer: chosen.name };
  return bulk({
    able: records.items.some(selection.able),
    chosen: ticked.length,
    onChosen: (action) => settle(view.database, 'inbox', action, owner, { seqs: ticked }),
    onAll: asked.state && asked.state !== 'RECEIVED' && !asked.key && !asked.messageId && !asked.error ? (action) => settle(view.database, 'inbox', action, owner, { filter: asked }) : null,
    after: () => {
      selection.clear();
      page.ask();
    },
  });
}

function list(view, records, selection, asked) {
  if (records.items.length === 0) {
    return empty(t(Object.keys(asked).length > 0 ? 'none.fits' : 'inbox.records.none'));
  }
  const columns = [
    { title: t('column.seq'), className: 'tight', cell: (record) => h('a', { href: link([view.database, 'inbox', String(record.seq)], { consumer: record.consumer }) }, String(record.seq)) },
    { title: t('column.state'), className: 'tight', cell: (record) => badge(record.state, record.discardedAt !== null) },
    { title: t('column.topic'), cell: (record) => [text(record.topic), ' ', h('span', { class: 'muted' }, `${record.partition}:${record.offset}`)] },
    { title: t('column.type'), cell: (record) => text(record.type) },
    { title: t('field.fault'), cell: (record) => faultText(record.fault) },
    { title: t('column.received'), className: 'tight', cell: (record) => when(record.receivedAt) },
    { title: t('column.attempts'), className: 'right tight', cell: (record) => (record.attempts === 0 ? '–' : count(record.attempts)) },
    { title: t('column.error'), className: 'error-text', cell: (record) => text(record.error) },
  ];
  return table({
    label: t('inbox.title'),
    columns,
    rows: records.items,
    keyOf: (record) => record.seq,
    select: records.items.some(selection.able) ? selection : null,
  });
}

/** Why a record was not handled, in words. */
export function faultText(fault) {
  return fault === null ? text(null) : h('span', {}, has(`fault.${fault}`) ? t(`fault.${fault}`) : fault);
}
