// Data quality: every record has one fate, and this view says which.
import { ask } from './api.js';
import { useAnswer } from './answers.js';
import { html } from './libraries.js';
import { Ago, Card, Elsewhere, Empty, Shown, Text } from './parts.js';
import { Freshness } from './overview.js';
import { useSpeech } from './speech.js';

export function Quality({ overview }) {
  const say = useSpeech();
  return html`
    <${Shown} answer=${overview}>${({ feeds }) => feeds.length === 0
      ? html`<${Card} title=${say.words.quality}><${Empty} title=${say.words.noFeeds}>${say.words.noFeedsText}</${Empty}></${Card}>`
      : html`<div class="grid">${feeds.map((feed) => html`<${Fates} key=${feed.feed} feed=${feed.feed} />`)}</div>`}
    </${Shown}>`;
}

function Fates({ feed }) {
  const say = useSpeech();
  const answer = useAnswer(`quality ${feed}`, (signal) => ask(`analytics/${encodeURIComponent(feed)}/quality`, signal));
  return html`
    <${Card} title=${say.feed(feed)} aside=${answer.data && html`<${Freshness} at=${answer.data.freshness.newest_file} />`}>
      <${Shown} answer=${answer} tall>${({ rejected, late, freshness, operators }) => html`
        <dl class="figures">
          <${Figure} name=${say.words.received} part=${operators} count=${operators.counters.records_in} of=${say.words.sinceStart} />
          <${Figure} name=${say.words.rejected} part=${rejected} count=${rejected.count} of=${say.words.keptByKafka} />
          <${Figure} name=${say.words.late} part=${late} count=${late.count} of=${say.words.keptByKafka} />
          <${Figure} name=${say.words.duplicate} part=${operators} count=${operators.counters.records_duplicate} of=${say.words.sinceStart} />
        </dl>
        <dl class="moments">
          <div><dt>${say.words.newestRecord}</dt><dd><${Ago} at=${freshness.newest_record} otherwise=${say.words.unknown} /></dd></div>
          <div><dt>${say.words.newestWindow}</dt><dd><${Ago} at=${freshness.newest_window} /></dd></div>
          <div><dt>${say.words.newestFile}</dt><dd><${Ago} at=${freshness.newest_file} /></dd></div>
          ${late.newest && html`<div><dt>${say.words.newestLate}</dt><dd><${Ago} at=${late.newest} /></dd></div>`}
        </dl>
        ${operators.jobs.length > 0 && html`
          <p class="section">${operators.jobs.map((job) => html`<${Elsewhere} key=${job.id} className="button small" href=${jobAddress(job)}>${say.words.flinkJob(job.state)}</${Elsewhere}> `)}</p>`}
        ${operators.budgets.length > 0 && html`
          <div class="section reasons">
            <h3>${say.words.budgets}</h3>
            ${operators.budgets.map((one) => html`<${Budget} key=${one.budget} budget=${one} />`)}
          </div>`}
        ${rejected.available && (rejected.reasons.length === 0
          ? html`<p class="section note">${say.words.noRejected}</p>`
          : html`<div class="section reasons">${rejected.reasons.map((one) => html`<${Reason} key=${one.reason} reason=${one} of=${rejected.count} />`)}</div>`)}`}
      </${Shown}>
    </${Card}>`;
}

const jobAddress = ({ id, url }) => (url ? `${url.replace(/\/$/, '')}/#/job/running/${encodeURIComponent(id)}` : null);

function Figure({ name, part, count, of }) {
  const say = useSpeech();
  return html`
    <div class="figure">
      <dt>${name}</dt>
      ${part.available && typeof count === 'number'
        ? html`<dd>${say.number(count)}</dd><dd>${of}</dd>`
        : html`<dd class="missing">—</dd><dd>${say.words.notAvailable}${part.why && html`: <${Text}>${part.why}</${Text}>`}</dd>`}
    </div>`;
}

function Budget({ budget }) {
  const say = useSpeech();
  const over = budget.used > 1;
  return html`
    <div class="reason-line">
      <h4>${say.budget(budget.budget)}${over && html` <span class="sign bad">${say.words.overBudget}</span>`}${budget.windows_over > 0 && html` <span class="note">${say.words.windowsOver(say.number(budget.windows_over), budget.windows_over === 1)}</span>`}</h4>
      <span class="track" aria-hidden="true"><span class=${over ? 'over' : ''} style=${{ width: `${100 * Math.min(1, budget.used)}%` }} /></span>
      <strong>${say.percent(budget.used)}</strong>
    </div>`;
}

function Reason({ reason, of }) {
  const say = useSpeech();
  const share = of > 0 ? reason.count / of : 0;
  return html`
    <div class="reason">
      <div class="reason-line">
        <h3>${say.reason(reason.reason)} <code>${reason.reason}</code></h3>
        <span class="track" aria-hidden="true"><span style=${{ width: `${100 * share}%` }} /></span>
        <strong>${say.number(reason.count)}</strong> <span class="note">${say.percent(share)}</span>
      </div>
      ${reason.examples.length > 0 && html`
        <details>
          <summary>${say.words.examples(say.number(reason.examples.length))}</summary>
          <ul class="examples">${reason.examples.map((one) => html`
            <li class="example" key=${`${one.topic}/${one.partition}/${one.offset}`}>
              <p><${Text}>${one.detail}</${Text}></p>
              <p class="where">
                <${Ago} at=${one.at} /> · ${one.field && html`${say.words.field} <code><${Text}>${one.field}</${Text}></code> · `}
                <${Text}>${say.words.position(one.topic, one.partition, one.offset)}</${Text}> · ${say.words.bytes(say.number(one.value_bytes ?? 0))}
              </p>
              ${one.value == null ? html`<p class="where">${say.words.nullValue}</p>` : html`<pre tabindex="0" dir="auto">${one.value}</pre>`}
            </li>`)}</ul>
        </details>`}
    </div>`;
}
