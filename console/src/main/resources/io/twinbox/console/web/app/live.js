/**
 * One screen's stay: what it asks for again and again, and what ends with it. Asks nothing while the
 * page is hidden or the reader has paused it, and never a second time before the first answer.
 */

import { toastProblem } from './toast.js';

const SLOWEST = 15_000;

let paused = false;
const watchers = new Set();

/** Whether the reader has stopped the updates. */
export function isPaused() {
  return paused;
}

/** Stops the updates or lets them go on. */
export function pause(value) {
  paused = value;
  watchers.forEach((watcher) => watcher());
}

export class Stay {
  #abort = new AbortController();
  #timers = new Set();
  #wakeUps = new Set();

  constructor() {
    const wake = () => this.#wakeUps.forEach((wakeUp) => wakeUp());
    watchers.add(wake);
    document.addEventListener('visibilitychange', wake);
    this.signal.addEventListener('abort', () => {
      watchers.delete(wake);
      document.removeEventListener('visibilitychange', wake);
    });
  }

  /** Aborted when the reader goes elsewhere. */
  get signal() {
    return this.#abort.signal;
  }

  get over() {
    return this.signal.aborted;
  }

  /** Asks now and every so many milliseconds; ever more slowly while it fails. Returns "ask now". */
  every(millis, ask) {
    let timer = null;
    let asking = false;
    let again = false;
    let failures = 0;
    const plan = () => {
      const wait = Math.min(SLOWEST, millis * 2 ** Math.min(failures, 4));
      timer = setTimeout(() => run(false), Math.max(wait, millis));
      this.#timers.add(timer);
    };
    const run = async (forced) => {
      this.#timers.delete(timer);
      clearTimeout(timer);
      if (this.over || (!forced && (paused || document.hidden))) {
        return;
      }
      if (asking) {
        again = again || forced;
        return;
      }
      asking = true;
      try {
        await ask(this.signal);
        failures = 0;
      } catch (problem) {
        failures++;
        this.#tell(problem, failures);
      }
      asking = false;
      if (again && !this.over) {
        again = false;
        run(true);
      } else if (!this.over) {
        plan();
      }
    };
    this.#wakeUps.add(() => run(false));
    run(true);
    return () => run(true);
  }

  /** Said once, not with every failed update: the line at the top says that it lasts. */
  #tell(problem, failures) {
    if (problem.name === 'AbortError' || this.over) {
      return;
    }
    if (!problem.unreachable && failures === 1) {
      toastProblem(problem);
    }
  }

  end() {
    this.#abort.abort();
    this.#timers.forEach(clearTimeout);
  }
}
