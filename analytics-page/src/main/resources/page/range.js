// The range of time that a view shows. It stands in the address, so that it can be kept and sent to others.
const HOUR = 3600e3;
const DAY = 24 * HOUR;
const LENGTHS = { '1h': HOUR, '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY, '90d': 90 * DAY };
const LONGEST = 3 * 365 * DAY;
const STEPS = { minute: 60e3, hour: HOUR, day: DAY };

/** Those that make sense: a feed counted by the day has no last hour. */
export const namesFor = (granularities) =>
  granularities.some((one) => one !== 'day') ? ['1h', '24h', '7d', '30d', '90d'] : ['7d', '30d', '90d'];

const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(Date.parse(text));

/** What is wrong with two days that somebody has typed: a word's name, or null. */
export function fault(from, to) {
  if (!isDay(from) || !isDay(to)) {
    return 'rangeIncomplete';
  }
  if (from > to) {
    return 'rangeReversed';
  }
  return Date.parse(to) - Date.parse(from) > LONGEST ? 'rangeTooLong' : null;
}

/** The range that an address asks for; anything else than a known name or two good days is the feed's usual one. */
export function rangeOf(query, granularities) {
  const from = query.get('from');
  const to = query.get('to');
  if (from && to && fault(from, to) === null) {
    return { name: 'own', from, to, key: `${from}/${to}` };
  }
  const names = namesFor(granularities);
  const asked = query.get('range');
  const name = names.includes(asked) ? asked : names[1];
  return { name, key: name };
}

/** The finest that keeps a chart readable, or the next coarser that the feed has. */
export function granularityOf(range, granularities) {
  const length = range.name === 'own' ? Date.parse(range.to) - Date.parse(range.from) + DAY : LENGTHS[range.name];
  const wanted = length <= 6 * HOUR ? 'minute' : length <= 8 * DAY ? 'hour' : 'day';
  const coarser = Object.keys(STEPS).slice(Object.keys(STEPS).indexOf(wanted));
  return coarser.find((one) => granularities.includes(one)) ?? granularities.at(-1) ?? 'day';
}

export const stepOf = (granularity) => STEPS[granularity];

/** Of a range up to now, the ends lie on full steps: the same question for a whole step, which the server answers by its tag. */
export function spanOf(range, granularity, now = Date.now()) {
  if (granularity === 'day' || range.name === 'own') {
    return daysOf(range, now);
  }
  const step = STEPS[granularity];
  const to = Math.ceil(now / step) * step;
  return { from: moment(to - LENGTHS[range.name]), to: moment(to) };
}

export function daysOf(range, now = Date.now()) {
  if (range.name === 'own') {
    return { from: range.from, to: range.to };
  }
  const days = Math.max(1, LENGTHS[range.name] / DAY);
  return { from: day(now - (days - 1) * DAY), to: day(now) };
}

export const day = (at) => new Date(at).toISOString().slice(0, 10);

const moment = (at) => `${new Date(at).toISOString().slice(0, 19)}Z`;
