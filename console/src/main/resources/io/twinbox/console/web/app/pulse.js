/** The overview of one database: once a second for who looks at it, every five for the rest. */

import { get, of } from './api.js';
import { Stay } from './live.js';

const TICK = 1_000;
const SLOW = 5;

export class Pulse {
  #stay = new Stay();
  #listeners = new Set();
  #hurried = 0;
  #ticks = 0;
  #ask;
  last = null;

  constructor(database) {
    this.database = database;
    this.#ask = this.#stay.every(TICK, async (signal) => {
      if (this.#hurried === 0 && this.last !== null && ++this.#ticks % SLOW !== 0) {
        return;
      }
      this.last = await get(of(database, 'overview'), {}, signal);
      this.#listeners.forEach((listener) => listener(this.last));
    });
  }

  /** Calls back with what is known and with every answer, until the signal. */
  on(listener, signal) {
    this.#listeners.add(listener);
    signal?.addEventListener('abort', () => this.#listeners.delete(listener));
    if (this.last !== null) {
      listener(this.last);
    }
  }

  /** Asks every second until the signal. */
  hurry(signal) {
    this.#hurried++;
    signal.addEventListener('abort', () => this.#hurried--);
    this.#ask();
  }

  /** Asks now: something was done. */
  ask() {
    this.#ask();
  }

  end() {
    this.#stay.end();
    this.#listeners.clear();
  }
}
