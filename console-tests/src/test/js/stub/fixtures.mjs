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

const health = (level, cause, since = null, detail = null) => ({
  level, cause, since, detail, sentence: `${cause} in English`,
});

function relay(name, changes) {
  return {
    name, channel: 'kafka', health: health('OK', 'RUNNING'), owner: 'shop-7f9c-1', epoch: 12, paused: false,
    pausedTopics: [], backlog: 3, oldestPendingAgeMs: 40, parked: 0, dead: 0, failingSince: null, tries: 0,
    lastError: null, renewedAt: iso(1), expiresAt: iso(-9), version: '0.1.0', here: true, ...changes,
  };
}

function consumer(name, changes) {
  return {
    name, health: health('OK', 'RUNNING'), backlog: 0, oldestPendingAgeMs: null, parked: 0, dead: 0, paused: false,
    here: {
      state: 'RUNNING', assigned: 8, read: 120_431, handled: 120_398, duplicates: 33, conflicts: 0,
      handledPerSecond: 311.4, duplicatesPerSecond: 0.2, lagRecords: 41,
      partitions: Array.from({ length: 8 }, (unused, partition) => ({ topic: 'order-events', partition, lagRecords: (partition * 7) % 13 })),
    },
    ...changes,
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
        ? { health: health('FAILING', 'DESTINATION_DOWN', iso(49), 'org.apache.kafka.common.errors.TimeoutException: no answer from localhost:9092 for 3 s'), backlog: waits, oldestPendingAgeMs: 49_000 }
        : { health: health('WAITING', 'DEAD_LETTERS'), dead: 7, parked: 41 }),
      relay('webhooks', { channel: 'webhook', health: health('WAITING', 'PAUSED', iso(5_400)), paused: true, pausedTopics: ['invoices'], backlog: 212, oldestPendingAgeMs: 5_390_000 }),
    ],
    consumers: [consumer('confirmations'), consumer('payments', { health: health('WAITING', 'LANES_WAIT', iso(300), 'HANDLER_FAILED: account is closed'), parked: 2, dead: 3, here: { ...consumer('x').here, lagRecords: 3_120 } })],
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
  return { items, next: items.length === 50 ? String(items.at(-1).seq - 1) : null, searchedTo: null };
}

export const counts = () => ({ at: iso(), PENDING: 3, PARKED: 41, PUBLISHED: 10_482_113, DEAD: 7, discarded: 2, estimated: ['PUBLISHED'] });

const headers = (nasty) => [
  { name: 'traceparent', value: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
  { name: 'tenant', value: nasty ?? 'north' },
  { name: 'signature', value: 'q83vEjRW', base64: true },
];

export function entryDetail(seq) {
  const item = entry(seq);
  return {
    item, contentType: 'application/json', payloadBytes: 214, headers: headers(item.seq % 10 === 3 ? item.topic : null), traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    timeline: [
      { at: item.occurredAt, event: 'OCCURRED', detail: null },
      { at: item.occurredAt, event: 'CLAIMED', detail: 'batch 41,233 by shop-7f9c-1, epoch 12' },
      item.state === 'PUBLISHED' ? { at: item.publishedAt, event: 'PUBLISHED', detail: 'order-events, partition 3' } : { at: iso(90), event: item.state === 'DEAD' ? 'DEAD' : 'PARKED', detail: item.error },
    ],
    attempts: item.attempts ? [{ no: 9, at: iso(160), error: item.error }, { no: 10, at: iso(90), error: item.error }] : [],
    caused: item.state === 'PUBLISHED' ? [{ seq: seq + 4, id: uuid(seq + 4), topic: 'invoices' }] : [],
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
  more: false,
  groups: [
    { side: 'OUTBOX', owner: 'orders', state: 'DEAD', errorClass: 'org.apache.kafka.common.errors.RecordTooLargeException', error: '# bytes, the topic takes #', count: 7, firstAt: iso(90_000), lastAt: iso(90), topics: ['order-events'], sample: 899_997 },
    { side: 'OUTBOX', owner: 'orders', state: 'PARKED', errorClass: 'org.apache.kafka.common.errors.UnknownTopicOrPartitionException', error: 'invoices', count: 41, firstAt: iso(620), lastAt: iso(4), topics: ['invoices'], sample: 899_998 },
    { side: 'INBOX', owner: 'payments', state: 'DEAD', errorClass: 'HANDLER_FAILED', error: 'java.lang.IllegalStateException: account is closed', count: 3, firstAt: iso(7_200), lastAt: iso(300), topics: ['order-events'], sample: 4 },
  ],
});

export const lanes = () => ({
  more: false,
  items: [
    { side: 'OUTBOX', owner: 'orders', topic: 'invoices', key: null, headSeq: 899_998, headState: 'PARKED', waiting: 40, since: iso(620), attempts: 6, nextAttemptAt: iso(-34), error: 'UnknownTopicOrPartitionException: invoices' },
    { side: 'INBOX', owner: 'payments', topic: 'order-events', key: 'customer-017', headSeq: 3, headState: 'PARKED', waiting: 1, since: iso(300), attempts: 4, nextAttemptAt: iso(-20), error: 'account is closed' },
  ],
});

export const waiting = () => ({
  at: iso(), serverVersion: '18.6', startedAt: iso(86_400 * 9), inRecovery: false, connections: 41, maxConnections: 100,
  transactions: [
    { pid: 4_711, application: 'report', user: 'bi', state: 'idle in transaction', ageMs: 1_260_000, snapshotAgeMs: 1_259_000, holdsOldest: true, waitEvent: 'Client/ClientRead', query: 'SELECT * FROM sales' },
    { pid: 4_812, application: 'shop', user: 'shop', state: 'active', ageMs: 12, snapshotAgeMs: 12, holdsOldest: false, waitEvent: null, query: 'INSERT INTO twinbox.outbox …' },
  ],
  slots: Array.from({ length: 8 }, (unused, no) => ({
    no, current: no === 5, bytes: no > 5 ? 8_192 : 310_000_000 + no * 41_000_000, entries: no > 5 ? 0 : 1_700_000 + no * 90_000,
    oldestAt: no > 5 ? null : iso(86_400 * (6 - no)), newestAt: no > 5 ? null : iso(86_400 * (5 - no)), purgeableAt: no > 5 ? null : iso(-86_400 * (no + 1)), pinnedBy: no === 0 ? 'relay webhooks is paused and has 212 entries here' : null,
  })),
  nextPurge: { at: iso(-3_600 * 7), pinnedBy: 'relay webhooks is paused and has 212 entries here' },
  relays: [
    { name: 'orders', owner: 'shop-7f9c-1', epoch: 12, expiresAt: iso(-9), lastBatch: 41_236, confirmed: 41_235, position: 900_000, logEnd: 900_003 },
    { name: 'webhooks', owner: 'hooks-1', epoch: 3, expiresAt: iso(-4), lastBatch: 977, confirmed: 977, position: 899_788, logEnd: 900_003 },
  ],
});

export const nodes = () => ({
  items: [
    { kind: 'RELAY', name: 'orders', node: 'shop-7f9c-1', state: 'RUNNING', epoch: 12, renewedAt: iso(1), version: '0.1.0', here: true, actions: ['pause', 'handover'] },
    { kind: 'RELAY', name: 'webhooks', node: 'hooks-1', state: 'PAUSED', epoch: 3, renewedAt: iso(2), version: '0.1.0', here: false, actions: ['resume', 'handover'] },
    { kind: 'CONSUMER', name: 'payments', node: 'shop-7f9c-1', state: 'RUNNING', epoch: null, renewedAt: null, version: '0.1.0', here: true, actions: ['pause'] },
  ],
});

export const audit = () => ({
  next: null,
  items: [
    { id: 3, at: iso(30), actor: 'ada', action: 'retry', subject: 'relay orders, seq 899997', details: '{"matched": 1}', reason: 'the topic takes 2 MB now' },
    { id: 2, at: iso(5_400), actor: XSS[0], action: 'pause', subject: 'relay webhooks', details: null, reason: XSS[1] },
  ],
});
