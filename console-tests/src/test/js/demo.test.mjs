/** What a newcomer does with the demo: watches, stops Kafka, sees why, starts it again, ends it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accessible, fits, launch, openPage, settled, shoot, unharmed } from './browser.mjs';

const DEMO = process.env.TWINBOX_DEMO;
const NAMED_WITHIN = 10_000;
const LIMIT = 90_000;

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

test('orders flow, Kafka is stopped, the console names the cause, the backlog drains, all is checked', async () => {
  const demo = await openPage(browser, { expected: [/net::ERR/, /Failed to load/] });
  await demo.goto(DEMO);
  await demo.waitForFunction(() => Number(document.getElementById('confirmed').textContent.replace(/\D/g, '')) > 50, null, { timeout: LIMIT });
  await demo.locator('#console-line').waitFor({ timeout: LIMIT });
  await accessible(demo, 'demo page');
  await shoot(demo, 'demo-running');
  const user = await demo.locator('#user').innerText();
  const password = await demo.locator('#password').innerText();

  const operator = await openPage(browser, { expected: [/40[13]/] });
  await operator.goto(await demo.locator('#console').getAttribute('href'));
  await operator.locator('[name=username]').fill(user);
  await operator.locator('[name=password]').fill(password);
  await operator.locator('button, input[type=submit]').first().click();
  await settled(operator);
  assert.match(operator.url(), /#\/orders\/overview/);
  await operator.waitForFunction(() => /[1-9]/.test(document.querySelector('[data-figure=out]').textContent), null, { timeout: LIMIT });
  await shoot(operator, 'demo-console-running');

  await demo.getByRole('button', { name: 'Stop Kafka' }).click();
  await demo.locator('#kafka.STOPPED').waitFor({ timeout: LIMIT });
  const stopped = Date.now();
  await operator.locator('[data-health=DESTINATION_DOWN]').waitFor({ timeout: LIMIT });
  const took = Date.now() - stopped;
  assert.ok(took < NAMED_WITHIN, `${took} ms`);
  await shoot(operator, 'demo-console-kafka-down');
  await shoot(demo, 'demo-stopped');
  await fits(operator, 'overview');

  await demo.getByRole('button', { name: 'Start Kafka' }).click();
  await operator.locator('[data-health=DESTINATION_DOWN]').waitFor({ state: 'detached', timeout: LIMIT });
  await operator.waitForFunction(() => Number(document.querySelector('[data-figure=backlog]').textContent.replace(/\D/g, '')) < 200, null, { timeout: LIMIT });
  await shoot(operator, 'demo-console-drained');
  await unharmed(operator, 'console');

  await demo.getByRole('button', { name: 'End the demo and check' }).click();
  await demo.locator('#gone').waitFor({ timeout: LIMIT });
  await unharmed(demo, 'demo page');
});
