// Answers that are kept fresh while they are on the screen.
import { useEffect, useState } from './libraries.js';

const EVERY = 15_000; // ms
const LONGEST_PAUSE = 60_000; // ms

/** Told when the server wants a token; the page then shows its door. */
export const locked = new EventTarget();

/**
 * What `load(signal)` gives, asked again every 15 s, less often while it fails, and not while nobody looks. After a failure the data
 * stays beside the problem: old figures with a word are better than none. Another `key` starts anew, `again` asks at once.
 */
export function useAnswer(key, load) {
  const [answer, setAnswer] = useState({ key });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    setAnswer((before) => (before.key === key ? before : { key }));
    keepAsking(load, left.signal, setAnswer, key);
    return () => left.abort();
  }, [key, turn]);
  const shown = answer.key === key ? answer : {}; // not the answer to the question before
  return { ...shown, again: () => setTurn((before) => before + 1) };
}

async function keepAsking(load, signal, setAnswer, key) {
  let failures = 0;
  while (!signal.aborted) {
    let pause = EVERY;
    try {
      const data = await load(signal);
      failures = 0;
      if (!signal.aborted) {
        setAnswer({ key, data, at: Date.now() });
      }
    } catch (problem) {
      if (signal.aborted) {
        return;
      }
      if (problem.status === 401) {
        locked.dispatchEvent(new Event('locked'));
        return;
      }
      failures++;
      pause = Math.max(problem.retryAfter ?? 0, Math.min(LONGEST_PAUSE, 2_000 * 2 ** failures));
      setAnswer((before) => ({ ...before, key, problem }));
    }
    await passed(pause, signal);
    await seen(signal);
  }
}

/** Resolves after the time, or when given up. */
export function passed(milliseconds, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

/** Resolves once the page is on the screen. */
export function seen(signal) {
  return new Promise((resolve) => {
    const look = () => {
      if (!document.hidden || signal.aborted) {
        document.removeEventListener('visibilitychange', look);
        signal.removeEventListener('abort', look);
        resolve();
      }
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
    look();
  });
}
