/** Keys without Ctrl or Alt: g then a letter goes somewhere, others do something here. */

import { recall, remember } from './memory.js';

const PATIENCE = 1_200;

let enabled = recall('keys') !== 'off';
let first = null;
let since = 0;
const acts = new Map();

/** Whether single keys do something; who dictates to the computer turns them off. */
export function keysEnabled() {
  return enabled;
}

export function enableKeys(value) {
  enabled = value;
  remember('keys', value ? null : 'off');
}

/** `combination` is a key, or two with a blank between: "g o". */
export function onKey(combination, act) {
  acts.set(combination, act);
}

/** What is at work in the screen shown now; gone with it. */
export function screenKeys(signal, keys) {
  for (const [combination, act] of Object.entries(keys)) {
    acts.set(combination, act);
    signal.addEventListener('abort', () => {
      if (acts.get(combination) === act) {
        acts.delete(combination);
      }
    });
  }
}

function typing(target) {
  return target.closest?.('input, textarea, select, [contenteditable], dialog') !== null;
}

/** Begins to listen. */
export function listenToKeys() {
  addEventListener('keydown', (event) => {
    if (!enabled || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      return;
    }
    const both = first !== null && Date.now() - since < PATIENCE ? `${first} ${event.key}` : null;
    first = event.key;
    since = Date.now();
    const act = (both && acts.get(both)) ?? acts.get(event.key);
    if (act) {
      event.preventDefault();
      act(event);
    }
  });
}

/** Moves the focus among the rows of the list shown, as j and k do. */
export function step(by) {
  const rows = [...document.querySelectorAll('[data-row]')];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  (next?.querySelector('a') ?? next)?.focus();
}
