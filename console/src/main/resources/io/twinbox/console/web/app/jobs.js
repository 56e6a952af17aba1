/** What runs for a while: retries and discards of many, replays. How far it is, and how to end it. */

import { h } from './dom.js';
import { cancelJob } from './actions.js';
import { may } from './api.js';
import { count, percent } from './format.js';
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
        h('div', { class: 'job-text' }, h('strong', {}, kind(job)), h('span', {}, job.owner), h('span', { class: 'muted' }, progressText(job))),
        bar(job),
        cancel(database, job, after),
      ),
    ),
  );
}

function kind(job) {
  return has(`job.${job.kind}`) ? t(`job.${job.kind}`) : job.kind;
}

function progressText({ done, total }) {
  return total === null
    ? t('job.done', { n: done })
    : t('job.progress', { done: count(done), total: count(total), share: percent(total === 0 ? 1 : done / total) });
}

function bar(job) {
  const known = job.total !== null && job.total > 0;
  return h('progress', { max: known ? job.total : null, value: known ? job.done : null, 'aria-label': kind(job) });
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
    { title: t('column.of'), cell: (job) => text(job.owner) },
    { title: t('column.state'), className: 'tight', cell: (job) => h('span', { class: `badge job-${job.state.toLowerCase()}` }, t(`job.state.${job.state}`)) },
    { title: t('column.progress'), cell: (job) => [h('span', {}, progressText(job)), job.state === 'RUNNING' ? bar(job) : null] },
    { title: t('column.actor'), cell: (job) => text(job.actor) },
    { title: t('column.reason'), cell: (job) => text(job.reason) },
    { title: t('column.started'), className: 'tight', cell: (job) => when(job.startedAt) },
    { title: t('column.ended'), className: 'tight', cell: (job) => when(job.endedAt) },
    { title: t('column.error'), className: 'error-text', cell: (job) => text(job.error) },
    { title: t('column.act'), className: 'tight', cell: (job) => cancel(database, job, after) },
  ];
  return table({ label: t('audit.jobs'), columns, rows: jobs, keyOf: (job) => job.id });
}
