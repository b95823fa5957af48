// From the API's counts, one for each span and value, to the series of a chart.
import { sumOf, nearly } from './amounts.js';
import { stepOf } from './range.js';

/** Lines that can still be told apart; the others are added up. */
const MOST = 6;

/** A number that is counted, or an exact amount: how to take it from an item, add it up and draw it. */
export const counted = (key) => ({
  key,
  of: (item) => item[key] ?? 0,
  sum: (numbers) => numbers.reduce((sum, n) => sum + n, 0),
  size: (number) => number,
  zero: 0,
});

export const summedIn = (currency) => ({
  key: `sum ${currency}`,
  currency,
  of: (item) => item.amounts?.find((one) => one.currency === currency)?.sum ?? '0',
  sum: sumOf,
  size: nearly,
  zero: '0',
});

/** Whole-range sums by value, largest first. */
export function totalsOf(items, measure) {
  const parts = grouped(items);
  return [...parts]
    .map(([value, those]) => ({ value, total: measure.sum(those.map(measure.of)) }))
    .sort((a, b) => measure.size(b.total) - measure.size(a.total) || (a.value < b.value ? -1 : 1));
}

function grouped(items) {
  const parts = new Map();
  for (const item of items) {
    if (!parts.has(item.value)) {
      parts.set(item.value, []);
    }
    parts.get(item.value).push(item);
  }
  return parts;
}

/**
 * Lines over time: `times` (ms), and by series `value` (null: all the others together, `others` many), `points` and `total`. The largest
 * keep their order by name, so that a line keeps its colour while figures grow. A span without an item between the first and the last
 * had no records: zero.
 */
export function seriesOf(items, measure, granularity) {
  const totals = totalsOf(items, measure);
  const chosen = totals.length > MOST + 1 ? totals.slice(0, MOST) : totals;
  const apart = chosen.map((one) => one.value).sort();
  const others = totals.length - chosen.length;
  const times = timesOf(items, granularity);
  const places = new Map(times.map((time, place) => [time, place]));
  const cells = new Map([...apart, ...(others > 0 ? [null] : [])].map((value) => [value, times.map(() => [])]));
  for (const item of items) {
    const points = cells.get(item.value) ?? cells.get(null);
    points[places.get(Date.parse(item.start))].push(measure.of(item));
  }
  const series = [...cells].map(([value, points]) => ({
    value,
    others,
    points: points.map((parts) => (parts.length === 1 ? parts[0] : parts.length === 0 ? measure.zero : measure.sum(parts))),
  }));
  return { times, series: series.map((one) => ({ ...one, total: measure.sum(one.points) })) };
}

/** All spans from the first to the last, also those without an item. */
export function timesOf(items, granularity) {
  const step = stepOf(granularity);
  const starts = new Set(items.map((item) => Date.parse(item.start)));
  const sorted = [...starts].sort((a, b) => a - b);
  for (let time = sorted[0]; time < sorted.at(-1); time += step) {
    starts.add(time);
  }
  return [...starts].sort((a, b) => a - b);
}
