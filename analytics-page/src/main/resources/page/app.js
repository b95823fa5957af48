// The frame: which view the address asks for, the language, the door, and what all views share.
import { enterToken, hasToken } from './api.js';
import { locked, useAnswer } from './answers.js';
import { Feed } from './feed.js';
import { Invoices } from './invoices.js';
import { html, render, useEffect, useMemo, useRef, useState } from './libraries.js';
import { useLive } from './live.js';
import { askHealth, askOverview, Overview } from './overview.js';
import { Card, Choice, Elsewhere, Empty, Shown, Sign, Text } from './parts.js';
import { Quality } from './quality.js';
import { Tweets } from './tweets.js';
import { firstLanguage, keepLanguage, speech, SpeechProvider, useSpeech } from './speech.js';
import { Weather } from './weather.js';
import { LANGUAGES } from './words.js';

/** Feeds whose figures are more than counts by a few values. All others are drawn by what the API says of them. */
const VIEWS = { invoices: Invoices, weather: Weather, tweets: Tweets };

function App() {
  const [language, setLanguage] = useState(firstLanguage);
  const [door, setDoor] = useState(null);
  const say = useMemo(() => speech(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    const close = () => setDoor({ wrong: hasToken() });
    locked.addEventListener('locked', close);
    return () => locked.removeEventListener('locked', close);
  }, []);
  const choose = (code) => {
    keepLanguage(code);
    setLanguage(code);
  };
  const enter = (token) => {
    enterToken(token);
    setDoor(null);
  };
  return html`
    <${SpeechProvider} value=${say}>
      ${door === null
        ? html`<${Frame} language=${language} choose=${choose} />`
        : html`<${Door} wrong=${door.wrong} enter=${enter} language=${language} choose=${choose} />`}
    </${SpeechProvider}>`;
}

function Frame({ language, choose }) {
  const say = useSpeech();
  const { path, query } = useAddress();
  const overview = useAnswer('overview', askOverview);
  const health = useAnswer('health', askHealth);
  const live = useLive();
  const main = useRef();
  const feeds = overview.data?.feeds ?? [];
  const title = titleOf(path, say);
  useEffect(() => {
    document.title = `${title} – ${say.words.title}`;
  }, [title, say]);
  useFocusOnArrival(path, main);
  const go = (parameters) => {
    location.hash = `#${path}?${new URLSearchParams(parameters)}`;
  };
  return html`
    <button type="button" class="skip button main" onClick=${() => main.current.focus()}>${say.words.skip}</button>
    <header class="top"><div class="top-in">
      <a class="brand" href="#/"><img src="icon.svg" alt=${say.words.title} /><span aria-hidden="true">${say.words.title}</span></a>
      <nav class="menu" aria-label=${say.words.menu}><ul>
        <${Entry} at=${path} to="/">${say.words.overview}</${Entry}>
        ${feeds.map(({ feed }) => html`<${Entry} key=${feed} at=${path} to=${addressOf(feed)}><${Text}>${say.feed(feed)}</${Text}></${Entry}>`)}
        <${Entry} at=${path} to="/quality">${say.words.quality}</${Entry}>
      </ul></nav>
      <div class="tools">
        <${Connection} state=${live.state} />
        <${Languages} language=${language} choose=${choose} />
      </div>
    </div></header>
    <main ref=${main} tabindex="-1" id="content">
      <${Behind} health=${health} />
      <${View} ...${{ path, query, overview, health, live, go }} />
    </main>
    <footer>
      <span>${say.words.utc}</span>
      <a href="openapi">${say.words.api}</a>
      <${Elsewhere} href=${overview.data?.flink}>${say.words.flink}</${Elsewhere}>
    </footer>`;
}

const addressOf = (feed) => `/feeds/${encodeURIComponent(feed)}`;

function Entry({ at, to, children }) {
  return html`<li><a href="#${to}" aria-current=${at === to ? 'page' : undefined}>${children}</a></li>`;
}

function View({ path, query, overview, health, live, go }) {
  const say = useSpeech();
  if (path === '/') {
    return html`<${Head} title=${say.words.overview} lead=${say.words.overviewLead} /><${Overview} ...${{ overview, live, health, query, go }} />`;
  }
  if (path === '/quality') {
    return html`<${Head} title=${say.words.quality} lead=${say.words.qualityLead} /><${Quality} overview=${overview} />`;
  }
  const name = feedOf(path);
  return html`
    <${Shown} answer=${overview} tall>${({ feeds }) => {
      const feed = feeds.find((one) => one.feed === name);
      if (feed === undefined) {
        return html`<${NoSuchView} name=${name ?? path} />`;
      }
      const Chosen = Object.hasOwn(VIEWS, name) ? VIEWS[name] : Feed;
      return html`<${Chosen} key=${name} feed=${feed} query=${query} go=${go} />`;
    }}</${Shown}>`;
}

function Head({ title, lead }) {
  return html`<div class="head"><div><h1 tabindex="-1">${title}</h1><p>${lead}</p></div></div>`;
}

function NoSuchView({ name }) {
  const say = useSpeech();
  return html`
    <${Head} title=${say.words.noSuchView} />
    <${Card} title=${say.words.noSuchViewText(name)}><${Empty} title=""><a class="button" href="#/">${say.words.toOverview}</a></${Empty}></${Card}>`;
}

function feedOf(path) {
  const [, coded] = /^\/feeds\/([^/]+)$/.exec(path) ?? [];
  try {
    return coded === undefined ? undefined : decodeURIComponent(coded);
  } catch {
    return undefined; // cut in the middle of a character
  }
}

function titleOf(path, say) {
  const feed = feedOf(path);
  return path === '/' ? say.words.overview : path === '/quality' ? say.words.quality : feed ? say.feed(feed) : say.words.noSuchView;
}

/** `#/feeds/tickets?range=7d`: the path and the parameters after the hash. */
function useAddress() {
  const read = () => location.hash.slice(1) || '/';
  const [address, setAddress] = useState(read);
  useEffect(() => {
    const follow = () => setAddress(read());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return useMemo(() => {
    const [path, query] = address.split(/\?(.*)/s);
    return { path, query: new URLSearchParams(query) };
  }, [address]);
}

/** Another view is like another page: a reader is brought to its head, and the window to its top. Not at the first. */
function useFocusOnArrival(path, main) {
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== path) {
      before.current = path;
      (main.current.querySelector('h1') ?? main.current).focus({ preventScroll: true });
      document.querySelector('.menu [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      scrollTo(0, 0);
    }
  }, [path]);
}

function Connection({ state }) {
  const say = useSpeech();
  const [kind, word] = { live: ['good live', 'live'], connecting: ['', 'connecting'], broken: ['warn', 'reconnecting'] }[state];
  return html`<span role="status"><${Sign} kind=${kind}>${say.words[word]}</${Sign}></span>`;
}

function Languages({ language, choose }) {
  const say = useSpeech();
  const options = Object.keys(LANGUAGES).map((code) => ({
    value: code, lang: code, name: html`<span aria-hidden="true">${code.toUpperCase()}</span><span class="unseen">${LANGUAGES[code].language}</span>`,
  }));
  return html`<${Choice} label=${say.words.languageSwitch} options=${options} chosen=${language} choose=${choose} />`;
}

/** What the server itself says of its parts: known figures are still served when one is behind. */
function Behind({ health }) {
  const say = useSpeech();
  const late = (health.data?.parts ?? []).filter((part) => part.status === 'stale');
  return late.length > 0 && html`
    <div class="notice warn" role="status"><div><strong>${say.words.behind}</strong>
      ${late.map((part) => html`<div key=${part.part}><${Text}>${part.part}</${Text}>: <${Text}>${part.detail}</${Text}></div>`)}
    </div></div>`;
}

function Door({ wrong, enter, language, choose }) {
  const say = useSpeech();
  const [token, setToken] = useState('');
  const field = useRef();
  useEffect(() => {
    document.title = `${say.words.doorTitle} – ${say.words.title}`;
    field.current.focus();
  }, []);
  const submit = (event) => {
    event.preventDefault();
    if (token.trim()) {
      enter(token.trim());
    }
  };
  return html`
    <main class="door card">
      <h1>${say.words.doorTitle}</h1>
      <p class="note">${say.words.doorText}</p>
      <form onSubmit=${submit}>
        <label>${say.words.doorField}
          <input type="password" autocomplete="current-password" ref=${field} value=${token} aria-describedby="door-wrong" aria-invalid=${String(wrong)} onInput=${(e) => setToken(e.target.value)} />
        </label>
        <p class="problem-of-field" id="door-wrong" role="alert">${wrong && say.words.doorWrong}</p>
        <div class="tools"><button class="button main">${say.words.doorEnter}</button><${Languages} language=${language} choose=${choose} /></div>
      </form>
    </main>`;
}

render(html`<${App} />`, document.getElementById('app'));
