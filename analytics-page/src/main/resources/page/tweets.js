// What tweets feel, speak of and are marked with.
import { Bars } from './charts.js';
import { Asked, Counted, FeedHead, rowsOf, useMetrics } from './feed.js';
import { html, useState } from './libraries.js';
import { Card, Choice, Empty, Shown } from './parts.js';
import { granularityOf, rangeOf } from './range.js';
import { counted } from './series.js';
import { useSpeech } from './speech.js';

const COUNT = counted('count');
const HASHTAGS = 50;
const KEYWORDS = 40;

export function Tweets({ feed, query, go }) {
  const say = useSpeech();
  const range = rangeOf(query, feed.granularities);
  const granularity = granularityOf(range, feed.granularities);
  const sentiment = useMetrics(feed, 'sentiment', range, granularity);
  const lang = useMetrics(feed, 'lang', range, granularity);
  const shared = { feed, granularity, go };
  return html`
    <${FeedHead} ...${{ feed, lead: say.words.tweetsLead, range, go }} />
    <div class="grid">
      <${Counted} dimension="sentiment" answer=${sentiment} ...${shared} />
      ${sentiment.data?.items.length > 0 && html`
        <${Hashtags} ...${{ feed, range, granularity }} />
        <${Keywords} ...${{ feed, range, granularity, lang }} />
        <${Asked} dimension="topic" range=${range} ...${shared} />
        <${Counted} dimension="lang" answer=${lang} ...${shared} />`}
    </div>`;
}

/** What counted most in the range, of what the lake has: each span is as long as may be, since only the sums are shown. */
const useLargest = (feed, dimension, range, granularity, more) =>
  useMetrics(feed, dimension, range, granularity, { granularity: 'day', ...more });

function Hashtags({ feed, range, granularity }) {
  const say = useSpeech();
  const answer = useLargest(feed, 'hashtag', range, granularity, { top: HASHTAGS });
  return html`
    <${Card} className="half" title=${say.words.topHashtags} note=${say.words.ofWindowsTop}>
      <${Shown} answer=${answer} tall>${({ items }) => items.length === 0
        ? html`<${Empty} title=${say.words.noHashtags} />`
        : html`<${Bars} className="names" title=${say.words.topHashtags} head=${say.heading('hashtag')} valueHead=${say.feed(feed.feed)}
            rows=${rowsOf(items, COUNT, 'hashtag', say).map((row) => ({ ...row, name: `#${row.name}` }))} write=${say.number} />`}
      </${Shown}>
    </${Card}>`;
}

/** By language: words of different ones are no measure for each other. */
function Keywords({ feed, range, granularity, lang }) {
  const say = useSpeech();
  const [chosen, setChosen] = useState(say.language);
  const languages = [...new Set((lang.data?.items ?? []).map((item) => item.value))].sort();
  const language = languages.includes(chosen) ? chosen : languages[0];
  const options = languages.map((value) => ({ value, name: say.value('lang', value) }));
  return html`
    <${Card} className="half" title=${say.words.keywords} note=${say.words.ofWindowsTop}
        aside=${languages.length > 1 && html`<${Choice} label=${say.heading('lang')} options=${options} chosen=${language} choose=${setChosen} />`}>
      ${language !== undefined && html`<${KeywordsOf} key=${language} ...${{ feed, range, granularity, language }} />`}
    </${Card}>`;
}

function KeywordsOf({ feed, range, granularity, language }) {
  const say = useSpeech();
  const answer = useLargest(feed, 'keyword', range, granularity, { top: KEYWORDS, language });
  return html`
    <${Shown} answer=${answer} tall>${({ items }) => {
      const rows = rowsOf(items, COUNT, 'keyword', say).map((row) => ({ ...row, lang: language }));
      return rows.length === 0
        ? html`<${Empty} title=${say.words.noKeywords} />`
        : html`
          <${Cloud} rows=${rows} language=${language} />
          <details>
            <summary>${say.words.asTable}</summary>
            <${Bars} className="names" title=${say.words.keywords} head=${say.heading('keyword')} valueHead=${say.feed(feed.feed)} rows=${rows} write=${say.number} />
          </details>`;
    }}</${Shown}>`;
}

/**
 * Words as large as they are frequent, in the order and direction of their language. A size tells a reader nothing, so each word says
 * its number as well.
 */
function Cloud({ rows, language }) {
  const say = useSpeech();
  const most = Math.max(...rows.map((row) => row.value));
  const words = [...rows].sort((a, b) => a.name.localeCompare(b.name, language));
  return html`
    <ul class="cloud" lang=${language} dir=${directionOf(language)}>
      ${words.map(({ key, name, value }) => html`
        <li key=${key} title=${say.number(value)} style=${{ fontSize: `${0.95 + 1.35 * Math.sqrt(value / most)}rem` }}>
          ${name}<span class="unseen" lang=${say.language}> ${say.number(value)}</span>
        </li>`)}
    </ul>`;
}

const directionOf = (language) => (language === 'ar' ? 'rtl' : 'auto');
