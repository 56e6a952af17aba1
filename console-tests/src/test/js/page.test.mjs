/** What can be said of the page without a browser: its words, its size, and what it never does. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { full } from 'acorn-walk';

const WEB = fileURLToPath(new URL('../../../../console/src/main/resources/io/twinbox/console/web/', import.meta.url));
const LANGUAGES = ['en', 'es'];

async function files(folder, ending) {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((file) => file.isFile() && file.name.endsWith(ending)).map((file) => join(file.parentPath ?? file.path, file.name));
}

const sources = async () => {
  const paths = (await files(join(WEB, 'app'), '.js')).filter((path) => !path.includes('/text/'));
  return Promise.all(paths.map(async (path) => ({ path: relative(WEB, path), code: await readFile(path, 'utf8') })));
};

const catalogue = async (language) => (await import(join(WEB, `app/text/${language}.js`))).default;
const holes = (sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([hole]) => hole).sort();

/** The texts of a call's argument, whatever it is chosen by. */
function texts(node) {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return node.quasis.map((quasi) => quasi.value.cooked);
    case 'ConditionalExpression':
      return [...texts(node.consequent), ...texts(node.alternate)];
    case 'LogicalExpression':
    case 'BinaryExpression':
      return [...texts(node.left), ...texts(node.right)];
    case 'ArrayExpression':
      return node.elements.flatMap(texts);
    default:
      return [];
  }
}

test('all languages have the same keys and the same holes', async () => {
  const [first, ...others] = await Promise.all(LANGUAGES.map(catalogue));
  for (const other of others) {
    assert.deepEqual(Object.keys(other).sort(), Object.keys(first).sort());
    for (const [key, sentence] of Object.entries(first)) {
      assert.deepEqual(holes(other[key]), holes(sentence), key);
      assert.notEqual(other[key].trim(), '', key);
    }
  }
});

test('no two sentences were left in the wrong language', async () => {
  const [en, es] = await Promise.all(LANGUAGES.map(catalogue));
  const alike = Object.keys(en).filter((key) => en[key] === es[key] && /[a-z]{4,} [a-z]{2,}/i.test(en[key]));
  assert.deepEqual(alike, []);
});

test('every key that the code asks for is there, and every key that is there is asked for', async () => {
  const en = await catalogue('en');
  const asked = new Set();
  const patterns = [];
  for (const { code } of await sources()) {
    full(parse(code, { ecmaVersion: 2024, sourceType: 'module' }), (node) => {
      if (node.type === 'Literal' && typeof node.value === 'string') {
        asked.add(node.value);
      } else if (node.type === 'TemplateLiteral' && node.quasis[0].value.cooked.includes('.')) {
        patterns.push(new RegExp(`^${node.quasis.map((quasi) => quasi.value.cooked.replaceAll('.', '\\.')).join('[\\w.-]+')}$`));
      }
    });
    for (const [, , key] of code.matchAll(/\bt\((['"])([^'"$]+)\1/g)) {
      const there = key in en || `${key}.other` in en;
      assert.ok(there, `no text for ${key}`);
    }
  }
  const plain = (key) => key.replace(/\.(one|other)$/, '');
  const idle = Object.keys(en).filter((key) => ![key, plain(key)].some((name) => asked.has(name) || patterns.some((pattern) => pattern.test(name))));
  assert.deepEqual(idle, []);
});

test('no text is hard-coded', async () => {
  const spoken = new Set(['title', 'aria-label', 'placeholder', 'alt', 'hint', 'label']);
  const found = [];
  for (const { path, code } of await sources()) {
    full(parse(code, { ecmaVersion: 2024, sourceType: 'module' }), (node) => {
      const words = [];
      if (node.type === 'CallExpression' && ['h', 'fill'].includes(node.callee.name)) {
        words.push(...node.arguments.slice(node.callee.name === 'h' ? 2 : 1).flatMap(texts));
      } else if (node.type === 'CallExpression' && ['button', 'panel', 'heading', 'empty', 'toast', 'figure'].includes(node.callee.name)) {
        words.push(...texts(node.arguments[0]));
      } else if (node.type === 'Property' && spoken.has(node.key.value ?? node.key.name)) {
        words.push(...texts(node.value));
      } else if (node.type === 'AssignmentExpression' && node.left.property?.name === 'textContent') {
        words.push(...texts(node.right));
      }
      found.push(...words.filter((word) => /\p{L}{2,}/u.test(word)).map((word) => `${path}: ${word}`));
    });
  }
  assert.deepEqual(found, []);
});

test('text becomes text nodes, styles stay in style sheets, and nothing is evaluated', async () => {
  const never = /\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|eval|new Function|setAttribute\(['"](style|on\w+))\b/;
  for (const { path, code } of await sources()) {
    const lines = code.split('\n').filter((line) => never.test(line) && !line.includes("case 'innerHTML'"));
    assert.deepEqual(lines, [], path);
  }
  const page = await readFile(join(WEB, 'index.html'), 'utf8');
  assert.doesNotMatch(page, /\sstyle=|\son\w+=|<style|<script(?![^>]* src=)/);
  assert.doesNotMatch(page, /(src|href)="(?!\.\/)/, 'everything comes from the console itself');
});

test('nothing is fetched from elsewhere', async () => {
  const all = [...(await files(WEB, '.js')), ...(await files(WEB, '.css')), ...(await files(WEB, '.html'))].filter((path) => !path.includes('vendor'));
  for (const path of all) {
    const code = (await readFile(path, 'utf8')).replaceAll('http://www.w3.org/2000/svg', '');
    assert.doesNotMatch(code, /https?:\/\/|@import|url\((?!")/, relative(WEB, path));
  }
});

test('what is vendored says its licence', async () => {
  const folders = await readdir(join(WEB, 'vendor'));
  assert.ok(folders.length > 0);
  for (const folder of folders) {
    assert.match(folder, /-\d+\.\d+\.\d+$/, 'named by its version, for it is cached for a year');
    assert.match(await readFile(join(WEB, 'vendor', folder, 'LICENSE.txt'), 'utf8'), /Permission is hereby granted/);
  }
});

test('no module is longer than a person reads', async () => {
  for (const { path, code } of await sources()) {
    assert.ok(code.split('\n').length <= 400, path);
  }
  for (const path of await files(join(WEB, 'style'), '.css')) {
    assert.ok((await readFile(path, 'utf8')).split('\n').length <= 400, path);
  }
});
