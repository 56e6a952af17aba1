/** Relays and consumers, who runs them, and what can be asked of them. */

import { h } from '../dom.js';
import { changeConsumer, changeRelay, changeTopic, pauseTopic } from '../actions.js';
import { may } from '../api.js';
import { count } from '../format.js';
import { button, empty, heading, panel, table, text, when } from '../parts.js';
import { has, t } from '../text.js';

export default function show(view) {
  const page = view.poll(
    2_000,
    async () => {
      const [nodes, overview] = await Promise.all([view.get('nodes'), view.get('overview')]);
      return { nodes, overview };
    },
    ({ nodes, overview }) => [
      heading(t('nodes.title'), t('nodes.subtitle')),
      nodes.relays.length + overview.consumers.length === 0 ? empty(t('nodes.none')) : null,
      nodes.relays.length === 0 ? null : relays(view, nodes.relays, page),
      overview.consumers.length === 0 ? null : consumers(view, overview.consumers, nodes.consumers, page),
      topics(view, overview.relays, page),
    ],
  );
}

function relays(view, rows, page) {
  const columns = [
    { title: t('column.relay'), cell: (row) => h('strong', { class: 'user-text' }, row.relay) },
    { title: t('column.state'), className: 'tight', cell: (row) => state(relayState(row)) },
    { title: t('column.owner'), cell: (row) => text(row.owner, t('none.owner')) },
    { title: t('nodes.here'), className: 'tight', cell: (row) => (row.here === null ? text(null) : state(row.here)) },
    { title: t('column.channel'), cell: (row) => text(row.channel) },
    { title: t('column.epoch'), className: 'right', cell: (row) => count(row.epoch) },
    { title: t('column.renewed'), className: 'tight', cell: (row) => when(row.renewedAt) },
    { title: t('column.version'), className: 'tight', cell: (row) => text(row.version) },
    { title: t('column.act'), className: 'acts', cell: (row) => relayActs(view, row, page) },
  ];
  return panel(t('overview.relays'), table({ label: t('overview.relays'), columns, rows, keyOf: (row) => row.relay }));
}

function relayState({ owner, paused }) {
  return owner === null ? 'NO_OWNER' : paused ? 'PAUSED' : 'RUNNING';
}

function state(name) {
  return h('span', { class: `badge run-${name.toLowerCase()}` }, has(`run.${name}`) ? t(`run.${name}`) : name);
}

function relayActs(view, row, page) {
  if (!may('OPERATOR')) {
    return text(null);
  }
  const act = (action, image, tone = 'plain') =>
    button(t(`act.${action}`), () => changeRelay(view.database, action, row.relay).then(page.ask), { image, tone });
  return h(
    'div',
    { class: 'row-acts' },
    row.paused ? act('resume', 'play', 'main') : act('pause', 'pause'),
    row.owner === null ? null : act('handover', 'handover'),
  );
}

/** A line per consumer, then one for each of its nodes. */
function consumers(view, all, nodes, page) {
  const rows = all.flatMap((consumer) => {
    const own = nodes.filter((row) => row.consumer === consumer.name).map((row) => row.node);
    return (own.length === 0 ? [null] : own).map((node, place) => ({ consumer, node, first: place === 0 }));
  });
  const of = (read) => ({ consumer, node }) => (node === null ? text(null) : read(node, consumer));
  const columns = [
    { title: t('column.consumer'), cell: ({ consumer }) => h('strong', { class: 'user-text' }, consumer.name) },
    { title: t('column.state'), className: 'tight', cell: ({ consumer, node }) => state(consumer.paused ? 'PAUSED' : (node?.state ?? 'NO_NODE')) },
    { title: t('column.node'), cell: of((node) => text(node.node)) },
    { title: t('column.assigned'), className: 'right', cell: of((node) => count(node.assigned)) },
    { title: t('column.handled'), className: 'right', cell: of((node) => count(node.handled)) },
    { title: t('column.started'), className: 'tight', cell: of((node) => when(node.startedAt)) },
    { title: t('column.renewed'), className: 'tight', cell: of((node) => when(node.seenAt)) },
    { title: t('column.version'), className: 'tight', cell: of((node) => text(node.version)) },
    { title: t('column.act'), className: 'acts', cell: ({ consumer, first }) => (first ? consumerActs(view, consumer, page) : text(null)) },
  ];
  return panel(t('overview.consumers'), table({ label: t('overview.consumers'), columns, rows, keyOf: ({ consumer, node }) => `${consumer.name} ${node?.node}` }));
}

function consumerActs(view, consumer, page) {
  if (!may('OPERATOR')) {
    return text(null);
  }
  const action = consumer.paused ? 'resume' : 'pause';
  return button(t(`act.${action}`), () => changeConsumer(view.database, action, consumer.name).then(page.ask), {
    image: consumer.paused ? 'play' : 'pause',
    tone: consumer.paused ? 'main' : 'plain',
  });
}

/** Topics that somebody has paused, and the way to pause one. */
function topics(view, all, page) {
  const paused = all.flatMap((relay) => relay.pausedTopics.map((topic) => ({ relay: relay.name, ...topic })));
  const resume = ({ relay, topic }) => changeTopic(view.database, 'resume', relay, topic).then(page.ask);
  const columns = [
    { title: t('column.topic'), cell: (row) => text(row.topic) },
    { title: t('column.relay'), cell: (row) => text(row.relay) },
    { title: t('column.since'), className: 'tight', cell: (row) => when(row.since) },
    { title: t('column.actor'), cell: (row) => text(row.actor) },
    { title: t('column.reason'), cell: (row) => text(row.reason) },
    { title: t('column.act'), cell: (row) => (may('OPERATOR') ? button(t('act.resume'), () => resume(row), { tone: 'main', image: 'play' }) : text(null)) },
  ];
  const buttons = may('OPERATOR')
    ? all.map((relay) =>
        button(all.length > 1 ? t('nodes.topics.pauseOf', { name: relay.name }) : t('nodes.topics.pause'), () => pauseTopic(view.database, relay.name).then(page.ask), { image: 'pause' }),
      )
    : null;
  return panel(
    t('nodes.topics'),
    paused.length === 0
      ? h('p', { class: 'empty' }, t('nodes.topics.none'))
      : table({ label: t('nodes.topics'), columns, rows: paused, keyOf: (row) => `${row.relay} ${row.topic}` }),
    h('div', { class: 'row-acts' }, buttons),
  );
}
