/** Who did what, when, to how many and why; and what runs on somebody's behalf. */

import { h } from '../dom.js';
import { filters } from '../filters.js';
import { jobTable, pairs } from '../jobs.js';
import { empty, heading, pager, table, text, when } from '../parts.js';
import { link } from '../router.js';
import { t } from '../text.js';

const FIELDS = ['actor', 'action', 'subject', 'from', 'to'];

export default function show(view, tab) {
  return tab === 'jobs' ? jobs(view) : acts(view);
}

function top(view, chosen) {
  const tab = (label, parts, current) => h('a', { href: link(parts), 'aria-current': current ? 'page' : null }, label);
  return [
    heading(t('audit.title'), t('audit.subtitle')),
    h(
      'nav',
      { class: 'tabs', 'aria-label': t('audit.title') },
      tab(t('audit.acts'), [view.database, 'audit'], chosen === 'acts'),
      tab(t('audit.jobs'), [view.database, 'audit', 'jobs'], chosen === 'jobs'),
    ),
  ];
}

function acts(view) {
  const query = Object.fromEntries(view.query);
  view.poll(
    query.cursor ? 0 : 10_000,
    () => view.get('audit', Object.fromEntries([...FIELDS, 'cursor'].map((name) => [name, query[name]]))),
    (page) => [
      top(view, 'acts'),
      filters(
        [
          { name: 'actor', label: t('column.actor') },
          { name: 'action', label: t('column.action') },
          { name: 'subject', label: t('column.subject') },
          { name: 'from', label: t('field.from'), time: true, more: true },
          { name: 'to', label: t('field.to'), time: true, more: true },
        ],
        query,
      ),
      page.items.length === 0 ? empty(t(FIELDS.some((name) => query[name]) ? 'none.fits' : 'audit.none')) : list(page.items),
      pager(page.next),
    ],
  );
}

function list(items) {
  const columns = [
    { title: t('column.at'), className: 'tight', cell: (row) => when(row.at) },
    { title: t('column.actor'), cell: (row) => text(row.actor) },
    { title: t('column.action'), cell: (row) => h('strong', {}, row.action) },
    { title: t('column.subject'), cell: (row) => text(row.subject) },
    { title: t('column.reason'), cell: (row) => text(row.reason) },
    { title: t('column.details'), cell: (row) => pairs(row.details) },
  ];
  return table({ label: t('audit.title'), columns, rows: items, keyOf: (row) => row.id });
}

function jobs(view) {
  const page = view.poll(
    2_000,
    () => view.get('jobs'),
    ({ items }) => [top(view, 'jobs'), items.length === 0 ? empty(t('jobs.none')) : jobTable(view.database, items, page.ask)],
  );
}
