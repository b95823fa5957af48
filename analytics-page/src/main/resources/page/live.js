// The stream of what comes in: server-sent events, read by fetch because EventSource can't send a token.
import { request } from './api.js';
import { locked, passed, seen } from './answers.js';
import { useEffect, useState } from './libraries.js';

const SILENCE = 40_000; // ms; the server sends a comment every 15 s when there is nothing to say
const KEPT_RATES = 120;

/**
 * The newest event by feed, the rates since the page was opened, and whether the stream stands: 'connecting', 'live' or 'broken'. It
 * is given back while nobody looks, since the server has places for few.
 */
export function useLive() {
  const [live, setLive] = useState({ state: 'connecting', feeds: {}, rates: {} });
  useEffect(() => {
    const left = new AbortController();
    follow(left.signal, setLive);
    return () => left.abort();
  }, []);
  return live;
}

async function follow(signal, setLive) {
  let lastId = '';
  let retry = 2_000;
  let failures = 0;
  while (!signal.aborted) {
    await seen(signal);
    try {
      await read(lastId, signal, {
        open: () => { failures = 0; setLive((before) => ({ ...before, state: 'live' })); },
        retry: (milliseconds) => { retry = milliseconds; },
        event: (id, data) => { lastId = id; setLive((before) => taken(before, data)); },
      });
    } catch (problem) {
      if (signal.aborted) {
        return;
      }
      if (problem.status === 401) {
        locked.dispatchEvent(new Event('locked'));
        return;
      }
      retry = Math.max(retry, problem.retryAfter ?? 0);
    }
    failures++;
    if (!document.hidden) {
      setLive((before) => ({ ...before, state: 'broken' }));
    }
    // Spread, so that a server that comes back isn't met by all its pages at once.
    await passed(Math.min(30_000, retry * failures) * (0.75 + Math.random() / 2), signal);
  }
}

function taken(before, { feeds }) {
  const now = Date.now();
  const rates = { ...before.rates };
  for (const { feed, per_minute: rate } of feeds) {
    rates[feed] = [...(rates[feed] ?? []), { now, rate }].slice(-KEPT_RATES);
  }
  return { state: 'live', rates, feeds: Object.fromEntries(feeds.map((one) => [one.feed, one])) };
}

/** Reads until the stream ends, falls silent, or nobody looks any more. */
async function read(lastId, signal, on) {
  const stop = new AbortController();
  const end = () => stop.abort();
  const hide = () => document.hidden && end();
  signal.addEventListener('abort', end);
  document.addEventListener('visibilitychange', hide);
  let silence = setTimeout(end, SILENCE);
  try {
    const more = lastId ? { 'Last-Event-ID': lastId } : {};
    const answer = await request('analytics/live', 'text/event-stream', stop.signal, more);
    on.open();
    const parse = parser(on);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE);
      parse(chunk.value);
    }
  } finally {
    clearTimeout(silence);
    signal.removeEventListener('abort', end);
    document.removeEventListener('visibilitychange', hide);
    end();
  }
}

/** The format of the HTML standard's server-sent events, as far as the API uses it: lines end in a line feed. */
function parser(on) {
  let rest = '';
  let id = '';
  let data = [];
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines.map((each) => each.replace(/\r$/, ''))) {
      const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
      if (line === '') {
        if (data.length > 0) {
          on.event(id, JSON.parse(data.join('\n')));
        }
        data = [];
      } else if (field === 'data') {
        data.push(value);
      } else if (field === 'id') {
        id = value;
      } else if (field === 'retry' && /^\d+$/.test(value)) {
        on.retry(Number(value));
      }
    }
  };
}
