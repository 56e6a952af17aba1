/**
 * The page with made-up answers, to look at and to work on without a database:
 *   node src/test/js/stub/server.mjs [port]      then open http://localhost:7700/twinbox/
 * `POST /stub` with {"down": true} lets its Kafka be away, {"silent": true} lets it answer nothing,
 * {"roles": [...]} signs somebody else in.
 */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as data from './fixtures.mjs';

const WEB = fileURLToPath(new URL('../../../../../console/src/main/resources/io/twinbox/console/web/', import.meta.url));
const TYPES = { '.html': 'text/html;charset=utf-8', '.js': 'text/javascript;charset=utf-8', '.css': 'text/css;charset=utf-8', '.svg': 'image/svg+xml', '.txt': 'text/plain;charset=utf-8' };
/** As strict as the console's own. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function startStub(port = 0) {
  const state = { down: false, silent: false, roles: data.session.roles, jobs: [], posts: [] };
  const server = createServer(async (request, reply) => {
    try {
      await answer(request, reply, state);
    } catch (failure) {
      reply.writeHead(500).end(String(failure));
    }
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () =>
      resolve({ url: `http://localhost:${server.address().port}/twinbox/`, state, close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) }));
  });
}

async function answer(request, reply, state) {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/stub') {
    Object.assign(state, JSON.parse(await body(request)));
    reply.end('ok');
  } else if (url.pathname.startsWith('/twinbox/api/v1/')) {
    if (state.silent) {
      request.socket.destroy();
      return;
    }
    await api(request, reply, url, state);
  } else if (url.pathname.startsWith('/twinbox/')) {
    await file(url.pathname.slice('/twinbox/'.length) || 'index.html', reply);
  } else {
    reply.writeHead(404).end();
  }
}

async function file(name, reply) {
  const path = normalize(join(WEB, name));
  const content = path.startsWith(WEB) ? await readFile(path).catch(() => null) : null;
  if (content === null) {
    reply.writeHead(404).end();
    return;
  }
  reply.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream', 'Content-Security-Policy': POLICY, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' });
  reply.end(content);
}

async function body(request) {
  let text = '';
  for await (const piece of request) {
    text += piece;
  }
  return text;
}

function json(reply, value, status = 200) {
  reply.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' });
  reply.end(JSON.stringify(value));
}

const problem = (reply, status, kind, detail) => json(reply, { type: `urn:twinbox:problem:${kind}`, title: kind, status, detail }, status);

async function api(request, reply, url, state) {
  const parts = url.pathname.slice('/twinbox/api/v1/'.length).split('/').map(decodeURIComponent);
  if (parts[0] === 'session') {
    json(reply, { ...data.session, roles: state.roles });
    return;
  }
  const path = parts.slice(2).join('/');
  if (request.method === 'POST') {
    await post(request, reply, path, state);
    return;
  }
  const found = read(path, url.searchParams, state);
  if (found === null) {
    problem(reply, 404, 'not-found', `nothing at ${path}`);
  } else {
    json(reply, found);
  }
}

function read(path, query, state) {
  const [, side, seq, more] = /^(outbox\/entries|inbox\/records)\/(\d+)(\/payload)?$/.exec(path) ?? [];
  if (side) {
    const detail = side.startsWith('outbox') ? data.entryDetail(Number(seq)) : data.recordDetail(Number(seq), query.get('consumer'));
    if (!state.roles.includes('PAYLOAD_VIEWER')) {
      detail.headers = null;
    }
    return more ? data.payload(Number(seq)) : detail;
  }
  const job = /^jobs\/(.+)$/.exec(path);
  if (job) {
    return state.jobs.find(({ id }) => id === job[1]) ?? null;
  }
  const known = {
    overview: () => data.overview(state.down),
    'overview/history': () => data.history(Number(query.get('minutes') ?? 60)),
    'outbox/entries': () => data.entryPage(query),
    'outbox/counts': data.counts,
    'inbox/consumers': () => ({ items: data.consumers() }),
    'inbox/records': () => ({ items: [1, 2, 3, 4, 5].map((n) => data.record(n, query.get('consumer'))), next: null }),
    failures: data.failures,
    'failures/lanes': data.lanes,
    waiting: data.waiting,
    nodes: data.nodes,
    audit: data.audit,
    jobs: () => ({ items: state.jobs.map(advance) }),
  }[path];
  return known ? known() : null;
}

function advance(job) {
  if (job.state === 'RUNNING') {
    job.looked = Math.min(1, job.looked + 0.05);
    job.done = Math.round(4_213 * job.looked);
    if (job.looked === 1) {
      Object.assign(job, { state: 'DONE', endedAt: data.iso() });
    }
  }
  return job;
}

const WORDS = { 'outbox/discard': 'discard', 'inbox/discard': 'discard', replays: 'replay', 'outbox/messages': 'publish' };

async function post(request, reply, path, state) {
  const wish = JSON.parse(await body(request));
  state.posts.push({ path, wish, key: request.headers['idempotency-key'] });
  if (request.headers['x-csrf-token'] !== 'stub') {
    problem(reply, 403, 'csrf', 'the token is missing');
  } else if (!/^[A-Za-z0-9_-]{8,100}$/.test(request.headers['idempotency-key'] ?? '') || !wish.reason) {
    problem(reply, 400, 'invalid', 'Idempotency-Key or reason is missing');
  } else if (wish.dryRun) {
    json(reply, { matched: { value: 4_213, precision: 'EXACT' }, changed: 0, more: false, dryRun: true });
  } else if (WORDS[path] && wish.confirm !== WORDS[path]) {
    problem(reply, 422, 'confirmation', `confirm with "${WORDS[path]}"`);
  } else if (path === 'replays' || (wish.filter && path.startsWith('outbox'))) {
    json(reply, begin(path, wish, state), 202);
  } else if (path.endsWith('/cancel')) {
    state.jobs.filter(({ id }) => path.includes(id)).forEach((job) => Object.assign(job, { state: 'CANCELLED', endedAt: data.iso() }));
    json(reply, { changed: true });
  } else if (wish.filter) {
    const before = state.posts.filter((one) => one.path === path && one.wish.reason === wish.reason).length;
    json(reply, { matched: null, changed: before < 5 ? 1_000 : 213, more: before < 5, dryRun: false });
  } else if (wish.seqs) {
    json(reply, { matched: { value: wish.seqs.length, precision: 'EXACT' }, changed: wish.seqs.length, more: false, dryRun: false });
  } else if (path === 'outbox/messages') {
    json(reply, { seq: 899_999 });
  } else {
    json(reply, { changed: true });
  }
}

function begin(path, wish, state) {
  const { relay, reason, confirm, ...request } = wish;
  const job = {
    id: crypto.randomUUID(), kind: path === 'replays' ? 'replay' : path.split('/')[1], relay, state: 'RUNNING', looked: 0, done: 0, passed: 0,
    request: Object.fromEntries(Object.entries(request.filter ?? request).map(([name, value]) => [name, String(value)])),
    startedAt: data.iso(), updatedAt: data.iso(), endedAt: null, actor: 'ada',
  };
  state.jobs.unshift(job);
  return job;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stub = await startStub(Number(process.argv[2] ?? 7_700));
  console.log(stub.url);
}
