/** What the stub tells: shaped as openapi.yaml says, so that every screen has something to show. */

export const XSS = [
  '<script>window.hurt=1</script>',
  '"><img src=x onerror="window.hurt=1">',
  "javascript:window.hurt=1",
  '<svg/onload=window.hurt=1>',
  '{{constructor.constructor("window.hurt=1")()}}',
  "'-window.hurt-'",
  '\u202Egnp.exe\u202C & <b>bold</b>',
];

const T0 = Date.now();
export const iso = (secondsAgo = 0) => new Date(Date.now() - secondsAgo * 1000).toISOString();
const uuid = (n) => `0196f3a2-7c1e-7a51-8d20-${String(n).padStart(12, '0')}`;

export const session = {
  user: 'ada',
  roles: ['VIEWER', 'PAYLOAD_VIEWER', 'OPERATOR', 'ADMIN', 'EDITOR'],
  csrf: { header: 'X-CSRF-TOKEN', parameter: '_csrf', token: 'stub' },
  databases: ['orders', 'payments'],
  version: '0.1.0-SNAPSHOT',
  loginPath: null,
  logoutPath: './logout',
};

const health = (severity, code, { since = null, cause = null, count = 0 } = {}) => ({
  severity, code, cause, since, count, sentence: `${code} in English`,
});

function relay(name, changes) {
  return {
    name, channel: 'kafka', health: health('OK', 'WELL'), owner: 'shop-7f9c-1', epoch: 12, paused: false,
    pausedTopics: [], backlog: 3, oldestPendingAgeMs: 40, parked: 0, dead: 0, failingSince: null, tries: 0,
    lastError: null, renewedAt: iso(1), expiresAt: iso(-9), version: '0.1.0', lastBatch: 41_236, confirmed: 41_235,
    claimedPerSecond: 318.2, here: 'RUNNING', ...changes,
  };
}

const consumerNode = (node, changes) => ({
  node, version: '0.1.0', state: 'RUNNING', error: null, failingSince: null, assigned: 4, read: 120_431, handled: 120_398,
  duplicates: 33, parked: 2, dead: 3, startedAt: iso(86_400), seenAt: iso(1), ...changes,
});

function consumer(name, changes) {
  return {
    name, health: health('OK', 'WELL'), paused: false, backlog: 0, oldestPendingAgeMs: null, parked: 0, dead: 0,
    handledPerSecond: 311.4, duplicatesPerSecond: 0.2, lagRecords: 41, nodes: [consumerNode('shop-7f9c-1'), consumerNode('shop-7f9c-2')], ...changes,
  };
}

const wave = (second, base, swing) => Math.round(10 * Math.max(0, base + Math.sin(second / 23) * swing + Math.sin(second / 7) * swing * 0.4)) / 10;

export function overview(down) {
  const second = Math.floor(Date.now() / 1000);
  const waits = down ? 14_870 + (second - Math.floor(T0 / 1000)) * 300 : 3;
  return {
    at: iso(),
    throughput: { appended: wave(second, 320, 40), published: down ? 0 : wave(second, 318, 44), handled: down ? 0 : wave(second, 311, 50), duplicates: 0.2 },
    lag: down ? { p50Ms: null, p95Ms: null, p99Ms: null } : { p50Ms: 6.2, p95Ms: 14.8, p99Ms: 31 },
    backlog: waits, oldestPendingAgeMs: down ? 49_000 : 40,
    parked: { outbox: 41, inbox: 2 }, dead: { outbox: 7, inbox: 3 },
    relays: [
      relay('orders', down
        ? { health: health('CRITICAL', 'DESTINATION_DOWN', { since: iso(49), cause: 'org.apache.kafka.common.errors.TimeoutException: no answer from localhost:9092 for 3 s' }), backlog: waits, oldestPendingAgeMs: 49_000, here: 'DESTINATION_DOWN' }
        : { health: health('WARNING', 'LANES_BLOCKED', { since: iso(620), count: 41, cause: 'UnknownTopicOrPartitionException: invoices' }), dead: 7, parked: 41 }),
      relay('webhooks', { channel: 'webhook', health: health('WARNING', 'PAUSED', { since: iso(5_400), cause: 'ada' }), paused: true, pausedTopics: [{ topic: 'invoices', since: iso(900), actor: 'ada', reason: 'the receiver moves' }], backlog: 212, oldestPendingAgeMs: 5_390_000, here: null }),
    ],
    consumers: [
      consumer('confirmations'),
      consumer('payments', { health: health('WARNING', 'DEAD_LETTERS', { count: 3, cause: 'HANDLER_FAILED: account is closed' }), parked: 2, dead: 3, lagRecords: 3_120 }),
      consumer(XSS[0], { health: health('CRITICAL', 'NO_NODE', { since: iso(30) }), nodes: [], handledPerSecond: null, duplicatesPerSecond: null, lagRecords: null }),
    ],
    promises: ['Atomic: a message exists if and only if its transaction committed.', 'At-least-once publishing; in order per key.', 'Exactly-once effect per consumer inside 7 days.'],
  };
}

export function history(minutes) {
  const step = Math.max(1, Math.ceil((minutes * 60) / 360));
  const end = Math.floor(Date.now() / 1000 / step) * step;
  const at = Array.from({ length: Math.min(400, Math.floor((minutes * 60) / step)) }, (unused, i, n = Math.min(400, Math.floor((minutes * 60) / step))) => end - (n - 1 - i) * step);
  const column = (base, swing) => at.map((second) => wave(second, base, swing));
  return {
    stepSeconds: step, at, appended: column(320, 40), published: column(318, 44), handled: column(311, 50), duplicates: at.map(() => 0.2),
    backlog: column(6, 5), oldestPendingAgeMs: column(40, 20), lagP50Ms: column(6, 2), lagP95Ms: column(15, 4), lagP99Ms: column(31, 9),
    parked: at.map(() => 43), dead: at.map(() => 10),
  };
}

const STATES = ['PENDING', 'PUBLISHED', 'PUBLISHED', 'DEAD', 'PARKED', 'PUBLISHED'];
const ERROR = 'org.apache.kafka.common.errors.RecordTooLargeException: 1,203,114 bytes, the topic takes 1,048,588';

export function entry(seq) {
  const nasty = seq % 10 === 3 ? XSS[(seq / 10) % XSS.length | 0] : null;
  const state = STATES[seq % STATES.length];
  const failed = state === 'DEAD' || state === 'PARKED';
  return {
    seq, id: uuid(seq), relay: 'orders', channel: 'kafka', topic: nasty ?? ['order-events', 'invoices'][seq % 2], key: nasty ?? `customer-${String(seq % 997).padStart(3, '0')}`,
    type: nasty ?? 'OrderPlaced', state, occurredAt: iso((900_000 - seq) * 2), publishedAt: state === 'PUBLISHED' ? iso((900_000 - seq) * 2 - 1) : null,
    attempts: failed ? 10 : 0, nextAttemptAt: state === 'PARKED' ? iso(-34) : null, error: failed ? (nasty ?? ERROR) : null, discardedAt: null,
  };
}

export function entryPage(query) {
  const from = Number(query.get('cursor') ?? 900_000);
  const items = [];
  for (let seq = from; seq > from - 2_000 && items.length < 50; seq--) {
    const one = entry(seq);
    if ((!query.get('state') || one.state === query.get('state')) && (!query.get('topic') || one.topic === query.get('topic')) && (!query.get('id') || one.id === query.get('id'))) {
      items.push(one);
    }
  }
  return { items, next: items.length === 50 ? String(items.at(-1).seq - 1) : null };
}

const exact = (value) => ({ value, precision: 'EXACT' });
const about = (value) => ({ value, precision: 'ESTIMATE' });
export const counts = () => ({ PENDING: exact(3), PARKED: exact(41), PUBLISHED: about(10_482_113), DEAD: exact(7) });

const headers = (nasty) => [
  { name: 'traceparent', value: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
  { name: 'tenant', value: nasty ?? 'north' },
  { name: 'signature', value: 'q83vEjRW', base64: true },
];

export function entryDetail(seq) {
  const item = entry(seq);
  return {
    item, contentType: 'application/json', payloadBytes: 214, headers: headers(item.seq % 10 === 3 ? item.topic : null), traceId: '4bf92f3577b34da6a3ce929d0e0e4736', lane: item.state === 'PUBLISHED' ? null : item.topic, batch: 41_233,
    timeline: [
      { at: item.occurredAt, event: 'OCCURRED', detail: null },
      { at: item.occurredAt, event: 'CLAIMED', detail: 'batch 41,233 by shop-7f9c-1, epoch 12' },
      item.state === 'PUBLISHED' ? { at: item.publishedAt, event: 'PUBLISHED', detail: 'order-events, partition 3' } : { at: iso(90), event: item.state === 'DEAD' ? 'DEAD' : 'PARKED', detail: item.error },
    ],
    attempts: item.attempts ? [9, 10].map((no) => ({ no, at: iso(700 - no * 60), error: item.error, errorClass: 'RecordTooLargeException' })) : [],
    edits: item.state === 'DEAD' ? [{ at: iso(3_000), actor: XSS[1], typeBefore: 'OrderPlacd', contentTypeBefore: 'application/json', bytesBefore: 211 }] : [],
  };
}

export function payload(seq) {
  const nasty = seq % 10 === 3 ? XSS[(seq / 10) % XSS.length | 0] : 'kettle';
  const text = `{"order":${seq},"customer":"customer-${seq % 997}","item":${JSON.stringify(nasty)},"cents":290012345678901234567,"lines":[{"sku":"K-1","n":1},{"sku":"K-2","n":2}],"note":null,"empty":{}}`;
  return { contentType: 'application/json', bytes: text.length, shown: text.length, text, base64: null };
}

export const consumers = () => overview(false).consumers;

export function record(seq, name) {
  return {
    consumer: name, seq, state: ['PARKED', 'DEAD', 'RECEIVED'][seq % 3], messageId: uuid(seq), topic: 'order-events', partition: seq % 8, offset: 88_000 + seq,
    type: 'OrderPlaced', attempts: 4, receivedAt: iso(1_200 + seq), nextAttemptAt: seq % 3 ? null : iso(-20), fault: 'HANDLER_FAILED',
    error: seq % 4 === 1 ? XSS[1] : 'java.lang.IllegalStateException: account is closed', discardedAt: null,
  };
}

export const recordDetail = (seq, name) => ({
  item: record(seq, name), identity: uuid(seq), key: 'customer-017', payloadBytes: 214, headers: headers(null),
  stack: 'java.lang.IllegalStateException: account is closed\n  at shop.Payments.pay(Payments.java:41)\n  at shop.Payments.on(Payments.java:22)',
});

export const failures = () => ({
  groups: [
    { side: 'OUTBOX', owner: 'orders', state: 'DEAD', errorClass: 'org.apache.kafka.common.errors.RecordTooLargeException', error: 'org.apache.kafka.common.errors.RecordTooLargeException: #,#,# bytes, the topic takes #,#,#', topic: 'order-events', count: 7, firstAt: iso(90_000), lastAt: iso(90), sample: 899_997 },
    { side: 'OUTBOX', owner: 'orders', state: 'PARKED', errorClass: null, error: 'UnknownTopicOrPartitionException: invoices', topic: 'invoices', count: 41, firstAt: iso(620), lastAt: iso(4), sample: 899_998 },
    { side: 'INBOX', owner: 'payments', state: 'DEAD', errorClass: 'HANDLER_FAILED', error: 'java.lang.IllegalStateException: account # is closed', topic: null, count: 3, firstAt: iso(7_200), lastAt: iso(300), sample: 4 },
    { side: 'INBOX', owner: 'payments', state: 'DEAD', errorClass: 'UNDECODABLE', error: XSS[1], topic: XSS[0], count: 1, firstAt: iso(7_200), lastAt: iso(300), sample: 1 },
  ],
});

export const lanes = () => ({
  more: true, next: null,
  items: [
    { side: 'OUTBOX', owner: 'orders', topic: 'invoices', key: null, headSeq: 899_998, headState: 'PARKED', waiting: { value: 40, precision: 'AT_LEAST' }, since: iso(620), attempts: 6, nextAttemptAt: iso(-34), error: 'UnknownTopicOrPartitionException: invoices' },
    { side: 'INBOX', owner: 'payments', topic: 'order-events', key: XSS[0], headSeq: 3, headState: 'PARKED', waiting: exact(1), since: iso(300), attempts: 4, nextAttemptAt: null, error: XSS[1] },
  ],
});

export const waiting = () => ({
  at: iso(), serverVersion: '18.6', startedAt: iso(86_400 * 9), retentionMs: 604_800_000, connections: { used: 41, most: 100, byState: { idle: 38, active: 3 } },
  holders: [
    { pid: 4_711, user: 'bi', name: XSS[3], client: '10.0.4.17', state: 'idle in transaction', waitsFor: 'Client/ClientRead', ageMs: 1_260_000, pins: 48_113, query: 'SELECT * FROM sales' },
    { pid: 0, user: 'shop', name: 'order-42', client: null, state: 'prepared', waitsFor: null, ageMs: 12_000, pins: 12, query: null },
  ],
  slots: Array.from({ length: 8 }, (unused, number) => ({
    number, use: number === 5 ? 'WRITTEN' : number === 6 ? 'NEXT' : 'KEPT', bytes: number > 5 ? 8_192 : 310_000_000 + number * 41_000_000, entries: number > 5 ? exact(0) : about(1_700_000 + number * 90_000),
    oldestAt: number > 5 ? null : iso(86_400 * (6 - number)), newestAt: number > 5 ? null : iso(86_400 * (5 - number)),
  })),
  nextPurge: { slot: 0, notBefore: iso(3_600 * 7), writtenFrom: iso(-3_600 * 20), pinnedBy: 'relay webhooks is paused and has 212 entries here' },
  relays: [
    { relay: 'orders', lastBatch: 41_236, confirmed: 41_235, at: iso(1), seq: 900_000, behind: 3 },
    { relay: 'webhooks', lastBatch: 977, confirmed: 977, at: iso(5_400), seq: 899_788, behind: 215 },
  ],
});

export const nodes = () => ({
  relays: [
    { relay: 'orders', channel: 'kafka', owner: 'shop-7f9c-1', epoch: 12, renewedAt: iso(1), expiresAt: iso(-9), version: '0.1.0', paused: false, here: 'RUNNING' },
    { relay: 'webhooks', channel: 'webhook', owner: 'hooks-1', epoch: 3, renewedAt: iso(2), expiresAt: iso(-8), version: '0.1.0', paused: true, here: null },
    { relay: 'mails', channel: 'mail', owner: null, epoch: 1, renewedAt: iso(20_000), expiresAt: iso(19_990), version: '0.1.0', paused: false, here: null },
  ],
  consumers: overview(false).consumers.flatMap((one) => one.nodes.map((node) => ({ consumer: one.name, node }))),
});

export const audit = () => ({
  next: null,
  items: [
    { id: 3, at: iso(30), actor: 'ada', action: 'retry', subject: 'relay orders, seq 899997', details: { matched: '1' }, reason: 'the topic takes 2 MB now' },
    { id: 2, at: iso(5_400), actor: XSS[0], action: 'pause', subject: 'relay webhooks', details: {}, reason: XSS[1] },
  ],
});
