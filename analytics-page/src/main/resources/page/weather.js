// The weather at a place or in a region, day by day, and all of them beside one another.
import { askAll } from './api.js';
import { useAnswer } from './answers.js';
import { around, Lines } from './charts.js';
import { Cut, FeedHead, NothingHere } from './feed.js';
import { html, useMemo } from './libraries.js';
import { Card, Choice, Shown, Text, Wide } from './parts.js';
import { day, daysOf, rangeOf } from './range.js';
import { timesOf } from './series.js';
import { useSpeech } from './speech.js';

const KINDS = ['place', 'region'];

/** Forecasts lie ahead of today: a range up to now ends with the newest of them. */
function spanOf(range, feed) {
  const { from, to } = daysOf(range);
  const newest = feed.last_window ? day(Date.parse(feed.last_window.start)) : to;
  return { from, to: range.name !== 'own' && newest > to ? newest : to };
}

export function Weather({ feed, query, go }) {
  const say = useSpeech();
  const range = rangeOf(query, feed.granularities);
  const kind = KINDS.find((one) => query.has(one)) ?? KINDS[0];
  const days = spanOf(range, feed);
  const answer = useAnswer(`weather ${kind} ${days.from} ${days.to}`, (signal) =>
    askAll('analytics/weather/metrics', { dimension: kind, granularity: 'day', ...days, limit: 10000 }, signal));
  const shown = range.name === 'own' ? days : { range: range.name };
  const goOn = (parameters) => go({ ...parameters, ...(query.has(kind) && { [kind]: query.get(kind) }) });
  const choose = (which, value = '') => go({ ...shown, [which]: value });
  return html`
    <${FeedHead} feed=${feed} lead=${say.words.weatherLead} range=${range} go=${goOn} />
    <${Shown} answer=${answer} tall>${({ items, cut }) => items.length === 0
      ? html`<${Card} title=${say.words.temperature}><${NothingHere} feed=${feed} go=${goOn} /></${Card}>`
      : html`<${Cut} cut=${cut} /><${Kinds} ...${{ items, kind, choose, wanted: query.get(kind) }} />`}
    </${Shown}>`;
}

function Kinds({ items, kind, wanted, choose }) {
  const say = useSpeech();
  const all = useMemo(() => summariesOf(items).map((one) => ({ ...one, name: say.value(kind, one.value) })).sort((a, b) => a.name.localeCompare(b.name, say.language)), [items, kind, say]);
  const chosen = all.find((one) => one.value === wanted) ?? all[0];
  const kinds = KINDS.map((value) => ({ value, name: say.heading(value) }));
  return html`
    <div class="grid">
      <div class="bar-of-choices">
        <${Choice} label=${say.words.placeOrRegion} options=${kinds} chosen=${kind} choose=${(which) => choose(which)} />
        <label class="pick"><span class="unseen">${say.heading(kind)}</span>
          <select value=${chosen.value} onChange=${(event) => choose(kind, event.target.value)}>
            ${all.map(({ value, name }) => html`<option key=${value} value=${value} selected=${value === chosen.value}>${name}</option>`)}
          </select>
        </label>
      </div>
      <${One} items=${items} kind=${kind} summary=${chosen} />
      <${Compared} all=${all} kind=${kind} chosen=${chosen} choose=${choose} />
    </div>`;
}

function One({ items, kind, summary }) {
  const say = useSpeech();
  const { times, of } = useMemo(() => daysWith(items, summary.value), [items, summary.value]);
  const series = (keys) => keys.map(([key, word, stroke]) => ({ key, label: say.words[word], points: of(key), total: summary[key], stroke }));
  const { temperature, wind, precipitation } = useMemo(() => ({
    temperature: series([['temperature_mean', 'mean', 3], ['temperature_max', 'highest', 1], ['temperature_min', 'lowest', 0]]),
    wind: series([['wind_mean', 'mean', 3], ['wind_max', 'strongest', 1]]),
    precipitation: series([['precipitation_sum', 'precipitation', 0]]),
  }), [times, summary, say]);
  const shared = { times, granularity: 'day', size: sizeOf, mark: markOf(say) };
  const title = (word) => say.words.of(say.words[word], summary.name);
  return html`
    <${Card} title=${html`<${Text}>${title('temperature')}</${Text}>`}>
      <dl class="figures">
        ${FIGURES.map(([key, word, unit]) => html`
          <div class="figure" key=${key}><dt>${say.words[word]}</dt><dd>${say.unit(summary[key], unit)}</dd></div>`)}
        <div class="figure"><dt>${say.words.observations}</dt><dd>${say.number(summary.count)}</dd></div>
      </dl>
      <${Lines} ...${shared} title=${title('temperature')} series=${temperature} write=${(n) => say.unit(n, 'celsius')} scale=${around} band=${[1, 2]} />
    </${Card}>
    <${Card} className="half" title=${html`<${Text}>${title('precipitation')}</${Text}>`} note=${kind === 'region' && say.words.allPlaces}>
      <${Lines} ...${shared} title=${title('precipitation')} series=${precipitation} write=${(n) => say.unit(n, 'millimeter')} bars />
    </${Card}>
    <${Card} className="half" title=${html`<${Text}>${title('wind')}</${Text}>`}>
      <${Lines} ...${shared} title=${title('wind')} series=${wind} write=${(n) => say.unit(n, 'kilometer-per-hour')} />
    </${Card}>`;
}

const FIGURES = [
  ['temperature_mean', 'meanTemperature', 'celsius'],
  ['temperature_max', 'highest', 'celsius'],
  ['temperature_min', 'lowest', 'celsius'],
  ['precipitation_sum', 'precipitation', 'millimeter'],
  ['wind_max', 'strongestWind', 'kilometer-per-hour'],
];

function Compared({ all, kind, chosen, choose }) {
  const say = useSpeech();
  const title = say.words.compared[kind];
  const show = (value) => {
    choose(kind, value);
    document.querySelector('.pick select').focus(); // what is shown now stands far above
  };
  return html`
    <${Card} title=${title} note=${say.words.whole}>
      <${Wide} label=${title}>
        <table class="compared">
          <thead><tr>
            <th scope="col">${say.heading(kind)}</th>
            ${FIGURES.map(([key, word]) => html`<th scope="col" class="number" key=${key}>${say.words[word]}</th>`)}
          </tr></thead>
          <tbody>${all.map((one) => html`
            <tr key=${one.value}>
              <th scope="row"><button type="button" class="plain" aria-pressed=${String(one === chosen)} onClick=${() => show(one.value)}><${Text}>${one.name}</${Text}></button></th>
              ${FIGURES.map(([key, , unit]) => html`<td class="number" key=${key}>${say.unit(one[key], unit)}</td>`)}
            </tr>`)}</tbody>
        </table>
      </${Wide}>
    </${Card}>`;
}

/** From today on days hold forecasts. */
const markOf = (say) => ({ time: Date.parse(day(Date.now())), label: say.words.today, beyond: say.words.forecast });

const sizeOf = (figure) => figure ?? null;

function daysWith(items, value) {
  const those = new Map(items.filter((item) => item.value === value).map((item) => [Date.parse(item.start), item]));
  const times = timesOf([...those.values()], 'day');
  return { times, of: (key) => times.map((time) => those.get(time)?.[key] ?? null) };
}

/** Each value's figures of the whole range. A day's mean weighs as much as it has observations. */
function summariesOf(items) {
  const parts = new Map();
  items.forEach((item) => parts.set(item.value, [...(parts.get(item.value) ?? []), item]));
  return [...parts].map(([value, those]) => {
    const known = (key) => those.filter((item) => Number.isFinite(item[key]));
    const mean = (key) => sum(known(key), (item) => item[key] * item.count) / sum(known(key), (item) => item.count);
    const most = (key) => Math.max(...known(key).map((item) => item[key]));
    return {
      value,
      count: sum(those, (item) => item.count),
      temperature_mean: mean('temperature_mean'),
      temperature_max: most('temperature_max'),
      temperature_min: Math.min(...known('temperature_min').map((item) => item.temperature_min)),
      precipitation_sum: sum(known('precipitation_sum'), (item) => item.precipitation_sum),
      wind_mean: mean('wind_mean'),
      wind_max: most('wind_max'),
    };
  });
}

const sum = (items, of) => items.reduce((before, item) => before + of(item), 0);
