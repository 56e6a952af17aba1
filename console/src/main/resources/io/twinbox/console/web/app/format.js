/** Numbers, times and sizes as people read them, in the page's language. */

import { current, t } from './text.js';
import { recall, remember } from './memory.js';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

let absolute = recall('times') === 'absolute';

/** Whether times are told as dates, and not as ages. */
export function tellsDates() {
  return absolute;
}

/** Tells times the other way from now on. */
export function tellDates(value) {
  absolute = value;
  remember('times', value ? 'absolute' : null);
}

/** 12345 -> 12,345; null -> a dash. */
export function count(value) {
  return known(value) ? new Intl.NumberFormat(current()).format(value) : '–';
}

/** 12345678 -> 12.3M, for places where there is no room. */
export function compact(value) {
  if (!known(value)) {
    return '–';
  }
  return value < 10_000
    ? count(value)
    : new Intl.NumberFormat(current(), { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** A rate, with one digit behind the point as long as it is small. */
export function rate(value) {
  if (!known(value)) {
    return '–';
  }
  return value > 0 && value < 10
    ? new Intl.NumberFormat(current(), { maximumFractionDigits: 1 }).format(value)
    : compact(Math.round(value));
}

/** Seconds as the two largest units that count: 2 h 5 min, 3.2 s, 12 ms. */
export function duration(seconds) {
  if (!known(seconds)) {
    return '–';
  }
  if (seconds <= 0) {
    return unit(0, 'second');
  }
  if (seconds < 1) {
    return unit(Math.max(1, Math.round(seconds * 1000)), 'millisecond');
  }
  if (seconds < 10) {
    return unit(seconds, 'second', 1);
  }
  const first = UNITS.findIndex(([, length]) => seconds >= length);
  const [name, length] = UNITS[first];
  const whole = Math.floor(seconds / length);
  if (first === UNITS.length - 1) {
    return unit(whole, name);
  }
  const [nextName, nextLength] = UNITS[first + 1];
  const rest = Math.floor((seconds - whole * length) / nextLength);
  return rest === 0 ? unit(whole, name) : `${unit(whole, name)} ${unit(rest, nextName)}`;
}

function unit(value, name, digits = 0) {
  return new Intl.NumberFormat(current(), {
    style: 'unit',
    unit: name,
    unitDisplay: name === 'byte' ? 'long' : 'short',
    maximumFractionDigits: digits,
  }).format(value);
}

/** 1536 -> 1.5 kB. */
export function bytes(value) {
  if (!known(value)) {
    return '–';
  }
  const step = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10)));
  const name = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'][step];
  return unit(value / 1024 ** step, name, step === 0 ? 0 : 1);
}

/** A date with seconds; milliseconds where they matter. */
export function date(instant, millis = false) {
  if (!known(instant)) {
    return '–';
  }
  const day = { year: 'numeric', month: 'short', day: 'numeric' };
  const time = { hour: 'numeric', minute: '2-digit', second: '2-digit' };
  const options = { ...day, ...time, ...(millis ? { fractionalSecondDigits: 3 } : {}) };
  return new Intl.DateTimeFormat(current(), options).format(new Date(instant));
}

/** The time of day; with the date when it is not today's. */
export function clock(instant) {
  const moment = new Date(instant);
  const today = moment.toDateString() === new Date().toDateString();
  const options = today ? { timeStyle: 'short' } : { dateStyle: 'short', timeStyle: 'short' };
  return new Intl.DateTimeFormat(current(), options).format(moment);
}

/** How long ago, or how far ahead. `now` is the server's clock where that is known. */
export function ago(instant, now = Date.now()) {
  if (!known(instant)) {
    return '–';
  }
  const seconds = (new Date(instant).getTime() - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 1.5) {
    return t('time.now');
  }
  const [name, length] = UNITS.find(([, unitLength]) => size >= unitLength) ?? UNITS[3];
  return new Intl.RelativeTimeFormat(current(), { style: 'short' }).format(
    Math.trunc(seconds / length),
    name,
  );
}

/** A percentage of a share between 0 and 1. */
export function percent(share) {
  return new Intl.NumberFormat(current(), { style: 'percent', maximumFractionDigits: 1 }).format(share);
}

function known(value) {
  return value !== null && value !== undefined && !Number.isNaN(value);
}
