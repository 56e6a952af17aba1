/** What runs for a while: retries and discards of many, replays. How far it is, and how to end it. */

import { h } from './dom.js';
import { cancelJob } from './actions.js';
import { may } from './api.js';
import { percent } from './format.js';
import { button, table, text, when } from './parts.js';
import { has, t } from './text.js';

/** The jobs that run now, at the top of the screens that can begin one. */
export function runningJobs(database, jobs, after) {
  const running = jobs.filter((job) => job.state === 'RUNNING');
  if (running.length === 0) {
    return null;
  }
  return h(
    'ul',
    { class: 'jobs', 'aria-label': t('jobs.running') },
    running.map((job) =>
      h(
        'li',
        { key: job.id },
        h('div', { class: 'job-text' }, h('strong', {}, kind(job)), h('span', {}, job.relay), h('span', { class: 'muted' }, progressText(job))),
        bar(job),
        cancel(database, job, after),
      ),
    ),
  );
}

function kind(job) {
  return has(`job.${job.kind}`) ? t(`job.${job.kind}`) : job.kind;
}

function progressText({ done, passed, looked, state }) {
  return [
    t('job.done', { n: done }),
    passed > 0 ? t('job.passed', { n: passed }) : null,
    state === 'RUNNING' ? percent(looked) : null,
  ].filter(Boolean).join(' · ');
}

function bar(job) {
  return h('progress', { max: 1, value: job.looked, 'aria-label': kind(job) });
}

function cancel(database, job, after) {
  return may('OPERATOR') && job.state === 'RUNNING'
    ? button(t('act.cancel'), () => cancelJob(database, job).then(after), { image: 'cross' })
    : null;
}

/** All that is known of them. */
export function jobTable(database, jobs, after) {
  const columns = [
    { title: t('column.job'), cell: kind },
    { title: t('column.of'), cell: (job) => text(job.relay) },
    { title: t('column.state'), className: 'tight', cell: (job) => h('span', { class: `badge job-${job.state.toLowerCase()}` }, t(`job.state.${job.state}`)) },
    { title: t('column.progress'), cell: (job) => [h('span', {}, progressText(job)), job.state === 'RUNNING' ? bar(job) : null] },
    { title: t('column.request'), cell: (job) => pairs(job.request) },
    { title: t('column.actor'), cell: (job) => text(job.actor) },
    { title: t('column.started'), className: 'tight', cell: (job) => when(job.startedAt) },
    { title: t('column.ended'), className: 'tight', cell: (job) => when(job.endedAt) },
    { title: t('column.act'), className: 'tight', cell: (job) => cancel(database, job, after) },
  ];
  return table({ label: t('audit.jobs'), columns, rows: jobs, keyOf: (job) => job.id });
}

/** Names and values that nobody has a sentence for. */
export function pairs(values) {
  const all = Object.entries(values);
  return all.length === 0
    ? text(null)
    : h('ul', { class: 'pairs' }, all.map(([name, value]) => h('li', {}, h('span', { class: 'muted' }, name), ' ', text(value))));
}
