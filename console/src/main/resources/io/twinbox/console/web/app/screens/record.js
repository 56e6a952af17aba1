/** One stored record of a consumer. */

import { h } from '../dom.js';
import { settle } from '../actions.js';
import { may } from '../api.js';
import { bytes, count } from '../format.js';
import { icon } from '../icons.js';
import { badge, button, facts, heading, identifier, panel, text, when } from '../parts.js';
import { PayloadPanel } from '../payload-panel.js';
import { link } from '../router.js';
import { t } from '../text.js';
import { headers } from './entry.js';
import { faultText } from './inbox.js';

export default function show(view, seq) {
  const consumer = view.query.get('consumer');
  const path = `inbox/records/${encodeURIComponent(seq)}`;
  const payload = new PayloadPanel(view, `${path}/payload`, { consumer }, () => page.redraw());
  const page = view.poll(
    3_000,
    () => view.get(path, { consumer }),
    (record) => {
      view.title(t('record.title', { name: seq }));
      return [
        h('a', { class: 'back', href: link([view.database, 'inbox'], { consumer }) }, icon('back'), h('span', {}, t('inbox.title'))),
        heading(t('record.title', { name: seq }), null, acts(view, record, page)),
        trouble(record),
        what(record),
        payload.panel(),
        headers(record.headers),
        stack(record),
      ];
    },
  );
}

function acts(view, { item }, page) {
  if (item.state === 'RECEIVED' || item.discardedAt !== null || !may('OPERATOR')) {
    return null;
  }
  const deed = (action) => () =>
    settle(view.database, 'inbox', action, { consumer: item.consumer }, { seqs: [item.seq] }).then(page.ask);
  return [
    button(t('act.retry'), deed('retry'), { tone: 'main', image: 'retry' }),
    button(t('act.discard'), deed('discard'), { tone: 'bad', image: 'discard' }),
  ];
}

function trouble({ item }) {
  if (item.error === null) {
    return null;
  }
  return h(
    'div',
    { class: `notice ${item.state === 'DEAD' ? 'bad' : 'warn'}` },
    icon('warning'),
    h('div', {}, h('p', {}, h('strong', {}, faultText(item.fault))), h('p', { class: 'detail' }, item.error)),
  );
}

function what(record) {
  const { item } = record;
  return panel(
    t('record.facts'),
    facts([
      [t('column.state'), badge(item.state, item.discardedAt !== null)],
      [t('column.consumer'), text(item.consumer)],
      [t('column.topic'), text(item.topic)],
      [t('field.place'), h('span', { class: 'number' }, `${count(item.partition)} : ${count(item.offset)}`)],
      [t('column.key'), text(record.key, t('none.key'))],
      [t('column.type'), text(item.type)],
      [t('field.id'), identifier(record.identity)],
      [t('column.received'), when(item.receivedAt)],
      [t('column.attempts'), count(item.attempts)],
      [t('column.next'), item.nextAttemptAt === null ? null : when(item.nextAttemptAt)],
      [t('field.discarded'), item.discardedAt === null ? null : when(item.discardedAt)],
      [t('field.size'), record.payloadBytes === null ? t('payload.tombstone') : bytes(record.payloadBytes)],
    ]),
  );
}

function stack({ stack: text_ }) {
  return text_ === null ? null : panel(t('record.stack'), h('pre', { class: 'code', tabindex: '0', 'aria-label': t('record.stack') }, text_));
}
