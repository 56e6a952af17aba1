/** One sentence per relay and consumer: how it is, since when, why, and which button helps. */

import { h } from './dom.js';
import { icon } from './icons.js';
import { clock } from './format.js';
import { has, t } from './text.js';
import { button } from './parts.js';
import { link } from './router.js';
import { may } from './api.js';

const WORST_FIRST = ['CRITICAL', 'WARNING', 'NOTICE', 'OK'];
const TONES = { CRITICAL: 'bad', WARNING: 'warn', NOTICE: 'warn', OK: 'ok' };
const QUIET = ['OK', 'NOTICE'];

/** Where the cause is shown. */
const PLACES = {
  DEAD_LETTERS: ['failures'],
  LANES_BLOCKED: ['failures', 'lanes'],
  NO_OWNER: ['nodes'],
  NO_NODE: ['nodes'],
  CONSUMER_DOWN: ['inbox'],
  PAUSED: ['nodes'],
  TOPICS_PAUSED: ['nodes'],
  BEHIND: ['waiting'],
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
  return WORST_FIRST.indexOf(subject.health.severity);
}

/** How many need a person to look at them. */
export function troubled(overview) {
  return subjects(overview).filter((subject) => !QUIET.includes(subject.health.severity));
}

/** The sentence, as text. */
export function sentence({ kind, name, health }) {
  const key = `health.${kind}.${health.code}`;
  const common = `health.${health.code}`;
  const known = [key, common].find((one) => has(one) || has(`${one}.other`));
  const since = health.since === null ? '' : t('health.since', { time: clock(health.since) });
  return known === undefined ? `${name}: ${health.sentence}` : t(known, { name, since, n: health.count });
}

/** What helps, as text, or null. */
function advice({ kind, health }) {
  const key = `advice.${kind}.${health.code}`;
  const common = `advice.${health.code}`;
  return has(key) ? t(key) : has(common) ? t(common) : null;
}

/** ok, warn or bad. */
export function toneOf(health) {
  return TONES[health.severity] ?? 'warn';
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
  const tone = toneOf(subject.health);
  const help = advice(subject);
  return h(
    'li',
    { class: tone, key: `${subject.kind} ${subject.name}`, 'data-health': subject.health.code },
    icon({ ok: 'check', warn: 'waiting', bad: 'warning' }[tone]),
    h(
      'div',
      { class: 'health-text' },
      h('p', { class: 'health-sentence' }, h('span', { class: 'kind' }, t(`kind.${subject.kind}`)), sentence(subject)),
      tone !== 'ok' && subject.health.cause ? h('p', { class: 'detail' }, subject.health.cause) : null,
      tone !== 'ok' && help ? h('p', { class: 'muted' }, help) : null,
    ),
    h('div', { class: 'health-act' }, act(database, subject, redraw)),
  );
}

/** The one button that helps with this cause. */
function act(database, subject, redraw) {
  const { kind, health, name } = subject;
  if (health.code === 'PAUSED' && may('OPERATOR') && subject.paused) {
    return button(t('act.resume'), () => resume(database, kind, name).then(redraw), { tone: 'main', image: 'play' });
  }
  if (health.code === 'DESTINATION_DOWN') {
    return h('a', { class: 'button', href: link([database, 'outbox'], { state: 'PENDING' }) }, t('act.whatWaits'));
  }
  const where = kind === 'consumer' && health.code === 'BEHIND' ? ['inbox'] : PLACES[health.code];
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
