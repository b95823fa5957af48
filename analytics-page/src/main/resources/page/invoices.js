// Invoices: amounts by currency, exact, by the day of issue.
import { ask, askAll } from './api.js';
import { useAnswer } from './answers.js';
import { nearly } from './amounts.js';
import { Bars, Lines, useSeries } from './charts.js';
import { Cut, FeedHead, NothingHere, useMetrics } from './feed.js';
import { html, useState } from './libraries.js';
import { Ago, Card, Choice, Shown, Wide } from './parts.js';
import { daysOf, rangeOf } from './range.js';
import { counted, summedIn } from './series.js';
import { useSpeech } from './speech.js';

const KINDS = ['region', 'country', 'payment_mode', 'source'];
const COUNT = 'count';

export function Invoices({ feed, query, go }) {
  const say = useSpeech();
  const [chosen, setChosen] = useState(COUNT);
  const range = rangeOf(query, feed.granularities);
  const summary = useAnswer(`invoices summary ${range.key}`, (signal) => ask(`analytics/summary?${new URLSearchParams(daysOf(range))}`, signal));
  const currencies = (summary.data?.amounts ?? []).map((one) => one.currency);
  const currency = currencies.includes(chosen) ? chosen : null;
  const options = [COUNT, ...currencies].map((value) => ({ value, name: value === COUNT ? say.words.invoicesMeasure : say.words.sumIn(value) }));
  return html`
    <${FeedHead} ...${{ feed, lead: say.words.invoicesLead, range, go }} />
    <div class="grid">
      <${Summary} answer=${summary} feed=${feed} go=${go} />
      ${summary.data?.invoices > 0 && html`
        <div class="bar-of-choices"><span id="measure-name">${say.words.measure}</span>
          <${Choice} label=${say.words.measure} options=${options} chosen=${currency ?? COUNT} choose=${setChosen} />
        </div>
        <${Days} feed=${feed} range=${range} currency=${currency} go=${go} />
        ${KINDS.filter((kind) => feed.dimensions.includes(kind)).map((kind) => html`<${Kind} key=${kind} kind=${kind} range=${range} currency=${currency} />`)}`}
    </div>`;
}

function Summary({ answer, feed, go }) {
  const say = useSpeech();
  return html`
    <${Card} title=${say.words.perCurrency} note=${answer.data?.updated_at && html`${say.words.updated} <${Ago} at=${answer.data.updated_at} />`}>
      <${Shown} answer=${answer}>${({ invoices, amounts }) => invoices === 0
        ? html`<${NothingHere} feed=${feed} go=${go} />`
        : html`
          <${Wide} label=${say.words.perCurrency}>
            <table class="amounts" role="table">
              <thead role="rowgroup"><tr role="row">
                <th scope="col" role="columnheader">${say.words.currency}</th>
                ${['invoicesMeasure', 'sum', 'mean', 'min', 'max'].map((word) => html`<th scope="col" role="columnheader" class="number" key=${word}>${say.words[word]}</th>`)}
              </tr></thead>
              <tbody role="rowgroup">${amounts.map((one) => html`
                <tr role="row" key=${one.currency}>
                  <th scope="row" role="rowheader">${one.currency}</th>
                  <td role="cell" class="number" data-name=${say.words.invoicesMeasure}>${say.number(one.invoices)}</td>
                  ${['sum', 'mean', 'min', 'max'].map((what) => html`
                    <td role="cell" class="number ${what}" data-name=${say.words[what]} key=${what}>${one[what] == null ? '—' : say.amount(one[what], one.currency)}</td>`)}
                </tr>`)}</tbody>
            </table>
          </${Wide}>`}
      </${Shown}>
    </${Card}>`;
}

function Days({ feed, range, currency, go }) {
  const say = useSpeech();
  const answer = useMetrics(feed, 'total', range, 'day');
  return html`
    <${Card} title=${say.words.daySeries}>
      <${Shown} answer=${answer} tall>${({ items, cut }) => items.length === 0
        ? html`<${NothingHere} feed=${feed} go=${go} />`
        : html`<${Cut} cut=${cut} /><${DayByDay} items=${items} currency=${currency} />`}
      </${Shown}>
    </${Card}>`;
}

function DayByDay({ items, currency }) {
  const say = useSpeech();
  const measure = currency === null ? counted('count') : summedIn(currency);
  const { times, series } = useSeries(items, measure, 'day', () => nameOf(currency, say));
  return html`
    <${Lines} title=${say.words.daySeries} times=${times} series=${series} granularity="day" bars write=${writer(currency, say)} size=${measure.size} />`;
}

function Kind({ kind, range, currency }) {
  const say = useSpeech();
  const answer = useAnswer(`invoices ${kind} ${range.key}`, (signal) => askAll(`analytics/by_${kind}`, { ...daysOf(range), limit: 1000 }, signal));
  const name = say.dimension(kind);
  return html`
    <${Card} className="half" title=${say.words.by(name)}>
      <${Shown} answer=${answer} tall>${({ items, cut }) => {
        const rows = rowsOf(items, kind, currency, say);
        return html`
          <${Cut} cut=${cut} />
          <${Bars} title=${say.words.by(name)} head=${name} valueHead=${nameOf(currency, say)}
            rows=${rows} write=${writer(currency, say)} size=${nearly} share=${currency === null} />
          ${rows.some((row) => nearly(row.value) < 0) && html`<p class="note">${say.words.creditNotes}</p>`}`;
      }}</${Shown}>
    </${Card}>`;
}

function rowsOf(items, kind, currency, say) {
  return items
    .map((item) => ({
      key: item[kind],
      name: say.value(kind, item[kind]),
      value: currency === null ? item.invoices : item.amounts.find((one) => one.currency === currency)?.sum,
    }))
    .filter((row) => row.value !== undefined)
    .sort((a, b) => nearly(b.value) - nearly(a.value));
}

const nameOf = (currency, say) => (currency === null ? say.words.invoicesMeasure : say.words.sumIn(currency));

const writer = (currency, say) => (value) => (currency === null ? say.number(value) : say.amount(value, currency));
