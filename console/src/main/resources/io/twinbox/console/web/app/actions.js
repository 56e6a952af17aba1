/**
 * What operators do. Each act asks first (what destroys says what), carries a reason for the audit
 * and one intent, so that a second press or a lost answer does not do it twice.
 */

import { h } from './dom.js';
import { ask, field, reason } from './dialog.js';
import { intent, of, post } from './api.js';
import { counted } from './parts.js';
import { go } from './router.js';
import { t } from './text.js';
import { toast, toastProblem } from './toast.js';

/** From how many on a word must be typed. */
const MANY = 100;

/** Says what came of it; a failure is shown with its remedy. Resolves with the answer, or null. */
async function attempt(doing, done) {
  try {
    const answer = await doing();
    toast(done(answer));
    return answer;
  } catch (problem) {
    toastProblem(problem);
    return null;
  }
}

const because = (form) => form.get('reason').trim();

async function change(path, question, body, done) {
  const key = intent();
  const why = await ask({ ...question, body: [question.body, reason()], read: because });
  if (why === null) {
    return null;
  }
  return attempt(() => post(path, { ...body, reason: why }, key), done);
}

const changed = (sentence) => (answer) => (answer.changed ? sentence : t('act.nothing'));

/** Pauses, resumes or hands over a relay. */
export function changeRelay(database, action, relay) {
  return change(
    of(database, `relays/${action}`),
    {
      title: t(`ask.${action}.title`, { name: relay }),
      body: h('p', {}, t(`ask.relay.${action}`)),
      act: t(`act.${action}`),
      tone: action === 'resume' ? 'main' : 'warn',
    },
    { relay },
    changed(t(`done.${action}`, { name: relay })),
  );
}

/** Pauses or resumes a topic of a relay. */
export function changeTopic(database, action, relay, topic) {
  return change(
    of(database, `topics/${action}`),
    {
      title: t(`ask.${action}.title`, { name: topic }),
      body: h('p', {}, t(`ask.topic.${action}`)),
      act: t(`act.${action}`),
      tone: action === 'resume' ? 'main' : 'warn',
    },
    { relay, topic },
    changed(t(`done.${action}`, { name: topic })),
  );
}

/** Asks which topic, and pauses it. */
export async function pauseTopic(database, relay) {
  const topic = await ask({
    title: t('ask.topic.which'),
    body: [field(t('field.topic'), 'topic', { required: true, maxlength: 249 })],
    act: t('act.next'),
    read: (form) => form.get('topic').trim(),
  });
  return topic === null ? null : changeTopic(database, 'pause', relay, topic);
}

/** Pauses or resumes a consumer. */
export function changeConsumer(database, action, consumer) {
  return change(
    of(database, `consumers/${action}`),
    {
      title: t(`ask.${action}.title`, { name: consumer }),
      body: h('p', {}, t(`ask.consumer.${action}`)),
      act: t(`act.${action}`),
      tone: action === 'resume' ? 'main' : 'warn',
    },
    { consumer },
    changed(t(`done.${action}`, { name: consumer })),
  );
}

/** Retries or discards these: `owner` = {relay} or {consumer}, `which` = {seqs} or {filter}. */
export async function settle(database, side, action, owner, which) {
  const path = of(database, `${side}/${action}`);
  const found = which.seqs ? { value: which.seqs.length, precision: 'EXACT' } : await dryRun(path, { ...owner, ...which });
  if (found === null) {
    return null;
  }
  const matched = found.value;
  const destroys = action === 'discard';
  const why = await ask({
    title: t(`ask.${action}.some`, { n: matched, text: counted(found) }),
    body: [h('p', {}, t(`ask.${side}.${action}`)), reason()],
    act: t(`act.${action}`),
    tone: destroys ? 'bad' : 'main',
    word: destroys && matched >= MANY ? t('ask.word.discard') : null,
    read: because,
  });
  if (why === null) {
    return null;
  }
  const body = { ...owner, ...which, reason: why, ...(destroys ? { confirm: 'discard' } : {}) };
  return attempt(
    () => all(path, body),
    (answer) => (answer.state ? t('job.begun') : t(`done.${action}.some`, { n: answer.changed })),
  );
}

/** A call changes a thousand records at most, and says so: then the same again. */
async function all(path, body) {
  let changed = 0;
  for (;;) {
    const answer = await post(path, body, intent());
    if (answer.state) {
      return answer;
    }
    changed += answer.changed;
    if (!answer.more || answer.changed === 0) {
      return { ...answer, changed };
    }
  }
}

async function dryRun(path, body) {
  try {
    const { matched } = await post(path, { ...body, dryRun: true, reason: t('reason.dryRun') });
    if (matched?.value === 0) {
      toast(t('act.nothing'));
      return null;
    }
    return matched ?? { value: MANY, precision: 'AT_LEAST' };
  } catch (problem) {
    toastProblem(problem);
    return null;
  }
}

/** Publishes again what was published: asks what, counts it, asks again, begins. */
export async function replay(database, relays, preset = {}) {
  const wish = await ask({
    title: t('replay.title'),
    body: [h('p', {}, t('replay.explain')), replayFields(relays, preset)],
    act: t('replay.count'),
    read: readReplay,
  });
  if (wish === null) {
    return null;
  }
  const path = of(database, 'replays');
  const found = await dryRun(path, wish);
  if (found === null) {
    return null;
  }
  const matched = found.value;
  const key = intent();
  const why = await ask({
    title: t('replay.sure', { n: matched, text: counted(found) }),
    body: [h('p', {}, t(`replay.warning.${wish.ids}`, { topic: wish.toTopic ?? t('replay.ownTopics') })), reason()],
    act: t('act.replay'),
    tone: 'warn',
    word: matched >= MANY ? t('ask.word.replay') : null,
    read: because,
  });
  if (why === null) {
    return null;
  }
  return attempt(() => post(path, { ...wish, reason: why, confirm: 'replay' }, key), () => t('job.begun'));
}

function replayFields(relays, preset) {
  return h(
    'div',
    { class: 'fields' },
    choice(t('field.relay'), 'relay', relays, preset.relay),
    field(t('field.topic'), 'topic', { value: preset.topic, maxlength: 249 }),
    field(t('field.key'), 'key', { value: preset.key, maxlength: 2048 }),
    field(t('field.from'), 'from', { type: 'datetime-local', step: 1, value: local(preset.from) }),
    field(t('field.to'), 'to', { type: 'datetime-local', step: 1, value: local(preset.to) }),
    field(t('replay.toTopic'), 'toTopic', { maxlength: 249, hint: t('replay.toTopic.hint') }),
    choice(t('replay.ids'), 'ids', [['KEPT', t('replay.ids.KEPT')], ['NEW', t('replay.ids.NEW')]]),
  );
}

function readReplay(form) {
  const given = {};
  for (const name of ['relay', 'topic', 'key', 'toTopic', 'ids']) {
    if (form.get(name)?.trim()) {
      given[name] = form.get(name).trim();
    }
  }
  for (const name of ['from', 'to']) {
    if (form.get(name)) {
      given[name] = new Date(form.get(name)).toISOString();
    }
  }
  return given;
}

/** A moment as an input for it wants it: local, without a zone. */
export function local(instant) {
  if (!instant) {
    return null;
  }
  const moment = new Date(instant);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** A labelled choice. */
export function choice(label, name, options, chosen = null, attributes = {}) {
  const select = h(
    'select',
    { name, ...attributes },
    options.map((option) => {
      const [value, shown] = Array.isArray(option) ? option : [option, option];
      return h('option', { value, selected: value === chosen }, shown);
    }),
  );
  return h('label', { class: 'field' }, h('span', {}, label), select);
}

/** Appends a message to see whether it arrives. */
export async function appendMessage(database) {
  const key = intent();
  const wish = await ask({
    title: t('append.title'),
    body: [
      h('p', { class: 'warning' }, t('append.warning')),
      h(
        'div',
        { class: 'fields' },
        field(t('field.topic'), 'topic', { required: true, maxlength: 249 }),
        field(t('field.type'), 'type', { required: true, maxlength: 200 }),
        field(t('field.key'), 'key', { maxlength: 2048 }),
        area(t('field.payload'), 'text', t('append.example')),
        reason(),
      ),
    ],
    act: t('act.append'),
    tone: 'warn',
    read: (form) => Object.fromEntries([...form].filter(([, value]) => value !== '')),
  });
  if (wish === null) {
    return;
  }
  const answer = await attempt(
    () => post(of(database, 'outbox/messages'), { ...wish, confirm: 'publish' }, key),
    () => t('done.append'),
  );
  if (answer) {
    go([database, 'outbox', String(answer.seq)]);
  }
}

function area(label, name, value) {
  return h('label', { class: 'field whole' }, h('span', {}, label), h('textarea', { name, rows: 8, spellcheck: 'false' }, value));
}

/** Changes a dead letter and puts it back; what it was is kept beside it. */
export async function edit(database, entry, text) {
  const key = intent();
  const wish = await ask({
    title: t('edit.title', { name: entry.item.seq }),
    body: [
      h('p', { class: 'warning' }, t('edit.warning')),
      h(
        'div',
        { class: 'fields' },
        field(t('field.type'), 'type', { value: entry.item.type, required: true, maxlength: 200 }),
        field(t('field.contentType'), 'contentType', { value: entry.contentType, maxlength: 200 }),
        text === null ? h('p', { class: 'muted whole' }, t('edit.bytes')) : area(t('field.payload'), 'text', text),
        reason(),
      ),
    ],
    act: t('act.edit'),
    tone: 'warn',
    read: (form) => Object.fromEntries(form),
  });
  if (wish === null) {
    return null;
  }
  const before = { type: entry.item.type, contentType: entry.contentType, text };
  Object.keys(before).filter((name) => wish[name] === before[name]).forEach((name) => delete wish[name]);
  const path = of(database, `outbox/entries/${entry.item.seq}/edit`);
  return attempt(() => post(path, { ...wish, relay: entry.item.relay, confirm: 'edit' }, key), changed(t('done.edit')));
}

/** Ends a job. */
export function cancelJob(database, job) {
  return change(
    of(database, `jobs/${job.id}/cancel`),
    { title: t('ask.cancel.title'), body: h('p', {}, t('ask.cancel')), act: t('act.cancel'), tone: 'warn' },
    {},
    changed(t('done.cancel')),
  );
}
