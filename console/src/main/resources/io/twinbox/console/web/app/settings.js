/** How the reader likes it: theme, language, times, keys. And who is signed in. */

import { h } from './dom.js';
import { tell } from './dialog.js';
import { tellDates, tellsDates } from './format.js';
import { enableKeys, keysEnabled } from './keys.js';
import { recall, remember } from './memory.js';
import { choose, current, LANGUAGES, speak, t } from './text.js';

const THEMES = ['system', 'light', 'dark'];

/** Light, dark, or as the system has it. */
export function useTheme(theme) {
  if (theme === 'system') {
    remember('theme', null);
    delete document.documentElement.dataset.theme;
  } else {
    remember('theme', theme);
    document.documentElement.dataset.theme = theme;
  }
  dispatchEvent(new CustomEvent('twinbox:theme'));
}

/** Opens the settings. */
export function openSettings(session, screens, redraw) {
  tell({
    title: t('settings.title'),
    body: [
      group(t('settings.theme'), 'theme', THEMES.map((theme) => [theme, t(`settings.theme.${theme}`)]), recall('theme') ?? 'system', useTheme),
      group(t('settings.language'), 'language', LANGUAGES.map((language) => [language, t(`language.${language}`)]), current(), async (language) => {
        choose(language);
        await speak(language);
        document.querySelectorAll('dialog').forEach((dialog) => dialog.close());
        redraw();
      }),
      group(t('settings.times'), 'times', [['relative', t('settings.times.relative')], ['absolute', t('settings.times.absolute')]], tellsDates() ? 'absolute' : 'relative', (wish) => {
        tellDates(wish === 'absolute');
        redraw();
      }),
      group(t('settings.keys'), 'keys', [['on', t('settings.keys.on')], ['off', t('settings.keys.off')]], keysEnabled() ? 'on' : 'off', (wish) => enableKeys(wish === 'on')),
      h('p', {}, h('button', { type: 'button', on: { click: () => openShortcuts(screens) } }, t('shortcuts.title'))),
      h('p', { class: 'muted' }, t('settings.user', { user: session.user, roles: session.roles.join(', ') })),
      h('p', { class: 'muted' }, t('settings.version', { version: session.version })),
      signOut(session),
    ],
  });
}

function group(label, name, options, chosen, change) {
  return h(
    'fieldset',
    { class: 'options' },
    h('legend', {}, label),
    options.map(([value, shown]) => {
      const input = h('input', { type: 'radio', name, value, on: { change: () => change(value) } });
      input.checked = value === chosen;
      return h('label', {}, input, h('span', {}, shown));
    }),
  );
}

/** A form of the browser: the answer is a page, not data. It must not be in another form. */
function signOut({ logoutPath, csrf }) {
  if (logoutPath === null) {
    return null;
  }
  const leave = () => {
    const form = h('form', { method: 'post', action: logoutPath, hidden: true }, csrf === null ? null : h('input', { type: 'hidden', name: csrf.parameter, value: csrf.token }));
    document.body.append(form);
    form.submit();
  };
  return h('button', { type: 'button', on: { click: leave } }, t('signOut'));
}

/** What the keys do. */
export function openShortcuts(screens) {
  const rows = [
    ...screens.map(({ name, key }) => [`g ${key}`, t(`nav.${name}`)]),
    ['j', t('shortcuts.next')],
    ['k', t('shortcuts.previous')],
    ['/', t('shortcuts.search')],
    ['p', t('shortcuts.pause')],
    ['?', t('shortcuts.help')],
  ];
  tell({
    title: t('shortcuts.title'),
    body: h('dl', { class: 'shortcuts' }, rows.map(([keys, what]) => h('div', {}, h('dt', {}, keys.split(' ').map((key) => h('kbd', {}, key))), h('dd', {}, what)))),
  });
}
