// The first view: what comes in now, by feed.
import { ask, askAll } from './api.js';
import { useAnswer } from './answers.js';
import { Lines, Spark, useSeries } from './charts.js';
import { html } from './libraries.js';
import { Ago, Card, Elsewhere, Empty, Shown, Sign, Text, useNow, Wide } from './parts.js';
import { granularityOf, rangeOf, spanOf } from './range.js';
import { Ranges } from './ranges.js';
import { counted } from './series.js';
import { useSpeech } from './speech.js';

const QUIET = 5 * 60e3; // ms; files appear within a minute of their records

export function Overview({ overview, live, health, query, go }) {
  const say = useSpeech();
  return html`
    <${Shown} answer=${overview}>${({ feeds, flink }) => feeds.length === 0
      ? html`<${Card} title=${say.words.overview}><${Empty} title=${say.words.noFeeds}>${say.words.noFeedsText}</${Empty}></${Card}>`
      : html`
        <div class="grid">
          ${feeds.map((feed) => html`<${Counter} key=${feed.feed} feed=${feed} now=${live.feeds[feed.feed]} rates=${live.rates[feed.feed]} />`)}
          <${AllOverTime} feeds=${feeds} query=${query} go=${go} />
          <${Server} health=${health} flink=${flink} />
        </div>`}
    </${Shown}>`;
}

function Counter({ feed, now, rates = [] }) {
  const say = useSpeech();
  const newest = [feed.newest_record, feed.newest_file].filter(Boolean).sort().at(-1);
  return html`
    <section class="card third counter">
      <div class="title"><h2><a href="#/feeds/${encodeURIComponent(feed.feed)}">${say.feed(feed.feed)}</a></h2><${Freshness} at=${feed.newest_file ?? newest} /></div>
      <p class="big" data-count=${feed.feed}>${say.number(Math.max(now?.delivered ?? 0, feed.delivered))} <small>${say.words.deliveredAll}</small></p>
      ${now && html`<p class="note"><strong>${say.words.perMinute(say.rate(now.per_minute))}</strong>, ${say.words.rateOf(now.source)}</p>`}
      ${rates.length > 1 && html`<div title=${say.words.lastMinutes}><${Spark} values=${rates.map(({ rate }) => rate)} /></div>`}
      <dl class="facts">
        <dt>${isDaily(feed) ? say.words.inDays : say.words.windowed}</dt><dd>${say.number(feed.windowed)}</dd>
        <dt>${isDaily(feed) ? say.words.lastDay : say.words.lastWindow}</dt><dd><${LastWindow} feed=${feed} /></dd>
        <dt>${say.words.newestRecord}</dt><dd><${Ago} at=${feed.newest_record} otherwise=${say.words.unknown} /></dd>
        <dt>${say.words.newestFile}</dt><dd><${Ago} at=${feed.newest_file} /></dd>
      </dl>
    </section>`;
}

const isDaily = (feed) => !feed.granularities.includes('minute');

/** A day's window ends in the future while the day lasts. */
function LastWindow({ feed }) {
  const say = useSpeech();
  const last = feed.last_window;
  return last && isDaily(feed) ? say.day(last.start) : html`<${Ago} at=${last?.end} />`;
}

export function Freshness({ at }) {
  const say = useSpeech();
  const now = useNow(10_000);
  if (!at) {
    return html`<${Sign}>${say.words.nothingYet}</${Sign}>`;
  }
  return now - Date.parse(at) < QUIET
    ? html`<${Sign} kind="good">${say.words.fresh}</${Sign}>`
    : html`<${Sign} kind="warn" title=${say.words.quietTitle}>${say.words.quiet}</${Sign}>`;
}

/** Feeds that are counted by the day only have a chart on their own page: here all share one granularity. */
function AllOverTime({ feeds, query, go }) {
  const say = useSpeech();
  const timed = feeds.filter((feed) => !isDaily(feed));
  const granularities = timed.length > 0 ? ['minute', 'hour', 'day'] : ['day'];
  const compared = timed.length > 0 ? timed : feeds;
  const range = rangeOf(query, granularities);
  const granularity = granularityOf(range, granularities);
  const names = compared.map((feed) => feed.feed);
  const answer = useAnswer(`overview ${names} ${range.key}`, async (signal) => {
    const parts = await Promise.all(names.map((feed) =>
      askAll(`analytics/${encodeURIComponent(feed)}/metrics`, { dimension: 'total', granularity, ...spanOf(range, granularity), limit: 10000 }, signal)
        .then(({ items }) => items.map((item) => ({ ...item, value: feed })))));
    return parts.flat();
  });
  return html`
    <${Card} title=${say.words.feedsOverTime} note=${say.words.granularities[granularity]} aside=${html`<${Ranges} range=${range} granularities=${granularities} go=${go} />`}>
      <${Shown} answer=${answer} tall>${(items) => items.length === 0
        ? html`<${Empty} title=${say.words.empty} />`
        : html`<${Compared} items=${items} granularity=${granularity} />`}
      </${Shown}>
    </${Card}>`;
}

function Compared({ items, granularity }) {
  const say = useSpeech();
  const { times, series } = useSeries(items, counted('count'), granularity, say.feed);
  return html`<${Lines} title=${say.words.feedsOverTime} times=${times} series=${series} granularity=${granularity} write=${say.number} />`;
}

const KINDS = { ok: 'good', stale: 'warn', starting: 'warn', stopping: 'warn' };

function Server({ health, flink }) {
  const say = useSpeech();
  return html`
    <${Card} title=${say.words.server} aside=${html`<${Elsewhere} className="button small" href=${flink}>${say.words.flink}</${Elsewhere}>`}>
      <${Shown} answer=${health}>${({ parts }) => html`
        <${Wide} label=${say.words.server}>
          <table>
            <thead><tr><th scope="col">${say.words.part}</th><th scope="col">${say.words.state}</th><th scope="col">${say.words.detail}</th></tr></thead>
            <tbody>${parts.map((part) => html`
              <tr key=${part.part}>
                <th scope="row"><${Text}>${part.part}</${Text}></th>
                <td><${Sign} kind=${KINDS[part.status] ?? ''}>${say.state(part.status)}</${Sign}></td>
                <td><${Text}>${part.detail}</${Text}> ${part.since && html`<span class="note">(<${Ago} at=${part.since} />)</span>`}</td>
              </tr>`)}</tbody>
          </table>
        </${Wide}>`}
      </${Shown}>
    </${Card}>`;
}

export const askOverview = (signal) => ask('analytics/overview', signal);
export const askHealth = (signal) => ask('health', signal);
