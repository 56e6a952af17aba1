/** Drawn icons, 24 by 24, in the colour of the text around them. Decoration: the words say it. */

import { h } from './dom.js';

const PATHS = {
  mark: ['M3 13v5a2 2 0 0 0 2 2h5V9l-3 3M21 11V6a2 2 0 0 0-2-2h-5v11l3-3'],
  overview: ['M4 13h6V4H4zM14 20h6v-9h-6zM14 4v3h6V4zM4 17v3h6v-3z'],
  outbox: ['M4 13v5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-5', 'M12 15V4M8 8l4-4 4 4'],
  inbox: ['M4 13v5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-5', 'M12 4v11M8 11l4 4 4-4'],
  failures: ['M12 4 2.8 19.5h18.4z', 'M12 10v4M12 17v.2'],
  waiting: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M12 8v4.5l3 2'],
  nodes: ['M5 4h14v6H5zM5 14h14v6H5z', 'M8.5 7v.1M8.5 17v.1'],
  audit: ['M6 3h9l4 4v14H6z', 'M9.5 12h6M9.5 16h6M9.5 8h2'],
  warning: ['M12 4 2.8 19.5h18.4z', 'M12 10v4M12 17v.2'],
  check: ['M5 12.5 10 17.5 19.5 7'],
  cross: ['M6 6l12 12M18 6 6 18'],
  pause: ['M9 5v14M15 5v14'],
  play: ['M8 5v14l11-7z'],
  retry: ['M20 11a8 8 0 1 0-2.4 6.4M20 4v7h-7'],
  discard: ['M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13'],
  edit: ['M4 20h4L19.5 8.5l-4-4L4 16z'],
  replay: ['M11 7 5 12l6 5zM19 7l-6 5 6 5z'],
  send: ['M21 3 10 14M21 3l-7 18-4-7-7-4z'],
  handover: ['M4 8h14l-4-4M20 16H6l4 4'],
  search: ['M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20'],
  copy: ['M9 9h11v11H9z', 'M15 5V4H4v11h1'],
  sun: ['M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z', 'M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5'],
  moon: ['M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z'],
  help: ['M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z', 'M9.7 9.5a2.4 2.4 0 1 1 3.4 2.2c-.8.4-1.1.9-1.1 1.8M12 16.4v.1'],
  arrow: ['M5 12h14M13 6l6 6-6 6'],
  back: ['M19 12H5M11 6l-6 6 6 6'],
  lock: ['M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3'],
  more: ['M4 6h16M4 12h16M4 18h16'],
  download: ['M12 4v11M8 11l4 4 4-4M5 20h14'],
};

/** An icon by name. */
export function icon(name) {
  return h(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false' },
    (PATHS[name] ?? PATHS.help).map((d) => h('path', { d })),
  );
}
