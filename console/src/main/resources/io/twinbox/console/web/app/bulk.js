/** What can be done with the rows that are ticked, or with all that fit the search. */

import { h } from './dom.js';
import { may } from './api.js';
import { button } from './parts.js';
import { t } from './text.js';

/** A bar of buttons; `onChosen` and `onAll` get "retry" or "discard"; `onAll` null = not offered. */
export function bulk({ able, chosen, onChosen, onAll, after }) {
  if (!able || !may('OPERATOR')) {
    return null;
  }
  const run = (act, action) => act(action).then((answer) => answer && after());
  const act = chosen > 0 ? onChosen : onAll;
  const scope = chosen > 0 ? t('bulk.chosen', { n: chosen }) : onAll ? t('bulk.all') : t('bulk.none');
  return h(
    'div',
    { class: 'bulk', role: 'group', 'aria-label': t('bulk') },
    h('span', { class: 'muted' }, scope),
    act ? button(t('act.retry'), () => run(act, 'retry'), { image: 'retry', tone: chosen > 0 ? 'main' : 'plain' }) : null,
    act ? button(t('act.discard'), () => run(act, 'discard'), { image: 'discard', tone: 'bad' }) : null,
  );
}
