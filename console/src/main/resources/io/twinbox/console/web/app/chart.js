/**
 * Lines over time, drawn by uPlot, which is fetched when the first chart is shown. What the drawing
 * says is also there in words (its label) and in figures (its legend).
 */

import { h } from './dom.js';
import { current } from './text.js';

const HEIGHT = 190;

let library = null;
let charts = 0;

function load() {
  library ??= new Promise((resolve, reject) => {
    const script = h('script', { src: './vendor/uplot-1.6.32/uPlot.iife.min.js' });
    const style = h('link', { rel: 'stylesheet', href: './vendor/uplot-1.6.32/uPlot.min.css' });
    script.addEventListener('load', () => resolve(globalThis.uPlot));
    script.addEventListener('error', () => {
      library = null;
      reject(new Error('uPlot'));
    });
    document.head.append(style, script);
  });
  return library;
}

/**
 * A chart. `series` = [{label, color: name of a CSS variable, fill}], `format` makes a value
 * readable, `label` says in a sentence what is seen.
 */
export class Chart {
  #key = `chart ${++charts}`;
  #plot = null;
  #data = null;
  #canvas;
  #readings;
  #watch;

  constructor({ series, format, label }) {
    this.series = series;
    this.format = format;
    this.#canvas = h('div', { class: 'chart-canvas', role: 'img', 'aria-label': label });
    this.#readings = series.map(() => h('b', {}, '–'));
    const legend = series.map(({ label: name, color }, i) =>
      h('li', { vars: { swatch: `var(--${color})` } }, h('span', {}, name), this.#readings[i]),
    );
    this.moment = h('span', { class: 'chart-moment' });
    this.element = h(
      'figure',
      { class: 'chart', keep: true, key: this.#key },
      this.#canvas,
      h('figcaption', {}, h('ul', { class: 'legend' }, legend), this.moment),
    );
    this.#watch = new ResizeObserver(() => this.#fit());
    this.#watch.observe(this.#canvas);
    this.#theme = () => this.#redraw();
    addEventListener('twinbox:theme', this.#theme);
    this.#dark = matchMedia('(prefers-color-scheme: dark)');
    this.#dark.addEventListener('change', this.#theme);
  }

  #theme;
  #dark;

  /** The chart for a drawing of the screen: itself, or a stand-in while it stands there already. */
  place() {
    return this.element.isConnected ? h('figure', { class: 'chart', keep: true, key: this.#key }) : this.element;
  }

  /** Shows these points: [seconds, values, values …], null where nothing is known. */
  async set(data, label = null) {
    this.#data = data;
    if (label !== null) {
      this.#canvas.setAttribute('aria-label', label);
    }
    const Plot = await load();
    if (this.#plot === null) {
      this.#draw(Plot);
    } else {
      this.#plot.setData(data);
    }
    this.#read(null);
  }

  #draw(Plot) {
    this.#canvas.replaceChildren();
    this.#plot = new Plot(this.#options(), this.#data, this.#canvas);
    this.#canvas.dataset.drawn ??= String(Math.round(performance.now()));
  }

  #redraw() {
    if (this.#plot !== null) {
      this.#plot.destroy();
      this.#draw(globalThis.uPlot);
    }
  }

  #fit() {
    const width = this.#canvas.clientWidth;
    if (this.#plot !== null && width > 0 && width !== this.#plot.width) {
      this.#plot.setSize({ width, height: HEIGHT });
    }
  }

  #options() {
    const line = colour('line');
    const muted = colour('muted');
    const axis = { stroke: muted, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: '11px system-ui' };
    return {
      width: Math.max(240, this.#canvas.clientWidth),
      height: HEIGHT,
      padding: [10, 6, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
      hooks: { setCursor: [(plot) => this.#read(plot.cursor.idx)] },
      scales: { x: { time: true }, y: { range: (plot, low, high) => [0, Math.max(high ?? 0, 0.001) * 1.12] } },
      axes: [
        { ...axis, grid: { show: false }, values: (plot, ticks, axisNo, space, step) => ticks.map((s) => tick(s, step)), space: 80, size: 30 },
        { ...axis, size: 52, values: (plot, ticks) => ticks.map((value) => this.format(value)), space: 34 },
      ],
      series: [
        {},
        ...this.series.map(({ label, color, fill, dash }) => ({
          label,
          stroke: colour(color),
          fill: fill ? colour(`${color}-wash`) : undefined,
          width: 1.75,
          dash,
          points: { show: false },
          spanGaps: false,
        })),
      ],
    };
  }

  /** The figures under the pointer, or else the newest. */
  #read(index) {
    const at = index ?? this.#newest();
    this.series.forEach((unused, i) => {
      const value = this.#data?.[i + 1]?.[at];
      this.#readings[i].textContent = value === null || value === undefined ? '–' : this.format(value);
    });
    const seconds = index === null || index === undefined ? null : this.#data?.[0]?.[index];
    this.moment.textContent = seconds ? tick(seconds, 1) : '';
  }

  #newest() {
    const last = (this.#data?.[0]?.length ?? 0) - 1;
    for (let at = last; at > last - 5 && at >= 0; at--) {
      if (this.#data.slice(1).some((values) => values[at] !== null && values[at] !== undefined)) {
        return at;
      }
    }
    return last;
  }

  /** Gives back what it holds. */
  close() {
    this.#watch.disconnect();
    removeEventListener('twinbox:theme', this.#theme);
    this.#dark.removeEventListener('change', this.#theme);
    this.#plot?.destroy();
    this.#plot = null;
  }
}

function tick(seconds, step) {
  const options = step < 60 ? { timeStyle: 'medium' } : { timeStyle: 'short' };
  return new Intl.DateTimeFormat(current(), options).format(new Date(seconds * 1000));
}

/** A canvas knows no variables: the browser is asked what the colour is here and now. */
function colour(name) {
  const probe = h('i', { class: 'probe', vars: { probe: `var(--${name})` } });
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
