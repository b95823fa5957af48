// A feed's own view, drawn from what the API says that it is counted by: a new feed or dimension needs nothing here.
import { askAll } from './api.js';
import { useAnswer } from './answers.js';
import { Bars, Lines, useSeries } from './charts.js';
import { html, useState } from './libraries.js';
import { Card, Choice, Empty, Shown } from './parts.js';
import { day, granularityOf, rangeOf, spanOf } from './range.js';
import { Ranges } from './ranges.js';
import { counted, totalsOf } from './series.js';
import { useSpeech } from './speech.js';

export function Feed({ feed, query, go }) {
  const say = useSpeech();
  const range = rangeOf(query, feed.granularities);
  return html`
    <${FeedHead} ...${{ feed, lead: say.words.feedLead, range, go }} />
    ${feed.dimensions.length === 0
      ? html`<${Card} title=${say.words.overTime}><${Empty} title=${say.words.notCounted} /></${Card}>`
      : html`<${Counts} ...${{ feed, range, go }} />`}`;
}

/** The first dimension leads: where it has nothing to show, the others need not say so each. */
function Counts({ feed, range, go }) {
  const granularity = granularityOf(range, feed.granularities);
  const [first, ...rest] = feed.dimensions;
  const lead = useMetrics(feed, first, range, granularity);
  const shared = { feed, granularity, go };
  return html`
    <div class="grid">
      <${Counted} key=${first} dimension=${first} answer=${lead} ...${shared} />
      ${lead.data?.items.length > 0 && rest.map((one) => html`<${Asked} key=${one} dimension=${one} range=${range} ...${shared} />`)}
    </div>`;
}

export function Asked({ range, ...shared }) {
  const answer = useMetrics(shared.feed, shared.dimension, range, shared.granularity);
  return html`<${Counted} answer=${answer} ...${shared} />`;
}

export const Counted = (shared) => (shared.dimension === 'total' ? html`<${Total} ...${shared} />` : html`<${Dimension} ...${shared} />`);

export function FeedHead({ feed, lead, range, go }) {
  const say = useSpeech();
  return html`
    <div class="head">
      <div><h1 tabindex="-1">${say.feed(feed.feed)}</h1><p>${lead}</p></div>
      <${Ranges} key=${range.name === 'own'} range=${range} granularities=${feed.granularities} go=${go} />
    </div>`;
}

/** What a feed's windows counted by one dimension, in a range whose ends lie on steps of the granularity; `more` may ask for other steps. */
export function useMetrics(feed, dimension, range, granularity, more = {}) {
  return useAnswer(`${feed.feed} ${dimension} ${range.key} ${granularity} ${JSON.stringify(more)}`, (signal) =>
    askAll(`analytics/${encodeURIComponent(feed.feed)}/metrics`, { dimension, granularity, ...spanOf(range, granularity), ...more, limit: 10000 }, signal));
}

function Total({ feed, answer, granularity, go }) {
  const say = useSpeech();
  return html`
    <${Card} title=${say.words.overTime} note=${say.words.granularities[granularity]}>
      <${Shown} answer=${answer} tall>${({ items, cut }) => items.length === 0
        ? html`<${NothingHere} feed=${feed} go=${go} />`
        : html`
          <${Cut} cut=${cut} />
          <${Figures} feed=${feed} items=${items} />
          <${OverTime} title=${say.words.overTime} dimension="total" feed=${feed} items=${items} measure=${counted('count')} granularity=${granularity} />`}
      </${Shown}>
    </${Card}>`;
}

function Dimension({ feed, dimension, answer, granularity, go }) {
  const say = useSpeech();
  const [chosen, setChosen] = useState('count');
  const measures = ['count', ...additive(answer.data?.items ?? [])];
  const measure = counted(measures.includes(chosen) ? chosen : 'count');
  const options = measures.map((value) => ({ value, name: value === 'count' ? say.words.count : say.measure(value) }));
  const name = say.dimension(dimension);
  return html`
    <${Card} title=${say.words.by(name)} note=${say.words.granularities[granularity]}
        aside=${measures.length > 1 && html`<${Choice} label=${say.words.measure} options=${options} chosen=${measure.key} choose=${setChosen} />`}>
      <${Shown} answer=${answer} tall>${({ items, cut }) => items.length === 0
        ? html`<${NothingHere} feed=${feed} go=${go} />`
        : html`
          <${Cut} cut=${cut} />
          <div class="split">
            <${OverTime} title=${say.words.byOverTime(name)} dimension=${dimension} feed=${feed} items=${items} measure=${measure} granularity=${granularity} />
            <div>
              <h3>${say.words.whole}</h3>
              <${Bars} title=${say.words.byTotal(name)} head=${name} valueHead=${options.find((one) => one.value === measure.key).name}
                rows=${rowsOf(items, measure, dimension, say)} write=${say.number} share />
            </div>
          </div>`}
      </${Shown}>
    </${Card}>`;
}

export const rowsOf = (items, measure, dimension, say) =>
  totalsOf(items, measure).map(({ value, total }) => ({ key: value, name: say.value(dimension, value), value: total, stroke: strokeOf(dimension, value) }));

/** Values with a colour of their own; all others take theirs by their place. */
const SENTIMENTS = { positive: 2, neutral: 6, negative: 1 };
const strokeOf = (dimension, value) => (dimension === 'sentiment' && Object.hasOwn(SENTIMENTS, value) ? SENTIMENTS[value] : undefined);

function OverTime({ title, dimension, feed, items, measure, granularity }) {
  const say = useSpeech();
  const nameOf = (value) => (dimension === 'total' ? say.feed(feed.feed) : say.value(dimension, value));
  const { times, series } = useSeries(items, measure, granularity, nameOf, (value) => strokeOf(dimension, value));
  return html`<${Lines} title=${title} times=${times} series=${series} granularity=${granularity} write=${say.number} size=${measure.size} />`;
}

function Figures({ feed, items }) {
  const say = useSpeech();
  const sum = (key) => say.number(items.reduce((before, item) => before + (item[key] ?? 0), 0));
  return html`
    <dl class="figures">
      <div class="figure"><dt>${say.feed(feed.feed)}</dt><dd>${sum('count')}</dd></div>
      ${additive(items).map((key) => html`<div class="figure" key=${key}><dt>${say.measure(key)}</dt><dd>${sum(key)}</dd></div>`)}
    </dl>`;
}

/** Further numbers that may be added up over windows; distinct counts may not. */
const additive = (items) =>
  Object.keys(items[0] ?? {}).filter((key) => key !== 'count' && !key.startsWith('unique_') && typeof items[0][key] === 'number');

export const Cut = ({ cut }) => {
  const say = useSpeech();
  return cut && html`<p class="notice warn" role="status">${say.words.cut}</p>`;
};

/** Says where the data is when it isn't here. */
export function NothingHere({ feed, go }) {
  const say = useSpeech();
  const newest = feed.last_window?.start;
  return html`
    <${Empty} title=${say.words.empty}>
      ${newest
        ? html`<span>${say.words.emptyNewest(say.day(newest))}</span>
            <button type="button" class="button" onClick=${() => go({ from: day(Date.parse(newest)), to: day(Date.parse(newest)) })}>${say.words.emptyShow}</button>`
        : html`<span>${say.words.emptyNever}</span>`}
    </${Empty}>`;
}
