/** The words of the page, in the reader's language. A catalogue is a flat object: key, sentence. */

import { remember, recall } from './memory.js';

export const LANGUAGES = ['en', 'es'];

let catalogue = {};
let language = 'en';
let plurals = new Intl.PluralRules('en');

/** The language the reader chose, or else the browser's, or else English. */
export function preferred() {
  const chosen = recall('language');
  const wishes = chosen ? [chosen] : (navigator.languages ?? []);
  const known = wishes.map((wish) => wish.slice(0, 2)).find((wish) => LANGUAGES.includes(wish));
  return known ?? 'en';
}

/** Fetches a catalogue and uses it from now on. */
export async function speak(chosen) {
  const module = await import(`./text/${LANGUAGES.includes(chosen) ? chosen : 'en'}.js`);
  catalogue = module.default;
  language = chosen;
  plurals = new Intl.PluralRules(chosen);
  document.documentElement.lang = chosen;
}

/** Makes the choice last. */
export function choose(chosen) {
  remember('language', chosen);
}

/** The language in use. */
export function current() {
  return language;
}

/**
 * A sentence. `{name}` stands for a value; where the catalogue has `key.one` and `key.other`, the
 * value `n` decides.
 */
export function t(key, values = {}) {
  let sentence = catalogue[key];
  if (sentence === undefined && values.n !== undefined) {
    sentence = catalogue[`${key}.${plurals.select(Number(values.n))}`] ?? catalogue[`${key}.other`];
  }
  if (sentence === undefined) {
    console.error(`no text: ${key}`);
    return key;
  }
  return sentence.replace(/\{(\w+)\}/g, (hole, name) => shown(values, name, hole));
}

function shown(values, name, hole) {
  const value = name === 'n' && values.text !== undefined ? values.text : values[name];
  if (value === undefined || value === null) {
    return hole;
  }
  return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : String(value);
}

/** Whether there is such a sentence: what the server names may be newer than this page. */
export function has(key) {
  return catalogue[key] !== undefined;
}
