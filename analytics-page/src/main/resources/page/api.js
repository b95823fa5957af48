// Asks the server. Paths are relative to the page, so that it also works behind a proxy's prefix.
const TIMEOUT = 20_000; // ms; longer than the server lets a question take
const KEPT = 'tributary.token';
const MOST_PAGES = 10;

let token = kept();

/** What went wrong, in the server's own words (RFC 9457) where it has given any. */
export class Problem extends Error {
  constructor(kind, status = 0, detail = '', retryAfter = 0) {
    super(detail || kind);
    this.kind = kind; // 'offline', 'slow', 'garbled' or 'refused'
    this.status = status;
    this.detail = detail;
    this.retryAfter = retryAfter; // ms
  }
}

export const hasToken = () => token !== '';

/** Kept for this tab only: it is a secret. */
export function enterToken(entered) {
  token = entered;
  try {
    sessionStorage.setItem(KEPT, entered);
  } catch {
    // Storage may be forbidden: the token then lasts as long as the page.
  }
}

function kept() {
  try {
    return sessionStorage.getItem(KEPT) ?? '';
  } catch {
    return '';
  }
}

export async function request(path, accept, signal, more = {}) {
  const headers = { Accept: accept, ...more };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  let answer;
  try {
    answer = await fetch(path, { headers, signal, cache: 'no-cache', credentials: 'same-origin' });
  } catch (cause) {
    throw signal.aborted ? cause : new Problem('offline');
  }
  if (!answer.ok) {
    throw await refusal(answer);
  }
  return answer;
}

async function refusal(answer) {
  const retryAfter = (Number(answer.headers.get('Retry-After')) || 0) * 1000;
  let detail = '';
  try {
    const problem = await answer.json();
    detail = [problem.detail, problem.title].find((text) => typeof text === 'string') ?? '';
  } catch {
    // A proxy's page or nothing: the status must do.
  }
  return new Problem('refused', answer.status, detail || `HTTP ${answer.status}`, retryAfter);
}

/** One answer; `signal` gives it up. */
export async function ask(path, signal) {
  const limit = new AbortController();
  const giveUp = () => limit.abort();
  signal.addEventListener('abort', giveUp);
  const timer = setTimeout(giveUp, TIMEOUT);
  try {
    const answer = await request(path, 'application/json', limit.signal);
    return await json(answer, limit.signal);
  } catch (cause) {
    throw limit.signal.aborted && !signal.aborted ? new Problem('slow') : cause;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

async function json(answer, signal) {
  try {
    return await answer.json();
  } catch (cause) {
    throw signal.aborted ? cause : new Problem('garbled', answer.status);
  }
}

/** A list's pages, one after the other, joined; `cut` when there were more than a page of the web should hold. */
export async function askAll(path, parameters, signal) {
  const items = [];
  let cursor = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = new URLSearchParams(cursor === null ? parameters : { ...parameters, cursor });
    const answer = await ask(`${path}?${query}`, signal);
    items.push(...answer.items);
    cursor = answer.next ?? null;
    if (cursor === null) {
      return { items, cut: false };
    }
  }
  return { items, cut: true };
}
