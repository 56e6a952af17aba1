/** What the console's server is asked, as its openapi.yaml says. Nothing else here uses the network. */

import { has, t } from './text.js';

const BASE = './api/v1';
const TIME_LIMIT = 20_000;

let session = null;
let silentSince = null;
const listeners = new Set();

/** A refusal or a failure: what happened, and what helps. */
export class Problem extends Error {
  constructor({ status = 0, type = null, title, detail = null, unreachable = false }) {
    super(title);
    this.name = 'Problem';
    this.status = status;
    this.kind = type?.split(':').pop() ?? (unreachable ? 'unreachable' : 'internal');
    this.detail = detail;
    this.unreachable = unreachable;
    this.title = has(`problem.${this.kind}`) ? t(`problem.${this.kind}`) : title;
    this.remedy = has(`remedy.${this.kind}`) ? t(`remedy.${this.kind}`) : null;
  }
}

/** Calls back when the server falls silent and when it answers again. */
export function onReachable(listener) {
  listeners.add(listener);
}

/** Since when it has not answered, or null. */
export function unreachableSince() {
  return silentSince;
}

function reached(now) {
  const before = silentSince;
  silentSince = now ? null : (silentSince ?? Date.now());
  if ((before === null) !== (silentSince === null)) {
    listeners.forEach((listener) => listener(silentSince));
  }
}

/** Who is asking; must be called before anything else. */
export async function openSession() {
  session = await get('session');
  return session;
}

/** Whether the reader has this role. */
export function may(role) {
  return session?.roles.includes(role) ?? false;
}

/** The session as it was told. */
export function who() {
  return session;
}

/** Asks. `query` leaves out what is null or empty. */
export function get(path, query = {}, signal = undefined) {
  return call('GET', `${path}${search(query)}`, { signal });
}

/** Where something can be fetched by the browser itself. */
export function address(path, query = {}) {
  return `${BASE}/${path}${search(query)}`;
}

/** The part of a path that names a database. */
export function of(database, path) {
  return `databases/${encodeURIComponent(database)}/${path}`;
}

function search(query) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') {
      parameters.set(name, value);
    }
  }
  const text = parameters.toString();
  return text ? `?${text}` : '';
}

/** A name for one thing meant to be done: sent again, it is done once. */
export function intent() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Does something. The same intent twice does it once, so a lost answer is asked for again. */
export async function post(path, body, key = intent()) {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  try {
    return await call('POST', path, { headers: { ...headers, ...token() }, body: JSON.stringify(body) });
  } catch (problem) {
    if (problem.unreachable) {
      return call('POST', path, { headers: { ...headers, ...token() }, body: JSON.stringify(body) });
    }
    if (problem.kind === 'csrf') {
      await openSession();
      return call('POST', path, { headers: { ...headers, ...token() }, body: JSON.stringify(body) });
    }
    throw problem;
  }
}

function token() {
  return session?.csrf ? { [session.csrf.header]: session.csrf.token } : {};
}

async function call(method, path, { signal, ...options }) {
  const limit = AbortSignal.timeout(TIME_LIMIT);
  let reply;
  try {
    reply = await fetch(`${BASE}/${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...options,
      headers: { Accept: 'application/json, application/problem+json', ...options.headers },
    });
  } catch (failure) {
    if (signal?.aborted) {
      throw new DOMException('left', 'AbortError');
    }
    reached(false);
    throw new Problem({ title: t('problem.unreachable'), unreachable: true });
  }
  reached(true);
  if (!reply.ok) {
    throw await problemOf(reply);
  }
  return reply.json();
}

async function problemOf(reply) {
  const told = await reply.json().catch(() => ({}));
  const problem = new Problem({
    status: reply.status,
    type: told.type ?? (reply.status === 401 ? 'unauthenticated' : null),
    title: told.title ?? t('problem.internal'),
    detail: told.detail ?? null,
  });
  if (problem.kind === 'unauthenticated') {
    dispatchEvent(new CustomEvent('twinbox:signed-out'));
  }
  return problem;
}
