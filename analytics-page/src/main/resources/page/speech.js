// One language at a time: its words, and how it writes numbers, amounts, days and moments.
import { LANGUAGES } from './words.js';
import { createContext, useContext } from './libraries.js';

const KEPT = 'tributary.language';
const Spoken = createContext();

export const SpeechProvider = Spoken.Provider;

export const useSpeech = () => useContext(Spoken);

/** The language chosen here before, else the browser's first that there is (what it sends as Accept-Language), else English. */
export function firstLanguage() {
  const wanted = [kept(), ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wanted.find((code) => Object.hasOwn(LANGUAGES, code)) ?? 'en';
}

export function keepLanguage(language) {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // Storage may be forbidden: the language then lasts as long as the page.
  }
}

function kept() {
  try {
    return localStorage.getItem(KEPT) ?? '';
  } catch {
    return '';
  }
}

/** Region and calendar conventions of the browser where it speaks the language: en-GB stays en-GB. */
function locale(language) {
  return navigator.languages.find((tag) => tag.slice(0, 2).toLowerCase() === language) ?? language;
}

export function speech(language) {
  const words = LANGUAGES[language];
  const tag = locale(language);
  const utc = { timeZone: 'UTC' };
  const whole = new Intl.NumberFormat(tag);
  const rate = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 });
  const short = new Intl.NumberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(tag, { ...utc, dateStyle: 'medium' });
  const moment = new Intl.DateTimeFormat(tag, { ...utc, dateStyle: 'medium', timeStyle: 'short' });
  const dayAndMonth = new Intl.DateTimeFormat(tag, { ...utc, day: 'numeric', month: 'short' });
  const clock = new Intl.DateTimeFormat(tag, { ...utc, hour: '2-digit', minute: '2-digit' });
  const seconds = new Intl.DateTimeFormat(tag, { ...utc, timeStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' });
  const measured = (unit) => new Intl.NumberFormat(tag, { style: 'unit', unit, minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const languages = new Intl.DisplayNames(tag, { type: 'language', fallback: 'code' });
  const names = {
    country: new Intl.DisplayNames(tag, { type: 'region', fallback: 'code' }),
    language: languages,
    lang: languages,
  };

  return {
    language,
    words,
    number: (n) => whole.format(n),
    rate: (n) => rate.format(n),
    short: (n) => short.format(n),
    percent: (n) => percent.format(n),
    unit: (n, unit) => (Number.isFinite(n) ? measured(unit).format(tenths(n)) : '—'),
    amount: (decimal, currency) => amount(tag, decimal, currency),
    day: (at) => day.format(new Date(at)),
    moment: (at) => moment.format(new Date(at)),
    dayAndMonth: (at) => dayAndMonth.format(new Date(at)),
    clock: (at) => clock.format(new Date(at)),
    seconds: (at) => seconds.format(new Date(at)),
    ago: (at, now = Date.now()) => ago(relative, Date.parse(at) - now),
    feed: (name) => own(words.feeds, name) ?? readable(name),
    heading: (name) => readable(own(words.dimensions, name) ?? name),
    dimension: (name) => own(words.dimensions, name) ?? name.replaceAll('_', ' '),
    measure: (name) => own(words.measures, name) ?? readable(name),
    budget: (name) => own(words.budget, name) ?? name,
    reason: (code) => own(words.reasons, code) ?? code,
    state: (code) => own(words.states, code) ?? code,
    value: (dimension, value) =>
      own(own(words.values, dimension) ?? {}, value) ?? named(names[dimension], value) ?? value,
  };
}

/** Never what an object inherits: a value may be called `constructor`. */
function own(entries, name) {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}

function readable(name) {
  const spaced = name.replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** No zero has a sign then. */
const tenths = (n) => Math.round(n * 10) / 10 + 0;

/** Names of codes by the browser; what is no code (`Reserved` or a long name) it refuses, and it stays as it is. */
function named(display, code) {
  try {
    return display?.of(code);
  } catch {
    return undefined;
  }
}

function ago(relative, milliseconds) {
  const size = Math.abs(milliseconds);
  const [unit, length] = [['day', 86400e3], ['hour', 3600e3], ['minute', 60e3]].find(([, each]) => size >= each) ?? ['second', 1e3];
  return relative.format(Math.trunc(milliseconds / length), unit);
}

/**
 * An exact decimal in its currency. It stays a string: as a number it would lose digits beyond the 15th. Where a browser's formatter
 * still makes a number of it, the digits are shown as they came.
 */
function amount(tag, decimal, currency) {
  try {
    const format = new Intl.NumberFormat(tag, { style: 'currency', currency, maximumFractionDigits: 4 });
    const exact = EXACT || decimal.replace(/\D/g, '').length <= 15;
    return exact ? format.format(decimal) : `${decimal} ${currency}`;
  } catch {
    return `${decimal} ${currency}`; // not a currency's code
  }
}

const EXACT = new Intl.NumberFormat('en', { useGrouping: false }).format('9007199254740993') === '9007199254740993';
