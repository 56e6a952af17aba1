/** One sentence per relay and consumer: how it is, since when, why, and which button helps. */

import { h } from './dom.js';
import { icon } from './icons.js';
import { clock } from './format.js';
import { has, t } from './text.js';
import { button } from './parts.js';
import { link } from './router.js';
import { may } from './api.js';

const WORST_FIRST = ['FAILING', 'WAITING', 'OK'];
const TONES = { FAILING: 'bad', WAITING: 'warn', OK: 'ok' };

/** Where the cause is shown. */
const PLACES = {
  DEAD_LETTERS: ['failures'],
  LANES_WAIT: ['failures', 'lanes'],
  NO_OWNER: ['nodes'],
  ELSEWHERE: ['nodes'],
  STOPPED: ['nodes'],
  HALTED: ['nodes'],
  RESTARTING: ['nodes'],
  DATABASE_DOWN: ['waiting'],
  LATE: ['waiting'],
  BEHIND: ['inbox'],
  HANDLER_STUCK: ['inbox'],
};

/** Relays and consumers of an overview, worst first: [{kind, name, health, paused}]. */
export function subjects(overview) {
  const all = [
    ...overview.relays.map((relay) => ({ kind: 'relay', ...relay })),
    ...overview.consumers.map((consumer) => ({ kind: 'consumer', ...consumer })),
  ];
  return all.sort((a, b) => order(a) - order(b));
}

function order(subject) {
  return WORST_FIRST.indexOf(subject.health.level);
}

/** How many need a person to look at them. */
export function troubled(overview) {
  return subjects(overview).filter((subject) => subject.health.level !== 'OK');
}

/** The sentence, as text. */
export function sentence({ kind, name, health }) {
  const key = `health.${kind}.${health.cause}`;
  const common = `health.${health.cause}`;
  const known = has(key) ? key : common;
  if (!has(known)) {
    return health.sentence;
  }
  const since = health.since === null ? '' : t('health.since', { time: clock(health.since) });
  return t(known, { name, since });
}

/** What helps, as text, or null. */
function advice({ kind, health }) {
  const key = `advice.${kind}.${health.cause}`;
  const common = `advice.${health.cause}`;
  return has(key) ? t(key) : has(common) ? t(common) : null;
}

/** The list at the top of the overview. */
export function healthList(database, overview, redraw) {
  return h(
    'ul',
    { class: 'health', 'aria-label': t('health.list') },
    subjects(overview).map((subject) => line(database, subject, redraw)),
  );
}

function line(database, subject, redraw) {
  const tone = TONES[subject.health.level] ?? 'warn';
  const help = advice(subject);
  return h(
    'li',
    { class: tone, key: `${subject.kind} ${subject.name}`, 'data-health': subject.health.cause },
    icon({ ok: 'check', warn: 'waiting', bad: 'warning' }[tone]),
    h(
      'div',
      { class: 'health-text' },
      h('p', { class: 'health-sentence' }, h('span', { class: 'kind' }, t(`kind.${subject.kind}`)), sentence(subject)),
      tone !== 'ok' && subject.health.detail ? h('p', { class: 'detail' }, subject.health.detail) : null,
      tone !== 'ok' && help ? h('p', { class: 'muted' }, help) : null,
    ),
    h('div', { class: 'health-act' }, act(database, subject, redraw)),
  );
}

/** The one button that helps with this cause. */
function act(database, subject, redraw) {
  const { kind, health, name } = subject;
  if (health.cause === 'PAUSED' && may('OPERATOR') && subject.paused) {
    return button(t('act.resume'), () => resume(database, kind, name).then(redraw), { tone: 'main', image: 'play' });
  }
  if (health.cause === 'PAUSED') {
    return place(database, ['nodes']);
  }
  if (health.cause === 'DESTINATION_DOWN') {
    return h('a', { class: 'button', href: link([database, 'outbox'], { state: 'PENDING' }) }, t('act.whatWaits'));
  }
  const where = PLACES[health.cause];
  return where ? place(database, where) : null;
}

/** Fetched when it is needed: who only looks does not load what operators do. */
async function resume(database, kind, name) {
  const { changeConsumer, changeRelay } = await import('./actions.js');
  return (kind === 'relay' ? changeRelay : changeConsumer)(database, 'resume', name);
}

function place(database, where) {
  return h('a', { class: 'button', href: link([database, ...where]) }, t(`act.to.${where.join('.')}`));
}
