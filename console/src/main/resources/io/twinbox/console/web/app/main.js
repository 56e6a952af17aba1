/** Begins: the language, the session, the frame around the screens, and the way between them. */

import { fill, h } from './dom.js';
import { openSession, who } from './api.js';
import { listenToKeys } from './keys.js';
import { Stay } from './live.js';
import { failed, heading, empty, loading } from './parts.js';
import { Pulse } from './pulse.js';
import { follow, here, link } from './router.js';
import { Shell, SCREENS } from './shell.js';
import { preferred, speak, t } from './text.js';
import { View } from './view.js';

let stay = null;
let pulse = null;
let shell = null;
let shown = null;

async function begin() {
  await speak(preferred());
  document.title = t('product');
  const waiting = h('main', { class: 'alone' }, loading());
  document.body.append(waiting);
  try {
    await openSession();
  } catch (problem) {
    fill(waiting, failed(problem, () => location.reload()));
    return;
  }
  waiting.remove();
  shell = new Shell(who(), redraw);
  document.body.append(...shell.elements);
  listenToKeys();
  follow(route);
}

/** Goes through the places a link can name; an incomplete one is completed. */
function route() {
  const { parts, query } = here();
  const { databases } = who();
  if (databases.length === 0) {
    shell.main.replaceChildren(empty(t('databases.none')));
    return;
  }
  const [database, screen, ...rest] = parts;
  if (!databases.includes(database)) {
    location.replace(link([databases[0], 'overview']));
    return;
  }
  if (!SCREENS.some(({ name }) => name === screen)) {
    location.replace(link([database, 'overview']));
    return;
  }
  open(database, screen, rest, query);
}

async function open(database, screen, rest, query) {
  stay?.end();
  stay = new Stay();
  const mine = stay;
  if (pulse?.database !== database) {
    pulse?.end();
    pulse = new Pulse(database);
    shell.watch(pulse);
  }
  const place = [database, screen, ...rest].join('/');
  const moved = place !== shown;
  shown = place;
  shell.at(database, screen);
  const root = moved ? shell.fresh() : shell.root;
  const view = new View({ database, query, stay, root, pulse, named: (title) => shell.name(title), moved });
  view.title(t(`nav.${screen}`));
  if (moved) {
    view.draw(loading());
  }
  const [show, ...values] = await load(screen, rest);
  if (mine.over) {
    return;
  }
  if (show === null) {
    view.show(heading(t('lost.title')), empty(t('lost.text'), h('a', { class: 'button', href: link([database, 'overview']) }, t('nav.overview'))));
    return;
  }
  show(view, ...values);
  if (moved) {
    shell.arrived();
  }
}

/** Each screen's code is fetched when it is first shown. */
async function load(screen, [first, ...more]) {
  const one = { outbox: 'entry', inbox: 'record' }[screen];
  const tabs = { failures: ['lanes'], audit: ['jobs'] }[screen] ?? [];
  if (more.length > 0 || (first !== undefined && !(one && /^\d+$/.test(first)) && !tabs.includes(first))) {
    return [null];
  }
  const name = one && first !== undefined ? one : screen;
  const module = await import(`./screens/${name}.js`);
  return [module.default, first];
}

/** All of it once more, in another language or with other times. */
function redraw() {
  pulse?.end();
  pulse = null;
  shown = null;
  shell.rebuild();
  route();
}

addEventListener('twinbox:signed-out', () => {
  stay?.end();
  pulse?.end();
  const path = who()?.loginPath;
  const back = h('a', { class: 'button main', href: path ?? location.href, on: path ? {} : { click: () => location.reload() } }, t('signIn'));
  document.querySelector('main')?.replaceChildren(empty(t('problem.unauthenticated'), back));
});


begin();
