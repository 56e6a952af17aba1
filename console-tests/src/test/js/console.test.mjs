/** The console of a real application on a real database and a real Kafka: every screen, every act. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { agree, dialog, fillIn, press, told } from './acts.mjs';
import { accessible, fits, launch, openPage, settled, shoot, spoken, unharmed, visit } from './browser.mjs';

const SHOP = process.env.TWINBOX_SHOP;
const KAFKA = process.env.TWINBOX_KAFKA;
const URL_ = `${SHOP}/twinbox/`;
const HOME = '#/default/overview';
const NAMED_WITHIN = 10_000;

let browser;
let page;
before(async () => {
  browser = await launch();
  page = await signedIn('ada');
});
after(() => browser?.close());

async function signedIn(user, look = {}) {
  // Where a sign-in leads to, and its icon, is the application's business: this one has nothing there.
  const nothing = { test: (fault) => fault.includes('404') && ['/', '/favicon.ico'].includes(new URL(fault.split(' ').pop()).pathname) };
  const fresh = await openPage(browser, { ...look, expected: [/login/, nothing, ...(look.expected ?? [])] });
  await fresh.goto(`${SHOP}/login`);
  await fresh.locator('[name=username]').fill(user);
  await fresh.locator('[name=password]').fill(process.env.TWINBOX_PASSWORD);
  await fresh.locator('button, input[type=submit]').first().click();
  await fresh.waitForURL((url) => url.pathname !== '/login');
  await fresh.goto(URL_ + HOME);
  await settled(fresh);
  return fresh;
}

const rows = () => page.locator('main tbody tr:has(a)');
const jobs = () => page.locator('main tbody tr');
const open = (row) => row.getByRole('link').first().click();

async function dead(topic) {
  await visit(page, URL_, `#/default/outbox?state=DEAD&topic=${topic}`);
  await rows().first().waitFor();
}

test('every screen is whole on real data, in both languages, on both widths, and texts stay texts', async () => {
  const screens = {
    overview: HOME,
    outbox: '#/default/outbox',
    'outbox-dead': '#/default/outbox?state=DEAD',
    inbox: '#/default/inbox?consumer=payments',
    failures: '#/default/failures',
    lanes: '#/default/failures/lanes',
    waiting: '#/default/waiting',
    nodes: '#/default/nodes',
    audit: '#/default/audit',
    jobs: '#/default/audit/jobs',
  };
  const phone = await signedIn('ada', { width: 360, theme: 'dark', language: 'es' });
  for (const [name, hash] of Object.entries(screens)) {
    for (const [here, look] of [[page, '1280-light-en'], [phone, '360-dark-es']]) {
      await visit(here, URL_, hash);
      await fits(here, name);
      await spoken(here, name);
      await shoot(here, `console-${name}-${look}`);
      await unharmed(here, name);
    }
    await accessible(page, name);
  }
  await phone.context().close();
});

test('an entry and a record show all there is, and texts stay texts', async () => {
  for (const list of ['#/default/outbox?state=DEAD&topic=small-records', '#/default/inbox?consumer=payments&state=DEAD']) {
    await visit(page, URL_, list);
    await open(rows().first());
    await page.getByRole('heading', { level: 1, name: /^(Entry|Record) \d+$/ }).waitFor();
    await settled(page);
    await press(page, 'Show the payload');
    await page.locator('pre').first().waitFor();
    await accessible(page, list);
    await shoot(page, list.includes('inbox') ? 'console-record' : 'console-entry');
  }
  await visit(page, URL_, '#/default/outbox?key=' + encodeURIComponent('<script>window.hurt=1</script>'));
  await rows().first().waitFor();
  await open(rows().first());
  await page.getByRole('heading', { level: 1, name: /^Entry/ }).waitFor();
  await press(page, 'Show the payload');
  await page.locator('pre').first().waitFor();
  await unharmed(page, 'nasty entry');
});

test('a dead letter is edited, goes back, and is published', async () => {
  await dead('small-records');
  await open(rows().first());
  await press(page, 'Edit and retry …');
  await dialog(page).getByLabel('Payload').fill('{"short": true}');
  await shoot(page, 'console-edit');
  await agree(page, 'Put the edited entry back', 'it was too large');
  await told(page, /back at its place/);
  await page.locator('.badge.state-published').waitFor();
  await page.getByText('What it was before it was edited').waitFor();
  await shoot(page, 'console-edited');
});

test('dead letters are retried and discarded, one and selected, with a reason', async () => {
  await dead('small-records');
  await open(rows().first());
  await press(page, 'Retry');
  await agree(page, 'Retry', 'perhaps it fits now');
  await told(page, /1 put back/);
  await dead('small-records');
  await page.getByLabel('Select all that can be acted on').check();
  await press(page, 'Discard');
  await agree(page, 'Discard', 'they will never fit');
  await told(page, /discarded/);
  await unharmed(page, 'discard');
});

test('all of a failure are discarded by a job', async () => {
  await visit(page, URL_, '#/default/failures');
  const group = page.locator('.group.dead').filter({ hasText: 'tiny-records' });
  await group.waitFor();
  await press(page, 'Discard all', group);
  await agree(page, 'Discard', 'nobody could have meant them');
  await told(page, /Begun/);
  await visit(page, URL_, '#/default/audit/jobs');
  await page.locator('.badge.job-done').first().waitFor();
});

test('records are retried and discarded', async () => {
  await visit(page, URL_, '#/default/inbox?consumer=payments&state=DEAD');
  await open(rows().first());
  await press(page, 'Retry');
  await agree(page, 'Retry', 'the account is open again');
  await told(page, /1 put back/);
  await visit(page, URL_, '#/default/inbox?consumer=payments&state=DEAD');
  await press(page, 'Discard');
  await agree(page, 'Discard', 'poison');
  await told(page, /discarded/);
  await unharmed(page, 'records');
});

test('what was published is replayed to another topic, counted first', async () => {
  await visit(page, URL_, '#/default/outbox?topic=order-events');
  await press(page, 'Replay …');
  await fillIn(page, { 'To the topic': 'replayed-events' });
  await dialog(page).getByRole('button', { name: 'Count' }).click();
  await dialog(page).getByText(/Replay \d+ entries\?/).waitFor();
  await agree(page, 'Replay', 'the new service needs history', 'replay');
  await told(page, /Begun/);
  await visit(page, URL_, '#/default/audit/jobs');
  await jobs().filter({ hasText: 'Replay' }).locator('.badge.job-done').waitFor();
  await shoot(page, 'console-replayed');
  await visit(page, URL_, '#/default/outbox?state=PUBLISHED&topic=replayed-events');
  await rows().first().waitFor();
});

test('a test message arrives', async () => {
  await visit(page, URL_, '#/default/outbox');
  await press(page, 'Test message …');
  await fillIn(page, { Topic: 'order-events', Type: 'Test', Key: 'me' });
  await agree(page, 'Append', 'does it arrive?');
  await page.getByRole('heading', { name: /^Entry \d+$/ }).waitFor();
  await page.locator('.badge.state-published').waitFor();
});

test('a relay is paused and resumed, where the overview says so', async () => {
  await visit(page, URL_, '#/default/nodes');
  const relay = page.locator('tr').filter({ hasText: 'kafka' }).first();
  await press(page, 'Pause', relay);
  await agree(page, 'Pause', 'the broker is moved');
  await told(page, /will pause/);
  await visit(page, URL_, HOME);
  const line = page.locator('[data-health=PAUSED]');
  await line.waitFor();
  await shoot(page, 'console-paused');
  await press(page, 'Resume', line);
  await agree(page, 'Resume', 'it is moved');
  await line.waitFor({ state: 'detached' });
  await visit(page, URL_, '#/default/nodes');
  await press(page, 'Hand over', relay);
  await agree(page, 'Hand over', 'this node goes');
  await told(page, /handed over/);
});

test('a topic and a consumer are paused and resumed', async () => {
  await visit(page, URL_, '#/default/nodes');
  await press(page, 'Pause a topic');
  await fillIn(page, { Topic: 'order-events' });
  await dialog(page).getByRole('button', { name: 'Next' }).click();
  await agree(page, 'Pause', 'its readers are mended');
  const topic = page.locator('tr').filter({ hasText: 'its readers are mended' });
  await topic.waitFor();
  await press(page, 'Resume', topic);
  await agree(page, 'Resume', 'done');
  await topic.waitFor({ state: 'detached' });
  const consumer = page.locator('tr').filter({ hasText: 'payments' }).first();
  await press(page, 'Pause', consumer);
  await agree(page, 'Pause', 'accounts are closed');
  await consumer.locator('.run-paused').waitFor();
  await press(page, 'Resume', consumer);
  await agree(page, 'Resume', 'accounts are open');
  await consumer.locator('.run-running').waitFor();
});

test('a Kafka that is away is named within ten seconds, and the backlog drains when it is back', async () => {
  await visit(page, URL_, HOME);
  await fetch(`${KAFKA}/stop`, { method: 'POST' });
  const stopped = Date.now();
  await visit(page, URL_, '#/default/outbox');
  await press(page, 'Test message …');
  await fillIn(page, { Topic: 'order-events', Type: 'Test', Key: 'me' });
  await agree(page, 'Append', 'it waits');
  await page.getByRole('heading', { name: /^Entry \d+$/ }).waitFor();
  await visit(page, URL_, HOME);
  await page.locator('[data-health=DESTINATION_DOWN]').waitFor();
  const took = Date.now() - stopped;
  assert.ok(took < NAMED_WITHIN, `${took} ms`);
  await shoot(page, 'console-kafka-down');
  await fetch(`${KAFKA}/start`, { method: 'POST' });
  await page.locator('[data-health=DESTINATION_DOWN]').waitFor({ state: 'detached', timeout: 60_000 });
  await page.locator('[data-figure=backlog]').filter({ hasText: /^0$/ }).waitFor({ timeout: 60_000 });
  await unharmed(page, 'Kafka down');
});

test('the audit has every act, with who and why', async () => {
  await visit(page, URL_, '#/default/audit');
  await jobs().first().waitFor();
  const text = await page.locator('main').innerText();
  for (const reason of ['it was too large', 'they will never fit', 'does it arrive?', 'the broker is moved', 'this node goes', 'accounts are closed']) {
    assert.match(text, new RegExp(reason.replace('?', '\\?')));
  }
  assert.match(text, /ada/);
  await shoot(page, 'console-audit');
});

test('a viewer sees the figures, and neither payloads nor buttons that change anything', async () => {
  const viewer = await signedIn('vera');
  for (const hash of [HOME, '#/default/outbox?state=DEAD', '#/default/inbox', '#/default/failures', '#/default/nodes']) {
    await visit(viewer, URL_, hash);
    const labels = (await viewer.locator('main button').allInnerTexts()).join(' ');
    assert.doesNotMatch(labels, /Retry|Discard|Replay …|Pause|Resume|Hand over|Test message/, hash);
  }
  await visit(viewer, URL_, '#/default/outbox');
  await viewer.locator('tbody tr a').first().click();
  await viewer.getByText('Shown to payload viewers only.').first().waitFor();
  await viewer.context().close();
});

test('who signs out is asked to sign in', async () => {
  const leaving = await signedIn('ada', { expected: [/40[13]/] });
  await leaving.getByRole('button', { name: 'Settings' }).click();
  await dialog(leaving).getByRole('button', { name: 'Sign out' }).click();
  await leaving.waitForURL(/login/);
  await leaving.goto(URL_);
  await leaving.waitForURL(/login/);
  await leaving.context().close();
});
