// Charts. Each has its figures as a table: bars are one, lines have one to unfold.
import { html, useEffect, useMemo, useRef, useState, Plot } from './libraries.js';
import { Text, Wide } from './parts.js';
import { stepOf } from './range.js';
import { seriesOf } from './series.js';
import { useSpeech } from './speech.js';

const HEIGHT = 240; // px, as in the style sheet
const FEW = 10;
const DAY = 86400e3;
/** Beside the colours, so that lines are told apart without them. */
const DASHES = [[], [10, 4], [4, 3], [12, 3, 3, 3], [7, 2], [18, 4], [2, 3]];

/** Series with their names, made anew only when something about them has changed: the page draws itself with each live event. */
export function useSeries(items, measure, granularity, nameOf, strokeOf = () => undefined) {
  const say = useSpeech();
  return useMemo(() => {
    const { times, series } = seriesOf(items, measure, granularity);
    const named = series.map((one) => (one.value === null
      ? { ...one, key: 'all others', label: say.words.others(one.others) }
      : { ...one, key: `value ${one.value}`, label: nameOf(one.value), stroke: strokeOf(one.value) }));
    return { times, series: named };
  }, [items, measure.key, granularity, say]);
}

/**
 * Lines over time, of one or more series (`{label, points, total, stroke}`), each with a button that hides it. The pointer reads the values
 * of a moment; `write(value)` puts a value in words, `size(value)` makes a number of it, `scale(low, high)` says from where to where the
 * axis goes. Between the two series of a `band` the ground is tinted; a `mark` is a moment with a label, and a word for what lies beyond.
 */
export function Lines({ title, times, series, granularity, write, size = Number, bars = false, scale = fromZero, band = null, mark = null }) {
  const say = useSpeech();
  const [hidden, setHidden] = useState([]);
  const [at, setAt] = useState(null);
  const shown = at !== null && at < times.length ? at : null;
  const toggle = (key) => setHidden((before) => (before.includes(key) ? before.filter((one) => one !== key) : [...before, key]));
  return html`
    <figure aria-label=${title}>
      <div class="legend" role="group" aria-label=${say.words.hideSeries}>
        ${series.map((one, place) => {
          const entry = html`
            <svg viewBox="0 0 27 11" aria-hidden="true"><line class="stroke-${colourOf(one, place)}" x1="0" y1="5.5" x2="27" y2="5.5" stroke-dasharray=${DASHES[place].join(' ')} /></svg>
            <span><${Text}>${one.label}</${Text}> <b>${write(shown === null ? one.total : one.points[shown])}</b></span>`;
          return series.length === 1
            ? html`<span class="only" key=${one.key}>${entry}</span>`
            : html`<button type="button" key=${one.key} aria-pressed=${String(!hidden.includes(one.key))} onClick=${() => toggle(one.key)}>${entry}</button>`;
        })}
      </div>
      <p class="when" aria-hidden="true">${shown === null ? say.words.whole : written(times[shown], granularity, say)}</p>
      <${Drawing} ...${{ times, series, hidden, granularity, size, bars, scale, band, mark, onMove: setAt }} />
      <${Unfolding} label=${`${title} — ${say.words.asTable}`}>
        ${() => html`<${TimeTable} ...${{ title, times, series, granularity, write, mark }} />`}
      </${Unfolding}>
    </figure>`;
}

/** A table as long as a series is made only once somebody wants it. */
function Unfolding({ label, children }) {
  const say = useSpeech();
  const [open, setOpen] = useState(false);
  return html`
    <details onToggle=${(event) => setOpen(event.currentTarget.open)}>
      <summary>${say.words.asTable}</summary>
      ${open && html`<${Wide} label=${label}>${children()}</${Wide}>`}
    </details>`;
}

function TimeTable({ title, times, series, granularity, write, mark }) {
  const say = useSpeech();
  const rows = times.map((time, place) => ({ time, place })).reverse();
  return html`
    <table>
      <caption class="unseen">${title}</caption>
      <thead><tr>
        <th scope="col">${granularity === 'day' ? say.words.day : say.words.time}</th>
        ${series.map((one) => html`<th scope="col" class="number" key=${one.key}><${Text}>${one.label}</${Text}></th>`)}
      </tr></thead>
      <tbody>${rows.map(({ time, place }) => html`
        <tr key=${time}>
          <th scope="row">${written(time, granularity, say)}${mark && time >= mark.time && ` (${mark.beyond})`}</th>
          ${series.map((one) => html`<td class="number" key=${one.key}>${write(one.points[place])}</td>`)}
        </tr>`)}</tbody>
    </table>`;
}

const written = (time, granularity, say) => (granularity === 'day' ? say.day(time) : `${say.moment(time)} UTC`);

/** The canvas. It says nothing that the legend and the table don't, so readers pass over it. */
function Drawing({ times, series, hidden, granularity, size, bars, scale, band, mark, onMove }) {
  const say = useSpeech();
  const place = useRef();
  const plot = useRef();
  const data = useMemo(() => [times.map((time) => time / 1000), ...series.map((one) => one.points.map(size))], [times, series]);
  const latest = useRef();
  latest.current = { data, hidden };
  const shape = JSON.stringify([series.map((one) => one.key), granularity, say.language, bars, band, mark]);

  useEffect(() => {
    const element = place.current;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new Plot(options({ element, series, hidden: latest.current.hidden, granularity, bars, scale, band, mark, say, onMove }), latest.current.data, element);
    };
    draw();
    const sizes = new ResizeObserver(() => plot.current.setSize({ width: element.clientWidth, height: HEIGHT }));
    sizes.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw); // a canvas doesn't follow the style sheet
    return () => {
      sizes.disconnect();
      dark.removeEventListener('change', draw);
      plot.current.destroy();
      plot.current = undefined;
    };
  }, [shape]);
  useEffect(() => plot.current.setData(data), [data]);
  useEffect(() => series.forEach((one, i) => plot.current.setSeries(i + 1, { show: !hidden.includes(one.key) })), [hidden, shape]);

  return html`<div class="plot" ref=${place} aria-hidden="true"></div>`;
}

function options({ element, series, hidden, granularity, bars, scale, band, mark, say, onMove }) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const font = `12px ${getComputedStyle(element).fontFamily}`;
  const axis = { stroke: colour('muted'), font, ticks: { show: false } };
  return {
    width: element.clientWidth || 300,
    height: HEIGHT,
    legend: { show: false },
    padding: [null, 32, null, null], // half of the last time's words
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    scales: { x: { time: true, range: (drawn, first, last) => widths(first, drawn.data[0].length > 1 ? last : first, granularity, bars) }, y: { range: (_, low, high) => scale(low, high) } },
    tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    axes: [
      { ...axis, grid: { show: false }, size: 30, space: 70, values: (_, ticks, __, ___, step) => ticks.map((tick) => tickText(tick * 1000, step, say)) },
      { ...axis, grid: { stroke: colour('line'), width: 1 }, size: 52, space: 44, values: (_, ticks) => ticks.map((tick) => say.short(tick)) },
    ],
    series: [
      {},
      ...series.map((one, i) => ({
        label: one.key,
        show: !hidden.includes(one.key),
        stroke: colour(`series-${colourOf(one, i)}`),
        width: 2,
        dash: DASHES[i],
        points: { show: true, filter: alone },
        ...(bars ? { fill: colour(`series-${colourOf(one, i)}`), paths: Plot.paths.bars({ size: [0.7, 40], radius: 0.15 }), points: { show: false } } : {}),
      })),
    ],
    bands: band ? [{ series: band.map((i) => i + 1), fill: `${colour(`series-${colourOf(series[band[1]], band[1])}`)}24` }] : [],
    hooks: {
      setCursor: [(drawn) => onMove(drawn.cursor.idx ?? null)],
      draw: mark ? [(drawn) => drawMark(drawn, mark, colour('muted'), font)] : [],
    },
  };
}

/** Points between two gaps, which no line shows. */
const alone = (drawn, series) => drawn.data[series].flatMap((y, at, all) => (y != null && all[at - 1] == null && all[at + 1] == null ? [at] : []));

const colourOf = (series, place) => series.stroke ?? place;

/** A dotted line across, its label beside it; nothing where the chart doesn't reach so far. */
function drawMark(drawn, { time, label }, colour, font) {
  const { ctx, bbox } = drawn;
  const x = Math.round(drawn.valToPos(time / 1000, 'x', true));
  if (x < bbox.left || x > bbox.left + bbox.width) {
    return;
  }
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = font.replace('12px', `${12 * devicePixelRatio}px`);
  ctx.textBaseline = 'top';
  ctx.textAlign = x < bbox.left + bbox.width / 2 ? 'left' : 'right';
  ctx.fillText(ctx.textAlign === 'left' ? ` ${label}` : `${label} `, x, bbox.top);
  ctx.restore();
}

/** Room for half a bar at both ends; a single moment stands in the middle of its hour or day: of it uPlot makes nearly three years. */
function widths(first, last, granularity, bars) {
  const half = stepOf(granularity) / 2000;
  const room = first === last ? Math.max(half, 1800) : bars ? half : 0;
  return [first - room, last + room];
}

/** With room around: for what has no zero to begin from, such as temperatures. */
export function around(low, high) {
  const room = ((high ?? 0) - (low ?? 0)) * 0.12 || 1;
  return [(low ?? 0) - room, (high ?? 0) + room];
}

/** Always with zero: of what is counted, a line that starts elsewhere makes little of much. */
function fromZero(low, high) {
  const top = Math.max(high ?? 0, 0);
  const bottom = Math.min(low ?? 0, 0);
  const room = (top - bottom) * 0.08 || 1;
  return [bottom < 0 ? bottom - room : 0, top > 0 || bottom === 0 ? top + room : 0];
}

const tickText = (time, step, say) => (step >= DAY / 1000 || time % DAY === 0 ? say.dayAndMonth(time) : say.clock(time));

/**
 * Ordered bars: a table whose second column draws what the third says. Rows are `{key, name, value, stroke, lang}`, largest first; `share`
 * adds what part of all of them each is.
 */
export function Bars({ title, head, valueHead, rows, write, size = Number, share = false, className = '' }) {
  const say = useSpeech();
  const [all, setAll] = useState(false);
  const most = Math.max(...rows.map((row) => Math.abs(size(row.value))), 0);
  const sum = rows.reduce((before, row) => before + size(row.value), 0);
  const shown = all ? rows : rows.slice(0, FEW);
  return html`
    <table class="bars ${className}">
      <caption class="unseen">${title}</caption>
      <thead class="unseen"><tr>
        <th scope="col">${head}</th><td></td><th scope="col">${valueHead}</th>${share && html`<th scope="col">${say.words.share}</th>`}
      </tr></thead>
      <tbody>${shown.map((row) => html`
        <tr key=${row.key}>
          <th scope="row" lang=${row.lang}><${Text}>${row.name}</${Text}></th>
          <td class="bar" aria-hidden="true"><${Bar} value=${size(row.value)} most=${most} stroke=${row.stroke} /></td>
          <td class="number">${write(row.value)}</td>
          ${share && html`<td class="number note">${sum > 0 ? say.percent(size(row.value) / sum) : ''}</td>`}
        </tr>`)}</tbody>
    </table>
    ${rows.length > FEW && html`
      <button type="button" class="button small" aria-expanded=${String(all)} onClick=${() => setAll(!all)}>
        ${all ? say.words.fewer : say.words.all(say.number(rows.length))}
      </button>`}`;
}

function Bar({ value, most, stroke = 0 }) {
  const width = most > 0 ? (100 * Math.abs(value)) / most : 0;
  return html`<span class="track">${value !== 0 && html`<span class=${value < 0 ? 'below' : `fill-${stroke}`} style=${{ width: `${width}%` }} />`}</span>`;
}

/** A line without axes, of what is said beside it in figures. */
export function Spark({ values }) {
  const most = Math.max(...values, 1);
  const points = values.map((value, i) => `${(100 * i) / Math.max(values.length - 1, 1)},${29 - (27 * value) / most}`);
  return html`<svg class="spark" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true"><polyline points=${points.join(' ')} /></svg>`;
}
