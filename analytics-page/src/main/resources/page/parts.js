// Pieces that every view is made of: cards, and what stands in them while there is no figure to show.
import { html, useEffect, useState } from './libraries.js';
import { useSpeech } from './speech.js';

export function Card({ title, note, aside, className = '', children }) {
  return html`
    <section class="card ${className}">
      <header><div><h2>${title}</h2>${note && html`<p>${note}</p>`}</div>${aside}</header>
      ${children}
    </section>`;
}

/** Data from others: it may run from right to left, and must not turn round what stands beside it. */
export const Text = ({ children }) => html`<bdi>${children}</bdi>`;

export const Sign = ({ kind = '', title, children }) => html`<span class="sign ${kind}" title=${title}>${children}</span>`;

/** A moment as a distance from now; the exact one for pointer and reader. Goes on while the page stands. */
export function Ago({ at, otherwise }) {
  const say = useSpeech();
  const now = useNow(10_000);
  return at ? html`<time datetime=${at} title="${say.moment(at)} UTC">${say.ago(at, now)}</time>` : (otherwise ?? say.words.none);
}

export function useNow(every) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** What an answer is now: waited for, failed, there, or there but old. `children(data)` shows it. */
export function Shown({ answer, tall = false, children }) {
  const say = useSpeech();
  const { data, problem, at, again } = answer;
  if (data === undefined) {
    return problem ? html`<${Failure} problem=${problem} again=${again} />` : html`<${Waiting} tall=${tall} />`;
  }
  return html`
    ${problem && html`
      <p class="note" role="status">
        <${Sign} kind="warn">${say.words.notRefreshed(say.seconds(at))}</${Sign}> ${said(problem, say)} <${Again} again=${again} />
      </p>`}
    ${children(data)}`;
}

function Waiting({ tall }) {
  const say = useSpeech();
  return html`
    <div class="waiting ${tall ? 'tall' : ''}" role="status"><span class="unseen">${say.words.loading}</span><i></i><i></i><i></i></div>`;
}

function Failure({ problem, again }) {
  const say = useSpeech();
  const later = problem.status === 503; // it is starting, or has too much to do
  return html`
    <div class="notice ${later ? 'warn' : 'bad'}" role="status">
      <div>
        <strong>${later ? say.words.notNow : say.words.failed}</strong>
        <${Text}>${said(problem, say)}</${Text}>
        ${later && html`<div class="note">${say.words.byItself}</div>`}
      </div>
      <${Again} again=${again} />
    </div>`;
}

const Again = ({ again }) => {
  const say = useSpeech();
  return html`<button type="button" class="button small" onClick=${again}>${say.words.retry}</button>`;
};

/** The server's own sentence where there is one; a mistake of the page shows as it is, so that it can be reported. */
function said(problem, say) {
  return problem.detail || say.words[problem.kind] || String(problem);
}

export function Empty({ title, children }) {
  return html`
    <div class="empty">
      <svg viewBox="0 0 34 22" aria-hidden="true"><path d="M1 8c5 0 5-5 11-5s6 5 11 5 5-3 10-3M1 17c5 0 5-4 11-4s6 4 11 4 5-3 10-3" stroke-linecap="round" stroke-dasharray="3 4" /></svg>
      <strong>${title}</strong>
      ${children}
    </div>`;
}

/** A link to another server. An address that isn't one of the web (such as `javascript:`) is shown as text. */
export function Elsewhere({ href, children, className }) {
  const say = useSpeech();
  return /^https?:\/\//i.test(href ?? '')
    ? html`<a class=${className} href=${href} rel="noopener noreferrer" target="_blank">${children} <span class="unseen">${say.words.opensElsewhere}</span></a>`
    : null;
}

/** One of a few. */
export function Choice({ label, options, chosen, choose }) {
  return html`
    <div class="group" role="group" aria-label=${label}>
      ${options.map(({ value, name, lang }) => html`
        <button type="button" key=${value} lang=${lang} aria-pressed=${String(value === chosen)} onClick=${() => choose(value)}>${name}</button>`)}
    </div>`;
}

/** Wider than a phone: scrolls by itself, by keyboard too. */
export const Wide = ({ label, children }) => html`<div class="wide" role="region" aria-label=${label} tabindex="0">${children}</div>`;
