/**
 * Elements without markup. Text reaches the page as text nodes and in no other way, so that a topic,
 * a key or an error can never become an element; style attributes do not exist here either.
 */

const SVG = 'http://www.w3.org/2000/svg';
const DRAWN = new Set(['svg', 'path', 'circle', 'rect', 'g', 'line', 'polyline']);

/**
 * Makes an element. Properties: `on` = listeners by event, `key` = its identity among its siblings
 * (see morph), `keep` = once it is there it is somebody else's, `vars` = CSS variables; all others are
 * attributes, left out when null or false. Children: nodes, texts, lists of both, null.
 */
export function h(name, properties = {}, ...children) {
  const element = DRAWN.has(name)
    ? document.createElementNS(SVG, name)
    : document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    set(element, property, value);
  }
  append(element, children);
  return element;
}

function set(element, property, value) {
  switch (property) {
    case 'on':
      listen(element, value);
      break;
    case 'key':
      element.$key = String(value);
      break;
    case 'keep':
      element.$keep = value;
      break;
    case 'vars':
      for (const [variable, amount] of Object.entries(value)) {
        element.style.setProperty(`--${variable}`, String(amount));
      }
      break;
    case 'style':
    case 'innerHTML':
      throw new Error(`not here: ${property}`);
    default:
      if (value !== null && value !== undefined && value !== false) {
        element.setAttribute(property, value === true ? '' : String(value));
      }
  }
}

/** One listener per event that asks what is to be done now: morph only exchanges the answers. */
function listen(element, listeners) {
  element.$on = listeners;
  for (const event of Object.keys(listeners)) {
    hear(element, event);
  }
}

function hear(element, event) {
  element.$heard ??= new Set();
  if (!element.$heard.has(event)) {
    element.$heard.add(event);
    element.addEventListener(event, (happening) => element.$on?.[event]?.(happening));
  }
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) {
      append(element, child);
    } else if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
}

/** Puts these in the place of all that is in an element. */
export function fill(element, ...children) {
  const fresh = document.createDocumentFragment();
  append(fresh, children);
  morphChildren(element, fresh);
}

/**
 * Makes `old` look like `fresh` with as few changes as possible: focus, selection, scroll positions
 * and open details survive an update that comes every second.
 */
function morph(old, fresh) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== fresh.data) {
      old.data = fresh.data;
    }
    return;
  }
  if (old.$keep) {
    return;
  }
  morphAttributes(old, fresh);
  old.$on = fresh.$on;
  Object.keys(fresh.$on ?? {}).forEach((event) => hear(old, event));
  morphChildren(old, fresh);
  morphValue(old, fresh);
}

function morphAttributes(old, fresh) {
  for (const name of old.getAttributeNames()) {
    // Whether details are open is the reader's choice; their style is morphed below.
    if (!fresh.hasAttribute(name) && name !== 'open' && name !== 'style') {
      old.removeAttribute(name);
    }
  }
  for (const name of fresh.getAttributeNames()) {
    const value = fresh.getAttribute(name);
    if (name !== 'style' && old.getAttribute(name) !== value) {
      old.setAttribute(name, value);
    }
  }
  if (fresh.style && fresh.style.cssText !== old.style.cssText) {
    old.style.cssText = fresh.style.cssText;
  }
}

/** What somebody is typing is not taken from under the hands. */
function morphValue(old, fresh) {
  if (old === document.activeElement && old.tagName !== 'BUTTON') {
    return;
  }
  if (old.tagName === 'INPUT' && (old.type === 'checkbox' || old.type === 'radio')) {
    old.checked = fresh.checked;
  } else if (old.tagName === 'INPUT' || old.tagName === 'TEXTAREA') {
    if (old.value !== fresh.value) {
      old.value = fresh.value;
    }
  } else if (old.tagName === 'SELECT') {
    old.value = fresh.value;
  }
}

function same(old, fresh) {
  return (
    old.nodeType === fresh.nodeType &&
    old.nodeName === fresh.nodeName &&
    old.$key === fresh.$key &&
    Boolean(old.$keep) === Boolean(fresh.$keep)
  );
}

function morphChildren(old, fresh) {
  const keyed = new Map();
  for (const child of old.childNodes) {
    if (child.$key !== undefined) {
      keyed.set(child.$key, child);
    }
  }
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const known = child.$key === undefined ? place : keyed.get(child.$key);
    if (known && same(known, child)) {
      if (known !== place) {
        old.insertBefore(known, place);
      }
      morph(known, child);
      place = known.nextSibling;
    } else {
      old.insertBefore(child, place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}
