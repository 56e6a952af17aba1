/** What an operator does with mouse and keyboard, in English. Found by role and name, as readers find it. */
import assert from 'node:assert/strict';

/** Presses a button or link of the page. */
export async function press(page, name, within = page.locator('main')) {
  await within.getByRole('button', { name, exact: true }).first().click();
}

/** The dialog that is open. */
export function dialog(page) {
  return page.locator('dialog[open]').last();
}

/** Fills the dialog's fields by label, and says why, if that is asked. */
export async function fillIn(page, fields = {}) {
  const box = dialog(page);
  await box.waitFor();
  for (const [label, value] of Object.entries(fields)) {
    await box.getByLabel(label, { exact: false }).first().fill(value);
  }
}

/** Says yes: gives the reason, types the word if one is asked for. */
export async function agree(page, name, reason = 'a test of the console', word = null) {
  const box = dialog(page);
  await box.waitFor();
  if (word !== null) {
    const deed = box.getByRole('button', { name, exact: true });
    assert.ok(await deed.isDisabled(), 'what concerns many waits for its word');
    await box.getByLabel('to go on').fill(word);
  }
  const why = box.getByLabel('Why?');
  if (await why.count()) {
    await why.fill(reason);
  }
  await box.getByRole('button', { name, exact: true }).click();
}

/** Waits for a message at the edge. */
export async function told(page, pattern) {
  await page.locator('.toast').filter({ hasText: pattern }).first().waitFor();
}
