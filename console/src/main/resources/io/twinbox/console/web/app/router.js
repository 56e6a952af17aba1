/** Where the reader is: `#/outbox/42?state=DEAD`. Filters live there, so a link tells all of it. */

/** The place the address names: its path in parts, and its parameters. */
export function here() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?', 2);
  return {
    parts: path.split('/').filter(Boolean).map(decoded),
    query: new URLSearchParams(query),
  };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place; parameters that are empty are left out. */
export function link(parts, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') {
      query.set(name, value);
    }
  }
  const text = query.toString();
  return `#/${parts.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

/** Goes there; a step the reader can take back. */
export function go(parts, parameters) {
  location.hash = link(parts, parameters);
}

/** Changes parameters of this place; null removes one. */
export function refine(changes) {
  const { parts, query } = here();
  go(parts, { ...Object.fromEntries(query), ...changes });
}

/** Calls back now and whenever the place changes. */
export function follow(listener) {
  addEventListener('hashchange', listener);
  listener();
}
