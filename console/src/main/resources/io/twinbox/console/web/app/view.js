/** What a screen gets: its place, its stay, and where to draw. */

import { fill } from './dom.js';
import { failed, loading } from './parts.js';
import { get, of } from './api.js';

export class View {
  constructor({ database, query, stay, root, pulse, named, moved }) {
    Object.assign(this, { database, query, stay, root, pulse, named, moved, place: location.hash });
  }

  /** Shows what the address asks for, and says that it does. */
  show(...nodes) {
    this.draw(...nodes);
    if (!this.stay.over) {
      this.root.dataset.place = this.place;
    }
  }

  /** Draws this, with as few changes as possible. Nothing, once the reader has left. */
  draw(...nodes) {
    if (!this.stay.over) {
      fill(this.root, nodes);
    }
  }

  /** Names the page in the browser's tab. */
  title(text) {
    if (!this.stay.over) {
      this.named(text);
    }
  }

  /** Asks about this view's database. */
  get(path, query = {}) {
    return get(of(this.database, path), query, this.stay.signal);
  }

  /**
   * Loads and draws every so many milliseconds; 0 = once, and again on demand. What was loaded stays
   * when an update fails. Returns {ask, redraw}.
   */
  poll(millis, load, render) {
    let data = null;
    let problem = null;
    const redraw = () => {
      if (data !== null) {
        this.show(render(data));
      } else if (problem !== null) {
        this.show(failed(problem, ask));
      } else if (this.moved) {
        // Another search of the same list: what was found stays until the answer is there.
        this.draw(loading());
      }
    };
    const once = millis === 0;
    let loaded = false;
    let forced = true;
    const askAgain = this.stay.every(once ? 60_000 : millis, async () => {
      if (once && loaded && !forced) {
        return;
      }
      forced = false;
      try {
        data = await load();
        loaded = true;
        problem = null;
      } catch (failure) {
        if (failure.name === 'AbortError') {
          return;
        }
        problem = failure;
        redraw();
        if (data !== null) {
          throw failure;
        }
        return;
      }
      redraw();
    });
    const ask = () => {
      forced = true;
      askAgain();
    };
    redraw();
    return { ask, redraw };
  }
}
