/** The rules and dashboards of monitoring/, in a real Prometheus that scrapes a real application. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MONITORING = fileURLToPath(new URL('../../../../monitoring/', import.meta.url));
const RULES = join(MONITORING, 'prometheus', 'twinbox-alerts.yml');
const SHOP = process.env.TWINBOX_SHOP && new URL(process.env.TWINBOX_SHOP);
const PATIENCE = 30_000;

let folder;
let prometheus;
let address;

async function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

before(async () => {
  if (!SHOP) {
    return;
  }
  folder = await mkdtemp(join(tmpdir(), 'twinbox-prometheus-'));
  const configuration = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [RULES],
    scrape_configs: [{
      job_name: 'shop',
      metrics_path: '/actuator/prometheus',
      basic_auth: { username: 'vera', password: process.env.TWINBOX_PASSWORD },
      static_configs: [{ targets: [SHOP.host] }],
    }],
  };
  const file = join(folder, 'prometheus.yml');
  await writeFile(file, JSON.stringify(configuration));
  address = `127.0.0.1:${await freePort()}`;
  prometheus = spawn('prometheus', [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=${address}`, '--log.level=error'], { stdio: 'inherit' });
  await until(async () => (await query('count_over_time(up{job="shop"}[1m])'))[0]?.value[1] >= 3);
});

after(async () => {
  if (prometheus) {
    const gone = new Promise((resolve) => prometheus.once('exit', resolve));
    prometheus.kill();
    await gone;
    await rm(folder, { recursive: true, force: true });
  }
});

async function query(expression) {
  const reply = await fetch(`http://${address}/api/v1/query?${new URLSearchParams({ query: expression })}`);
  const { status, data, error } = await reply.json();
  assert.equal(status, 'success', `${expression}: ${error}`);
  return data.result;
}

async function until(condition) {
  const end = Date.now() + PATIENCE;
  while (!(await condition().catch(() => false))) {
    assert.ok(Date.now() < end, 'Prometheus has scraped nothing');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function dashboards() {
  const files = (await readdir(join(MONITORING, 'grafana'))).filter((name) => name.endsWith('.json'));
  return Promise.all(files.map(async (name) => ({ name, board: JSON.parse(await readFile(join(MONITORING, 'grafana', name), 'utf8')) })));
}

/** What Grafana would ask, with everything chosen. */
const filledIn = (expression) =>
  expression.replaceAll('$__rate_interval', '1m').replaceAll('$__range', '1h').replace(/\$(job|relay|consumer)\b/g, '.*');

test('promtool takes the rules, and each alert fires when it should and only then', () => {
  execFileSync('promtool', ['check', 'rules', RULES], { stdio: 'pipe' });
  execFileSync('promtool', ['test', 'rules', 'twinbox-alerts-test.yml'], { cwd: join(MONITORING, 'prometheus'), stdio: 'pipe' });
  execFileSync('promtool', ['check', 'config', '--syntax-only', 'prometheus.yml'], { cwd: join(MONITORING, 'prometheus'), stdio: 'pipe' });
});

test('every alert has a test, a severity, and says what to do', async () => {
  const rules = await readFile(RULES, 'utf8');
  const tests = await readFile(join(MONITORING, 'prometheus', 'twinbox-alerts-test.yml'), 'utf8');
  const names = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  assert.ok(names.length > 10);
  for (const name of names) {
    assert.match(tests, new RegExp(`alertname="${name}"`), name);
  }
  assert.equal(rules.match(/severity:/g).length, names.length);
  assert.equal(rules.match(/description:/g).length, names.length);
});

test('the dashboards are whole', async () => {
  for (const { name, board } of await dashboards()) {
    assert.match(board.uid, /^[a-z-]{1,40}$/, name);
    const ids = board.panels.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, `${name}: an id twice`);
    const variables = board.templating.list.map((variable) => variable.name);
    for (const panel of board.panels) {
      const { x, y, w, h } = panel.gridPos;
      assert.ok(x >= 0 && x + w <= 24 && y >= 0 && h > 0, `${name}: ${panel.title}`);
      assert.ok(panel.title && panel.targets.length > 0, name);
      for (const { expr, datasource } of panel.targets) {
        assert.equal(datasource.uid, '${datasource}');
        const used = [...expr.matchAll(/\$(\w+)/g)].map(([, variable]) => variable).filter((variable) => !variable.startsWith('__'));
        assert.ok(used.every((variable) => variables.includes(variable)), `${name}: ${expr}`);
      }
    }
  }
});

test('every panel shows something of a real application', { skip: !SHOP && 'no application' }, async () => {
  const silent = [];
  for (const { name, board } of await dashboards()) {
    for (const panel of board.panels) {
      for (const { expr } of panel.targets) {
        if ((await query(filledIn(expr))).length === 0) {
          silent.push(`${name}, ${panel.title}: ${expr}`);
        }
      }
    }
    for (const { query: asked } of board.templating.list.filter(({ type }) => type === 'query')) {
      const [, metric, label] = /^label_values\((.+), (\w+)\)$/.exec(asked.query);
      const values = await query(`count by (${label}) (${filledIn(metric)})`);
      assert.ok(values.length > 0 && values.every(({ metric: labels }) => labels[label]), asked.query);
    }
  }
  assert.deepEqual(silent, []);
});

test('every alert looks at meters that a real application has', { skip: !SHOP && 'no application' }, async () => {
  const loaded = await (await fetch(`http://${address}/api/v1/rules`)).json();
  const alerts = loaded.data.groups.flatMap((group) => group.rules);
  assert.ok(alerts.length > 10);
  for (const { name, query: expression, health, lastError } of alerts) {
    assert.notEqual(health, 'err', `${name}: ${lastError}`);
    for (const [selector] of expression.matchAll(/twinbox_\w+(\{[^}]*\})?/g)) {
      assert.ok((await query(selector)).length > 0, `${name}: ${selector}`);
    }
  }
});
