/** How it stands: one sentence each, the figures one reads from afar, and what they were before. */

import { h } from '../dom.js';
import { Chart } from '../chart.js';
import { compact, count, duration, rate } from '../format.js';
import { healthList } from '../health.js';
import { figure, heading, loading, panel, table, text } from '../parts.js';
import { link, refine } from '../router.js';
import { t } from '../text.js';

const LIVE_MINUTES = 5;
const LIVE_POINTS = LIVE_MINUTES * 60;
const WINDOWS = [
  ['live', LIVE_MINUTES, 0],
  ['hour', 60, 15_000],
  ['day', 1_440, 60_000],
];
const COLUMNS = ['appended', 'published', 'handled', 'backlog', 'lagP50Ms', 'lagP95Ms', 'lagP99Ms'];

export default function show(view) {
  const wish = view.query.get('window');
  const [name, minutes, every] = WINDOWS.find(([window]) => window === wish) ?? WINDOWS[0];
  const charts = new Charts(name);
  view.stay.signal.addEventListener('abort', () => charts.close());
  if (view.moved) {
    view.draw(heading(t('overview.title')), loading());
  }
  view.pulse.hurry(view.stay.signal);
  view.pulse.on((overview) => {
    if (name === 'live') {
      charts.add(overview);
    }
    view.show(screen(view, overview, charts, name));
  }, view.stay.signal);
  const load = async () => charts.take(await view.get('overview/history', { minutes }));
  view.stay.every(every || 3_600_000, load);
}

function screen(view, overview, charts, name) {
  return [
    heading(t('overview.title')),
    healthList(view.database, overview, () => view.pulse.ask()),
    figures(view.database, overview),
    panel(t('overview.throughput'), charts.throughput.place(), windows(name), { key: 'throughput' }),
    h(
      'div',
      { class: 'columns', key: 'columns' },
      panel(t('overview.backlog'), charts.backlog.place()),
      panel(t('overview.lag'), charts.lag.place()),
    ),
    relays(view.database, overview),
    consumers(view.database, overview),
    overview.promises.length === 0
      ? null
      : panel(t('overview.promises'), h('ul', { class: 'promises' }, overview.promises.map((promise) => h('li', {}, promise)))),
  ];
}

function windows(chosen) {
  return h(
    'div',
    { class: 'segments', role: 'group', 'aria-label': t('overview.window') },
    WINDOWS.map(([name]) =>
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': String(name === chosen),
          on: { click: () => refine({ window: name === 'live' ? null : name }) },
        },
        t(`overview.window.${name}`),
      ),
    ),
  );
}

function figures(database, { backlog, oldestPendingAgeMs, lag, throughput, dead, parked }) {
  const deadAll = dead.outbox + dead.inbox;
  const parkedAll = parked.outbox + parked.inbox;
  const age = oldestPendingAgeMs === null ? null : oldestPendingAgeMs / 1000;
  return h(
    'div',
    { class: 'figures' },
    figure(t('figure.backlog'), compact(backlog), {
      id: 'backlog',
      note: age === null || backlog === 0 ? t('figure.backlog.none') : t('figure.oldest', { age: duration(age) }),
      tone: age !== null && age > 60 ? 'warn' : null,
      href: link([database, 'outbox'], { state: 'PENDING' }),
    }),
    figure(t('figure.lag'), duration(seconds(lag.p50Ms)), {
      id: 'lag',
      note: lag.p50Ms === null
        ? t('figure.lag.none')
        : t('figure.lag.note', { p95: duration(seconds(lag.p95Ms)), p99: duration(seconds(lag.p99Ms)) }),
    }),
    figure(t('figure.in'), rate(throughput.appended), { id: 'in', note: t('figure.perSecond') }),
    figure(t('figure.out'), rate(throughput.published), { id: 'out', note: t('figure.perSecond') }),
    figure(t('figure.handled'), rate(throughput.handled), {
      id: 'handled',
      note: t('figure.duplicates', { rate: rate(throughput.duplicates) }),
    }),
    figure(t('figure.dead'), compact(deadAll), {
      id: 'dead',
      note: t('figure.parked', { n: parkedAll, text: count(parkedAll) }),
      tone: deadAll > 0 ? 'bad' : parkedAll > 0 ? 'warn' : null,
      href: link([database, 'failures']),
    }),
  );
}

function relays(database, overview) {
  const columns = [
    { title: t('column.relay'), cell: (row) => h('a', { href: link([database, 'nodes']) }, row.name) },
    { title: t('column.channel'), cell: (row) => row.channel },
    { title: t('column.owner'), cell: (row) => text(row.owner, t('none.owner')) },
    ...waitingColumns(),
  ];
  return panel(
    t('overview.relays'),
    overview.relays.length === 0
      ? h('p', { class: 'empty' }, t('overview.relays.none'))
      : table({ label: t('overview.relays'), columns, rows: overview.relays, keyOf: (row) => row.name }),
  );
}

function consumers(database, overview) {
  const columns = [
    { title: t('column.consumer'), cell: (row) => h('a', { href: link([database, 'inbox'], { consumer: row.name }) }, row.name) },
    { title: t('column.rate'), className: 'right', cell: (row) => rate(row.handledPerSecond) },
    { title: t('column.lagRecords'), className: 'right', cell: (row) => count(row.lagRecords) },
    ...waitingColumns(),
  ];
  return overview.consumers.length === 0
    ? null
    : panel(
        t('overview.consumers'),
        table({ label: t('overview.consumers'), columns, rows: overview.consumers, keyOf: (row) => row.name }),
      );
}

function waitingColumns() {
  return [
    { title: t('column.backlog'), className: 'right', cell: (row) => count(row.backlog) },
    {
      title: t('column.oldest'),
      className: 'right',
      cell: (row) => (row.oldestPendingAgeMs === null ? '–' : duration(row.oldestPendingAgeMs / 1000)),
    },
    { title: t('column.parked'), className: 'right', cell: (row) => count(row.parked) },
    { title: t('column.dead'), className: 'right', cell: (row) => count(row.dead) },
  ];
}

const seconds = (millis) => (millis === null ? null : millis / 1000);

/** Three charts over one window of time; the live one grows by a point a second. */
class Charts {
  #rows = { at: [] };
  #told = false;

  constructor(name) {
    const { label } = this.#labels(name);
    this.throughput = new Chart({
      series: [
        { label: t('series.appended'), color: 'series-1', fill: true },
        { label: t('series.published'), color: 'series-2' },
        { label: t('series.handled'), color: 'series-3', dash: [4, 3] },
      ],
      format: rate,
      label: label('overview.throughput'),
    });
    this.backlog = new Chart({
      series: [{ label: t('series.backlog'), color: 'series-4', fill: true }],
      format: compact,
      label: label('overview.backlog'),
    });
    this.lag = new Chart({
      series: [
        { label: t('series.p50'), color: 'series-1' },
        { label: t('series.p95'), color: 'series-4' },
        { label: t('series.p99'), color: 'series-5' },
      ],
      format: (millis) => duration(seconds(millis)),
      label: label('overview.lag'),
    });
    COLUMNS.forEach((column) => (this.#rows[column] = []));
  }

  #labels(name) {
    return { label: (title) => t('chart.label', { title: t(title), window: t(`overview.window.${name}`) }) };
  }

  /** All of the window, as the server holds it. */
  take(history) {
    const newer = this.#told ? this.#rows : null;
    this.#rows = { at: [...history.at] };
    COLUMNS.forEach((column) => (this.#rows[column] = [...history[column]]));
    const last = this.#rows.at.at(-1) ?? 0;
    newer?.at.forEach((at, i) => {
      if (at > last) {
        this.#rows.at.push(at);
        COLUMNS.forEach((column) => this.#rows[column].push(newer[column][i]));
      }
    });
    this.#draw();
  }

  /** One point more. */
  add({ at, throughput, backlog, lag }) {
    const second = Math.floor(Date.parse(at) / 1000);
    if (second <= (this.#rows.at.at(-1) ?? 0)) {
      return;
    }
    this.#told = true;
    const values = {
      appended: throughput.appended,
      published: throughput.published,
      handled: throughput.handled,
      backlog,
      lagP50Ms: lag.p50Ms,
      lagP95Ms: lag.p95Ms,
      lagP99Ms: lag.p99Ms,
    };
    this.#rows.at.push(second);
    COLUMNS.forEach((column) => this.#rows[column].push(values[column]));
    if (this.#rows.at.length > LIVE_POINTS) {
      this.#rows.at.shift();
      COLUMNS.forEach((column) => this.#rows[column].shift());
    }
    this.#draw();
  }

  #draw() {
    const { at, appended, published, handled, backlog, lagP50Ms, lagP95Ms, lagP99Ms } = this.#rows;
    this.throughput.set([at, appended, published, handled]);
    this.backlog.set([at, backlog]);
    this.lag.set([at, lagP50Ms, lagP95Ms, lagP99Ms]);
  }

  close() {
    [this.throughput, this.backlog, this.lag].forEach((chart) => chart.close());
  }
}
