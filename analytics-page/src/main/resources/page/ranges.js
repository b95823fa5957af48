// Chooses the range of time; the choice goes into the address.
import { html, useState } from './libraries.js';
import { Choice } from './parts.js';
import { day, fault, namesFor } from './range.js';
import { useSpeech } from './speech.js';

export function Ranges({ range, granularities, go }) {
  const say = useSpeech();
  const [own, setOwn] = useState(range.name === 'own');
  const options = [...namesFor(granularities), 'own'].map((value) => ({ value, name: say.words.ranges[value] }));
  const choose = (name) => {
    setOwn(name === 'own');
    if (name !== 'own') {
      go({ range: name });
    }
  };
  return html`
    <div class="ranges">
      <${Choice} label=${say.words.range} options=${options} chosen=${own ? 'own' : range.name} choose=${choose} />
      ${own && html`<${Days} key=${range.key} range=${range} go=${go} />`}
    </div>`;
}

function Days({ range, go }) {
  const say = useSpeech();
  const today = day(Date.now());
  const [from, setFrom] = useState(range.from ?? today);
  const [to, setTo] = useState(range.to ?? today);
  const [wrong, setWrong] = useState(null);
  const show = (event) => {
    event.preventDefault();
    const found = fault(from, to);
    setWrong(found);
    if (found === null) {
      go({ from, to });
    }
  };
  return html`
    <form class="ranges" onSubmit=${show} noValidate>
      <label>${say.words.from}<input type="date" value=${from} required aria-describedby="days-wrong" onInput=${(e) => setFrom(e.target.value)} /></label>
      <label>${say.words.to}<input type="date" value=${to} required aria-describedby="days-wrong" onInput=${(e) => setTo(e.target.value)} /></label>
      <button class="button main">${say.words.show}</button>
      <p class="problem-of-field" id="days-wrong" role="alert">${wrong && say.words[wrong]}</p>
    </form>`;
}
