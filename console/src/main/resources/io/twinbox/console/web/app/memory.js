/** What the browser remembers of its reader: language, theme and the like, never data. */

const PREFIX = 'twinbox.';

/** Remembers; null forgets. A browser that refuses forgets, and that is all. */
export function remember(name, value) {
  try {
    if (value === null) {
      localStorage.removeItem(PREFIX + name);
    } else {
      localStorage.setItem(PREFIX + name, value);
    }
  } catch {
    // Private windows and blocked storage: the choice lasts as long as the page.
  }
}

/** What was remembered, or null. */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}
