/** What failed, grouped by why; and the lanes that wait because of it. */

import { h } from '../dom.js';
import { settle } from '../actions.js';
import { may } from '../api.js';
import { count } from '../format.js';
import { icon } from '../icons.js';
import { runningJobs } from '../jobs.js';
import { badge, button, counted, empty, heading, table, text, when } from '../parts.js';
import { link } from '../router.js';
import { has, t } from '../text.js';

const EVERY = 5_000;
const LEAST_TELLING = 4;
const MOST_TELLING = 200;

export default function show(view, tab) {
  const lanes = tab === 'lanes';
  const page = view.poll(
    EVERY,
    async () => {
      const [found, jobs] = await Promise.all([view.get(lanes ? 'failures/lanes' : 'failures'), view.get('jobs')]);
      return { found, jobs };
    },
    ({ found, jobs }) => [
      heading(t('failures.title'), t('failures.subtitle')),
      runningJobs(view.database, jobs.items, page.ask),
      tabs(view, lanes),
      lanes ? laneTable(view, found) : groups(view, found, page),
      found.more ? h('p', { class: 'muted' }, t('more')) : null,
    ],
  );
}

function tabs(view, lanes) {
  const tab = (label, parts, chosen) => h('a', { href: link(parts), 'aria-current': chosen ? 'page' : null }, label);
  return h(
    'nav',
    { class: 'tabs', 'aria-label': t('failures.title') },
    tab(t('failures.groups'), [view.database, 'failures'], !lanes),
    tab(t('failures.lanes'), [view.database, 'failures', 'lanes'], lanes),
  );
}

function groups(view, { groups: list }, page) {
  if (list.length === 0) {
    return empty(t('failures.none'), h('span', { class: 'big-check' }, icon('check')));
  }
  return h(
    'ul',
    { class: 'groups' },
    list.map((group) =>
      h(
        'li',
        { class: `group ${group.state.toLowerCase()}`, key: [group.side, group.owner, group.state, group.errorClass, group.error].join('\u0000') },
        h(
          'div',
          { class: 'group-head' },
          h('strong', { class: 'group-count' }, count(group.count)),
          badge(group.state),
          h('span', { class: 'user-text' }, `${t(`side.${group.side}`)} · ${group.owner}`),
          h('span', { class: 'muted' }, group.topic ?? t('failures.topics')),
        ),
        h('p', { class: 'detail' }, reasonOf(group)),
        h('p', { class: 'muted' }, t('failures.first'), ' ', when(group.firstAt), ' · ', t('failures.last'), ' ', when(group.lastAt)),
        h('div', { class: 'group-acts' }, acts(view, group, page)),
      ),
    ),
  );
}

function reasonOf({ errorClass, error, side }) {
  const named = side === 'INBOX' && has(`fault.${errorClass}`) ? t(`fault.${errorClass}`) : errorClass;
  return (named && error.includes(named) ? error : [named, error].filter(Boolean).join(': ')) || t('failures.unknown');
}

function acts(view, group, page) {
  const outbox = group.side === 'OUTBOX';
  const list = outbox
    ? link([view.database, 'outbox'], { state: group.state, relay: group.owner, topic: group.topic, error: telling(group.error) })
    : link([view.database, 'inbox'], { consumer: group.owner, state: group.state, fault: group.errorClass, topic: group.topic });
  const sample = outbox
    ? link([view.database, 'outbox', String(group.sample)], { relay: group.owner })
    : link([view.database, 'inbox', String(group.sample)], { consumer: group.owner });
  const deed = (action) => () =>
    settle(
      view.database,
      outbox ? 'outbox' : 'inbox',
      action,
      outbox ? { relay: group.owner } : { consumer: group.owner },
      { filter: filterOf(group) },
    ).then(page.ask);
  const able = may('OPERATOR') && (outbox ? group.state === 'DEAD' && telling(group.error) !== null : group.errorClass !== null);
  return [
    h('a', { class: 'button', href: sample }, t('failures.sample')),
    h('a', { class: 'button', href: list }, t('failures.list')),
    able ? button(t('act.retryAll'), deed('retry'), { tone: 'main', image: 'retry' }) : null,
    able ? button(t('act.discardAll'), deed('discard'), { tone: 'bad', image: 'discard' }) : null,
  ];
}

function filterOf({ side, state, errorClass, error, topic }) {
  const where = topic === null ? {} : { topic };
  return side === 'OUTBOX' ? { error: telling(error), ...where } : { state, fault: errorClass, ...where };
}

/** The longest part of an error without a number in it, by which its entries are found; or null. */
function telling(error) {
  const longest = error.split('#').map((part) => part.trim()).reduce((most, part) => (part.length > most.length ? part : most), '');
  return longest.length < LEAST_TELLING ? null : longest.slice(0, MOST_TELLING);
}

function laneTable(view, { items }) {
  if (items.length === 0) {
    return empty(t('lanes.none'), h('span', { class: 'big-check' }, icon('check')));
  }
  const head = (lane) =>
    lane.side === 'OUTBOX'
      ? link([view.database, 'outbox', String(lane.headSeq)], { relay: lane.owner })
      : link([view.database, 'inbox', String(lane.headSeq)], { consumer: lane.owner });
  const columns = [
    { title: t('column.head'), className: 'tight', cell: (lane) => h('a', { href: head(lane) }, String(lane.headSeq)) },
    { title: t('column.state'), className: 'tight', cell: (lane) => badge(lane.headState) },
    { title: t('column.of'), cell: (lane) => `${t(`side.${lane.side}`)} · ${lane.owner}` },
    { title: t('column.topic'), cell: (lane) => text(lane.topic) },
    { title: t('column.key'), cell: (lane) => text(lane.key, t('none.wholeTopic')) },
    { title: t('column.behind'), className: 'right', cell: (lane) => counted(lane.waiting) },
    { title: t('column.since'), className: 'tight', cell: (lane) => when(lane.since) },
    { title: t('column.attempts'), className: 'right', cell: (lane) => count(lane.attempts) },
    { title: t('column.next'), className: 'tight', cell: (lane) => when(lane.nextAttemptAt) },
    { title: t('column.error'), className: 'error-text', cell: (lane) => text(lane.error) },
  ];
  return table({ label: t('failures.lanes'), columns, rows: items, keyOf: (lane) => `${lane.side} ${lane.owner} ${lane.headSeq}` });
}
