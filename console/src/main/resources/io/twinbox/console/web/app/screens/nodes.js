/** Relays and consumers, who runs them, and what can be asked of them. */

import { h } from '../dom.js';
import { changeConsumer, changeRelay, changeTopic, pauseTopic } from '../actions.js';
import { may } from '../api.js';
import { count } from '../format.js';
import { button, empty, heading, panel, table, text, when } from '../parts.js';
import { has, t } from '../text.js';

const IMAGES = { pause: 'pause', resume: 'play', handover: 'handover' };

export default function show(view) {
  const page = view.poll(
    3_000,
    async () => {
      const [nodes, overview] = await Promise.all([view.get('nodes'), view.get('overview')]);
      return { nodes, overview };
    },
    ({ nodes, overview }) => [
      heading(t('nodes.title'), t('nodes.subtitle')),
      nodes.items.length === 0 ? empty(t('nodes.none')) : list(view, nodes.items, page),
      topics(view, overview.relays, page),
    ],
  );
}

function list(view, items, page) {
  const columns = [
    { title: t('column.name'), cell: (node) => h('strong', { class: 'user-text' }, node.name) },
    { title: t('column.kind'), className: 'tight', cell: (node) => t(`kind.${node.kind.toLowerCase()}`) },
    { title: t('column.state'), className: 'tight', cell: (node) => h('span', { class: `badge run-${node.state.toLowerCase()}` }, has(`run.${node.state}`) ? t(`run.${node.state}`) : node.state) },
    { title: t('column.node'), cell: (node) => [text(node.node, t('none.owner')), node.here ? [' ', h('span', { class: 'badge' }, t('nodes.here'))] : null] },
    { title: t('column.epoch'), className: 'right', cell: (node) => count(node.epoch) },
    { title: t('column.renewed'), className: 'tight', cell: (node) => when(node.renewedAt) },
    { title: t('column.version'), className: 'tight', cell: (node) => text(node.version) },
    { title: t('column.act'), className: 'acts', cell: (node) => acts(view, node, page) },
  ];
  return table({ label: t('nodes.title'), columns, rows: items, keyOf: (node) => `${node.kind} ${node.name} ${node.node}` });
}

function acts(view, node, page) {
  if (!may('OPERATOR')) {
    return text(null);
  }
  const change = node.kind === 'RELAY' ? changeRelay : changeConsumer;
  return h(
    'div',
    { class: 'row-acts' },
    node.actions.map((action) =>
      button(t(`act.${action}`), () => change(view.database, action, node.name).then(page.ask), {
        image: IMAGES[action],
        tone: action === 'resume' ? 'main' : 'plain',
      }),
    ),
  );
}

/** Topics that somebody has paused, and the way to pause one. */
function topics(view, relays, page) {
  const paused = relays.flatMap((relay) => relay.pausedTopics.map((topic) => ({ relay: relay.name, topic })));
  const resume = ({ relay, topic }) => changeTopic(view.database, 'resume', relay, topic).then(page.ask);
  const rows = paused.map((row) =>
    h('li', { key: `${row.relay} ${row.topic}` }, text(row.topic), ' ', h('span', { class: 'muted' }, row.relay), ' ',
      may('OPERATOR') ? button(t('act.resume'), () => resume(row), { tone: 'main', image: 'play' }) : null),
  );
  const buttons = may('OPERATOR')
    ? relays.map((relay) =>
        button(relays.length > 1 ? t('nodes.topics.pauseOf', { name: relay.name }) : t('nodes.topics.pause'), () => pauseTopic(view.database, relay.name).then(page.ask), { image: 'pause' }),
      )
    : null;
  return panel(
    t('nodes.topics'),
    rows.length === 0 ? h('p', { class: 'empty' }, t('nodes.topics.none')) : h('ul', { class: 'plain' }, rows),
    h('div', { class: 'row-acts' }, buttons),
  );
}
