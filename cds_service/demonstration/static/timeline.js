// The timeline: a panel per kind of result, the dose below, and the evidence of the criteria.

import { WORDS, titleOf } from "./assessment.js";
import { dayNumber, monthName, monthsAfter } from "./calendar.js";
import { svgElement, element, table, lazyDetails } from "./elements.js";

const LEFT = 46, RIGHT = 16, TOP = 30, PANEL = 104, DOSE = 58, LANE = 24, GAP = 14, BOTTOM = 24;
const WIDE = 360;

const LEGEND = "Ringed: evidence of a criterion that is met or possible. Triangle: upper bound, or not detected. Diamond: FISH.";

const PANELS = [
  { title: "BCR::ABL1, % IS", series: ["bcr-abl1"], ticks: [0.001, 0.01, 0.1, 1, 10, 100], range: [0.001, 100], log: true, height: 190 },
  { title: "Ph-positive cells, %", series: ["karyotype", "fish"], ticks: [0, 25, 50, 75, 100], range: [0, 100] },
  { title: "Leukocytes, ×10⁹/L", series: ["leukocytes"], ticks: [1, 10, 100], range: [1, 300], log: true },
  { title: "Platelets, ×10⁹/L", series: ["platelets"], ticks: [10, 100, 1000], range: [10, 1000], log: true },
];

/** The plot, redrawn to the available width, and its values as a table. */
export function timeline({ series, otherDrugs = [] }, assessment) {
  const story = collectStory(series, otherDrugs, assessment);
  const canvas = element("div", { class: "plot" });
  new ResizeObserver(([{ contentRect }]) => canvas.replaceChildren(plot(story, Math.max(280, contentRect.width)))).observe(canvas);
  return element("section", { class: "panel course", "aria-labelledby": "timeline-heading" },
    element("h2", { id: "timeline-heading" }, "Course"),
    canvas,
    element("p", { class: "legend" }, series.length ? LEGEND : "This chart has no usable result."),
    lazyDetails("Values as a table", () => values(series)));
}

/** Collects what is drawn: results, doses, first and last day, and the criteria that are met or possible. */
function collectStory(series, otherDrugs, { asOf, therapy = {}, criteria = [], evidence = [] }) {
  const doses = therapy.doses ?? [];
  const days = series.flatMap(({ points }) => points.map(({ on }) => on)).concat([...doses, ...otherDrugs].map(({ from }) => from), asOf).sort();
  const criteriaShown = criteria.filter(({ status }) => status === "met" || status === "possible");
  return {
    series: Object.fromEntries(series.map((kind) => [kind.id, kind])),
    doses,
    otherDrugs,
    first: days[0],
    last: asOf,
    start: therapy.startedOn ?? days[0],
    raisedOn: therapy.raisedOn,
    criteria: criteriaShown,
    cited: new Set(criteriaShown.flatMap((criterion) => criterion.evidence ?? [])),
    dayOf: new Map(evidence.map(({ reference, on }) => [reference, on])),
  };
}

function plot(story, width) {
  const x = linear([dayNumber(story.first), dayNumber(story.last)], [LEFT, width - RIGHT]);
  const at = (iso) => x(dayNumber(iso));
  const shown = PANELS.filter((panel) => panel.series.some((id) => story.series[id]));
  const rows = [
    ...shown.map((kind) => [kind.height ?? PANEL, () => panel(kind, story, at, width)]),
    ...(story.doses.length ? [[DOSE, () => dosage(story, at, width)]] : []),
    ...story.otherDrugs.map((drug) => [LANE, () => otherDrug(drug, story, at)]),
    ...story.criteria.map((criterion) => [LANE, () => lane(criterion, story, at)]),
  ];
  let top = TOP;
  const drawnRows = rows.map(([height, draw]) => {
    const row = svgElement("g", { transform: `translate(0 ${top})` }, draw());
    top += height + GAP;
    return row;
  });
  const height = top - GAP + BOTTOM;
  return svgElement("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": describe(story) },
    monthLines(story, at, width, height), drawnRows);
}

function describe({ series, doses, first, last }) {
  const latest = Object.values(series).filter(({ points }) => points.length).map(({ what, unit, points }) =>
    `${what} ${amount(points.at(-1), unit)} on ${points.at(-1).on}`);
  const now = doses.at(-1)?.dailyDoseMg ? ` Current imatinib dose: ${doses.at(-1).dailyDoseMg} mg/day.` : "";
  return `Results from ${first} to ${last}. Latest: ${latest.join("; ")}.${now}`;
}

/** Lines at whole months of imatinib: months above, calendar dates below. */
function monthLines({ start, last }, at, width, height) {
  const months = (dayNumber(last) - dayNumber(start)) / 30.4375;
  const step = [1, 2, 3, 6, 12, 24, 48].find((interval) => months / interval <= width / 75) ?? 96;
  const lines = [];
  for (let month = 0; monthsAfter(start, month) <= last; month += step) {
    const day = monthsAfter(start, month);
    const anchor = at(day) > width - 40 ? "end" : "middle";
    lines.push(
      svgElement("line", { class: "month", x1: at(day), x2: at(day), y1: TOP - 12, y2: height - BOTTOM + 4 }),
      svgElement("text", { class: "tick", x: at(day), y: TOP - 17, "text-anchor": anchor }, month === 0 ? "start" : `${month} mo`),
      svgElement("text", { class: "tick", x: at(day), y: height - 6, "text-anchor": anchor }, monthName(day)),
    );
  }
  return svgElement("g", {}, lines);
}

function panel({ title, series, ticks, range, log, height = PANEL }, story, at, width) {
  const y = (log ? logarithmic : linear)(range, [height, 16]);
  const within = (value) => Math.max(range[0], Math.min(range[1], value));
  return [
    svgElement("text", { class: "panel-title", x: LEFT, y: 8 }, title),
    ticks.map((tick) => [
      svgElement("line", { class: "tick-line", x1: LEFT, x2: width - RIGHT, y1: y(tick), y2: y(tick) }),
      svgElement("text", { class: "tick", x: LEFT - 7, y: y(tick) + 3.5, "text-anchor": "end" }, tick),
    ]).flat(),
    limits(series.flatMap((id) => story.series[id]?.lines ?? []), y, width),
    series.filter((id) => story.series[id]).map((id) => results(id, story, at, (value) => y(within(value)))),
  ].flat();
}

/** The limits of criteria and guideline: the name of a single one next to the panel's title, of several above their lines. */
function limits(all, y, width) {
  return all.map(({ at, band, response }) => [
    svgElement("line", { class: "limit", x1: LEFT, x2: width - RIGHT, y1: y(at), y2: y(at) }),
    svgElement("text", { class: "limit-name", x: width - RIGHT, y: all.length > 1 ? y(at) - 3 : 8, "text-anchor": "end" }, width < WIDE ? band : `${band} ${response}`),
  ]).flat();
}

function results(id, { series, cited }, at, y) {
  const { points, what, unit } = series[id];
  const places = points.map((point) => ({ ...point, x: at(point.on), y: y(point.value) }));
  const path = places.map((place, index) => `${index ? "L" : "M"}${place.x} ${place.y}`).join("");
  return svgElement("g", { class: `series series-${id}` },
    svgElement("path", { class: "line", d: path }),
    places.map((place) => svgElement("g", { class: cited.has(place.reference) ? "point cited" : "point" },
      svgElement("title", {}, `${place.on}: ${what} ${amount(place, unit)}`),
      cited.has(place.reference) ? svgElement("circle", { class: "ring", cx: place.x, cy: place.y, r: 7 }) : null,
      marker(id, place))));
}

/** A filled dot for a value, an open triangle for an upper bound, a diamond for FISH. */
function marker(id, { x, y, bound }) {
  if (bound) return svgElement("path", { class: "open", d: `M${x - 4} ${y - 3}h8l-4 7z` });
  if (id === "fish") return svgElement("path", { class: "open", d: `M${x} ${y - 5}l5 5l-5 5l-5-5z` });
  return svgElement("circle", { class: "dot", cx: x, cy: y, r: 3.2 });
}

function dosage({ doses, last, raisedOn }, at, width) {
  const y = linear([0, Math.max(800, ...doses.map(({ dailyDoseMg = 0 }) => dailyDoseMg))], [DOSE, 16]);
  return [
    svgElement("text", { class: "panel-title", x: LEFT, y: 8 }, "Imatinib, mg/day"),
    svgElement("line", { class: "tick-line", x1: LEFT, x2: width - RIGHT, y1: DOSE, y2: DOSE }),
    doses.map(({ from, to, dailyDoseMg }) => {
      const [left, right] = [at(from), at(to && to < last ? to : last)];
      const name = dailyDoseMg ? String(dailyDoseMg) : "unknown";
      return svgElement("g", { class: dailyDoseMg ? "dose" : "dose unknown" },
        svgElement("title", {}, `${from} to ${to ?? "today"}: ${name} mg/day`),
        svgElement("rect", { x: left, y: y(dailyDoseMg ?? 200), width: Math.max(2, right - left), height: DOSE - y(dailyDoseMg ?? 200) }),
        right - left > 30 ? svgElement("text", { x: (left + right) / 2, y: DOSE - 6, "text-anchor": "middle" }, name) : null);
    }),
    raisedOn ? svgElement("text", { class: "tick", x: at(raisedOn), y: 12, "text-anchor": "middle" }, "escalated") : null,
  ].flat();
}

/** Another tyrosine kinase inhibitor, from its first to its last day in the chart. */
function otherDrug({ name, from, to }, { last }, at) {
  const [left, right] = [at(from), at(to && to < last ? to : last)];
  return svgElement("g", { class: "other-drug" },
    svgElement("title", {}, `${from} to ${to ?? "today"}: ${name}`),
    svgElement("text", { class: "panel-title", x: LEFT, y: 8 }, `Other TKI: ${name}`),
    svgElement("rect", { x: left, y: 13, width: Math.max(2, right - left), height: 8 }));
}

/** The days of a criterion's evidence. */
function lane({ id, status, evidence = [] }, { dayOf }, at) {
  const days = evidence.map((reference) => dayOf.get(reference)).filter(Boolean).sort();
  const [left, right] = [at(days[0]), at(days.at(-1))];
  return svgElement("g", { class: `lane lane-${status}` },
    svgElement("text", { class: "panel-title", x: LEFT, y: 8 }, `${titleOf(id)}: ${WORDS[status].toLowerCase()}`),
    svgElement("line", { x1: left, x2: right, y1: 18, y2: 18 }),
    [...new Set(days)].map((day) => svgElement("circle", { cx: at(day), cy: 18, r: 4 }, svgElement("title", {}, day))));
}

function linear([low, high], [from, to]) {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

function logarithmic([low, high], range) {
  const scale = linear([Math.log10(low), Math.log10(high)], range);
  return (value) => scale(Math.log10(Math.max(value, low)));
}

function amount({ value, bound }, unit) {
  return bound === "not detected" ? bound : `${bound ?? value} ${unit}`;
}

function values(series) {
  const rows = series.flatMap(({ what, unit, points }) => points.map((point) => [point.on, what, amount(point, unit), point.reported]));
  return table("Results over time", ["Date", "Result", "Value", "As reported"], rows.sort(([left], [right]) => right.localeCompare(left)));
}
