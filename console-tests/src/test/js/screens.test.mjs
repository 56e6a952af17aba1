/**
 * The page with made-up answers: what is hard to bring about on real data (every fault at once, a
 * silent server, another role), and the loop for who works on it. Real data: console.test.mjs.
 */
import assert from 'node:assert/strict';
import { cpus, loadavg } from 'node:os';
import { after, before, test } from 'node:test';
import { agree, dialog, fillIn, press, told } from './acts.mjs';
import { accessible, fits, launch, openPage, settled, shoot, spoken, unharmed, visit } from './browser.mjs';
import { startStub } from './stub/server.mjs';

const SCREENS = {
  overview: '#/orders/overview',
  outbox: '#/orders/outbox',
  'outbox-dead': '#/orders/outbox?state=DEAD',
  entry: '#/orders/outbox/899997',
  'entry-nasty': '#/orders/outbox/899993',
  inbox: '#/orders/inbox?consumer=payments',
  record: '#/orders/inbox/4?consumer=payments',
  failures: '#/orders/failures',
  lanes: '#/orders/failures/lanes',
  waiting: '#/orders/waiting',
  nodes: '#/orders/nodes',
  audit: '#/orders/audit',
  jobs: '#/orders/audit/jobs',
};
const LOOKS = [
  { width: 1280, theme: 'light', language: 'en' },
  { width: 360, theme: 'dark', language: 'es' },
];

const BUDGET = 200_000;
const FIRST_CHART = 1_000;
const TRIES = 8;

let browser;
let stub;
before(async () => {
  stub = await startStub();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await stub?.close();
});

for (const look of LOOKS) {
  const name = `${look.width}-${look.theme}-${look.language}`;
  test(`every screen is whole, readable and harmless: ${name}`, async () => {
    const page = await openPage(browser, look);
    for (const [screen, hash] of Object.entries(SCREENS)) {
      await visit(page, stub.url, hash);
      await fits(page, screen);
      await accessible(page, `${screen} ${name}`);
      await spoken(page, screen);
      await shoot(page, `stub-${screen}-${name}`);
      await unharmed(page, screen);
    }
    await page.context().close();
  });
}

test('the first page is small', async () => {
  const page = await openPage(browser);
  const sizes = [];
  page.on('response', (reply) => sizes.push(reply.body().then((body) => body.length, () => 0)));
  await page.goto(`${stub.url}#/orders/overview`);
  await page.locator('[data-drawn]').first().waitFor();
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  assert.ok(bytes > 100_000 && bytes < BUDGET, `${bytes} bytes`);
  await page.context().close();
});

test('the first chart is drawn within a second, with nothing in the cache', async () => {
  const times = [];
  // On a machine that others keep busy everything takes its turns.
  const limit = FIRST_CHART * Math.max(1, loadavg()[0] / cpus().length);
  while (times.length < TRIES && !times.some((millis) => millis < limit)) {
    const page = await openPage(browser);
    await page.goto(`${stub.url}#/orders/overview`);
    await page.locator('[data-drawn]').first().waitFor();
    times.push(await page.locator('[data-drawn]').first().evaluate((chart) => Number(chart.dataset.drawn)));
    await page.context().close();
  }
  assert.ok(Math.min(...times) < limit, `${times} ms, not ${limit}`);
});

test('the figures of a day are drawn in the place of the live ones', async () => {
  const page = await openPage(browser);
  await visit(page, stub.url, '#/orders/overview');
  await page.locator('[data-drawn]').first().waitFor();
  await press(page, '24 hours');
  await page.locator('[data-drawn][aria-label*="24 hours"]').first().waitFor();
  assert.equal(await page.locator('.chart').count(), 3);
  await unharmed(page, 'a day');
  await page.context().close();
});

test('a chart whose figures come before its place is drawn in its colours', async () => {
  const page = await openPage(browser);
  await page.route(/overview$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await visit(page, stub.url, '#/orders/overview');
  await page.locator('[data-drawn]').first().waitFor();
  const black = await page.locator('.chart canvas').first().evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) {
      found += data[at] + data[at + 1] + data[at + 2] === 0 && data[at + 3] === 255 ? 1 : 0;
    }
    return found;
  });
  assert.equal(black, 0);
  await page.context().close();
});

test('a cause is named at the top, with what helps, and said aloud once', async () => {
  const page = await openPage(browser);
  await visit(page, stub.url, '#/orders/overview');
  stub.state.down = true;
  const line = page.locator('[data-health=DESTINATION_DOWN]');
  await line.waitFor();
  assert.match(await line.innerText(), /orders waits since .*: its destination cannot be reached/);
  assert.match(await line.innerText(), /no answer from localhost:9092/);
  assert.match(await page.locator('[aria-live=polite].hidden-text').innerText(), /orders waits/);
  assert.match(await page.title(), /^\(\d\) Overview/);
  await shoot(page, 'stub-destination-down');
  await line.getByRole('link', { name: 'What waits' }).click();
  await page.waitForURL(/state=PENDING/);
  stub.state.down = false;
  await unharmed(page, 'destination down');
  await page.context().close();
});

test('a silent console is said at the top, and what was seen stays', async () => {
  const page = await openPage(browser, { expected: [/net::ERR/, /Failed to load/] });
  await visit(page, stub.url, '#/orders/overview');
  stub.state.silent = true;
  await page.getByText(/does not answer since/).first().waitFor();
  assert.equal(await page.locator('[data-figure=backlog]').innerText(), '3');
  stub.state.silent = false;
  await page.getByText(/need a look/).waitFor();
  await unharmed(page, 'silent');
  await page.context().close();
});

test('a viewer sees no payload, no headers and no button that changes anything', async () => {
  stub.state.roles = ['VIEWER'];
  const page = await openPage(browser);
  for (const hash of Object.values(SCREENS)) {
    await visit(page, stub.url, hash);
    const buttons = await page.locator('main button').allInnerTexts();
    const deeds = buttons.filter((label) => /Retry|Discard|Replay|Pause|Resume|Hand over|Edit|Test message|Cancel|Show the payload/.test(label));
    assert.deepEqual(deeds, [], hash);
  }
  await visit(page, stub.url, SCREENS.entry);
  assert.equal(await page.getByText('Shown to payload viewers only.').count(), 2);
  stub.state.roles = ['VIEWER', 'PAYLOAD_VIEWER', 'OPERATOR', 'ADMIN', 'EDITOR'];
  await page.context().close();
});

test('what destroys many says so, and waits for its word; escape does nothing', async () => {
  const page = await openPage(browser);
  await visit(page, stub.url, SCREENS.failures);
  stub.state.posts.length = 0;
  await press(page, 'Discard all');
  const box = dialog(page);
  await box.waitFor();
  assert.match(await box.innerText(), /Discard 4,213 for good\?[\s\S]*never be published[\s\S]*cannot be undone/);
  await shoot(page, 'stub-discard-all');
  await accessible(page, 'discard dialog');
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
  assert.deepEqual(stub.state.posts.filter(({ wish }) => !wish.dryRun), [], 'nothing was done');
  await press(page, 'Discard all');
  await agree(page, 'Discard', 'bad data', 'discard');
  await told(page, /Begun/);
  const { path, wish, key } = stub.state.posts.at(-1);
  assert.equal(path, 'outbox/discard');
  assert.deepEqual(wish.filter, { error: 'org.apache.kafka.common.errors.RecordTooLargeException:', topic: 'order-events' });
  assert.equal(wish.confirm, 'discard');
  assert.match(key, /^[0-9a-f]{32}$/);
  await page.locator('.jobs progress').waitFor();
  await shoot(page, 'stub-job-runs');
  await page.context().close();
});

test('a replay is counted first, shows its progress, and can be cancelled', async () => {
  const page = await openPage(browser);
  await visit(page, stub.url, '#/orders/outbox?topic=order-events');
  await press(page, 'Replay …');
  await fillIn(page, { 'Not before': '2026-01-01T00:00:00', 'To the topic': 'order-events-again' });
  await dialog(page).getByRole('button', { name: 'Count' }).click();
  await dialog(page).getByText('Replay 4,213 entries?').waitFor();
  assert.match(await dialog(page).innerText(), /order-events-again/);
  await agree(page, 'Replay', 'the new service needs history', 'replay');
  await told(page, /Begun/);
  const { wish } = stub.state.posts.at(-1);
  assert.deepEqual({ ...wish, reason: undefined, from: undefined }, { relay: 'orders', topic: 'order-events', toTopic: 'order-events-again', ids: 'KEPT', confirm: 'replay', reason: undefined, from: undefined });
  await press(page, 'Cancel', page.locator('.jobs'));
  await agree(page, 'Cancel', 'enough');
  await told(page, /will end/);
  await visit(page, stub.url, SCREENS.jobs);
  await page.getByText('Cancelled').first().waitFor();
  await page.context().close();
});

test('keys go everywhere, and can be turned off', async () => {
  const page = await openPage(browser);
  await visit(page, stub.url, '#/orders/overview');
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await page.waitForURL(/#\/orders\/outbox/);
  await settled(page);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#\/orders\/outbox\/899999/);
  await page.keyboard.press('?');
  await dialog(page).waitFor();
  await shoot(page, 'stub-keys');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Settings' }).click();
  await accessible(page, 'settings');
  await shoot(page, 'stub-settings');
  await dialog(page).getByLabel('Off').check();
  await dialog(page).getByLabel('Dark').check();
  await dialog(page).getByLabel('Español').check();
  await page.getByRole('heading', { name: 'Entrada 899999' }).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  assert.match(page.url(), /899999/);
  await page.reload();
  await page.getByRole('heading', { name: 'Entrada 899999' }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  await page.context().close();
});

test('the first key leads past the frame, and focus survives an update', async () => {
  const page = await openPage(browser);
  await visit(page, stub.url, '#/orders/overview');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.innerText), 'Skip to the content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  assert.match(page.url(), /overview/);
  await page.getByRole('button', { name: '1 hour' }).focus();
  const updates = page.waitForResponse(/overview$/);
  await updates;
  await page.waitForResponse(/overview$/);
  assert.equal(await page.evaluate(() => document.activeElement.innerText), '1 hour');
  await page.context().close();
});

test('a link tells all of it: filters stand in the address, and come back with it', async () => {
  const page = await openPage(browser);
  await visit(page, stub.url, '#/orders/outbox');
  await page.getByLabel('Topic').fill('invoices');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page.waitForURL(/topic=invoices/);
  await page.getByRole('group', { name: 'State' }).getByRole('button', { name: /Dead/ }).click();
  await page.waitForURL(/state=DEAD/);
  await page.reload();
  await settled(page);
  assert.equal(await page.getByLabel('Topic').inputValue(), 'invoices');
  const topics = await page.locator('tbody tr td:nth-child(4)').allInnerTexts();
  assert.ok(topics.length > 0 && topics.every((topic) => topic === 'invoices'));
  await page.goBack();
  await page.waitForURL((url) => !url.hash.includes('DEAD'));
  await page.context().close();
});

test('a payload is shown in three ways, and numbers stay as they were', async () => {
  const page = await openPage(browser);
  await visit(page, stub.url, SCREENS['entry-nasty']);
  await press(page, 'Show the payload');
  const code = page.locator('pre');
  await code.waitFor();
  assert.match(await code.innerText(), /"cents": 290012345678901234567,\n/);
  assert.match(await code.innerText(), /<script>window\.hurt=1<\/script>/);
  await press(page, 'Bytes');
  assert.match(await code.innerText(), /^000000 {2}7b 22 6f/);
  await accessible(page, 'payload');
  await unharmed(page, 'payload');
  await page.context().close();
});
