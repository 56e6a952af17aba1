/** A real Chromium, and what every page in it must keep to: no errors, nothing hurt, readable by all. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = fileURLToPath(new URL('../../../target/screenshots/', import.meta.url));
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const PATIENCE = 20_000;

/** Where the browser is, or null. */
export function chromiumPath() {
  return process.env.TWINBOX_CHROMIUM ?? PLACES.find((path) => existsSync(path)) ?? null;
}

export function launch() {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--force-color-profile=srgb'],
  });
}

/**
 * A page that notes what goes wrong in it. `expected` are errors that a test brings about itself.
 */
export async function openPage(browser, { width = 1280, theme = 'light', language = 'en', cookies = [], expected = [] } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 780 : 900 },
    colorScheme: theme,
    locale: language,
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  await context.addCookies(cookies);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const faults = [];
  const note = (fault) => {
    if (!expected.some((pattern) => pattern.test(fault))) {
      faults.push(fault);
    }
  };
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && note(`${message.type()}: ${message.text()} ${message.location().url}`));
  page.on('pageerror', (failure) => note(`error: ${failure.message}`));
  page.on('dialog', (dialog) => {
    note(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  return Object.assign(page, { faults });
}

/** Goes to a place of the console and waits until it shows what it has. */
export async function visit(page, url, hash) {
  const before = page.url();
  if (before.startsWith(url)) {
    await page.evaluate((target) => (location.hash = target), hash);
  } else {
    await page.goto(url + hash);
  }
  await settled(page);
}

export async function settled(page) {
  await page.waitForFunction(
    () => document.querySelector('.screen')?.dataset.place === location.hash && document.querySelector('main h1') && !document.querySelector('main .loading'),
  );
}

/** Keeps what is seen, as target/screenshots/name.png. */
export async function shoot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

/** No serious fault for those who do not see, or not well, or use no mouse. */
export async function accessible(page, where) {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(AXE);
  }
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  const serious = violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 120)} ${node.failureSummary.split('\n')[1] ?? ''}`).join(' | ')}`);
  assert.deepEqual(serious, [], where);
}

/** Nothing sticks out to the right. */
export async function fits(page, where) {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(beyond <= 0, `${where} is ${beyond} px too wide`);
}

/** Nothing went wrong, and no text became code. */
export async function unharmed(page, where) {
  assert.deepEqual(page.faults, [], where);
  assert.equal(await page.evaluate(() => window.hurt), undefined, `${where}: a text became code`);
}

/** Words that the page has no sentence for show as their key. */
export async function spoken(page, where) {
  const bare = await page.evaluate(() => document.body.innerText.match(/\b(column|state|health|act|figure|field|fault|event|run|nav)\.\w+/g));
  assert.equal(bare, null, where);
}
