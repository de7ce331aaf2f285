// The assessment that every response carries: why there is a card, or none.

import { element, table, lazyDetails } from "./elements.js";
import { icon } from "./icons.js";
import { render } from "./markdown.js";

const EXTENSION = "org.imatinib-cds.assessment";

/** A criterion's status in words. */
export const WORDS = {
  met: "Met",
  possible: "Possible",
  "not-met": "Not met",
  "not-yet": "Not yet",
  indeterminate: "Cannot be assessed",
  "not-applicable": "Does not apply",
};

/** The assessment in a response, if it has one. */
export function assessmentOf(response) {
  return response.extension?.[EXTENSION];
}

/** Shown in place of a card: the service did assess the patient, and why it advises nothing. */
export function noCard(assessment) {
  const { name, heading, look } = quietState(assessment);
  const due = (assessment.criteria ?? []).filter(({ status }) => status === "not-yet");
  const reasons = look === "not-yet" ? due : assessment.applicability.reasons ?? [];
  return element("article", { class: `card card-quiet card-${look}`, "aria-labelledby": "no-card", "data-quiet": look },
    element("header", {},
      element("p", { class: "indicator" }, icon(look), name),
      element("h2", { id: "no-card" }, heading)),
    element("p", {}, `${assessment.recommendation.text}.`),
    list([...new Set(reasons.map(({ text }) => text))]));
}

/** Which of the quiet states it is. A check mark stands only where everything was judged and nothing failed. */
function quietState({ recommendation, criteria = [], reviewFacts = [], unread = [], context = [] }) {
  if (recommendation.action === "none") return { name: "No card", heading: "Not for this patient", look: "not-applicable" };
  const statuses = new Set(criteria.map(({ status }) => status));
  if (statuses.has("not-yet") && [...statuses].every((status) => ["not-yet", "not-applicable"].includes(status))) {
    return { name: "No card", heading: "Not yet", look: "not-yet" };
  }
  const latest = context.filter(({ id, status }) => id.startsWith("eln2020/milestone") && ["optimal", "warning", "failure"].includes(status)).at(-1);
  const failed = reviewFacts.length > 0 || latest?.status === "failure" || unread.some(({ kind }) => kind !== "not-offered");
  if (failed) return { name: "No card", heading: "Judged: none of the four; see what the chart shows below", look: "info" };
  return { name: "No card", heading: "Judged: none of the four, nothing else to report", look: "quiet" };
}

/** The whole explanation, of which a card is the brief. */
export function reportPanel({ report }) {
  return element("section", { class: "panel report", "aria-label": "Report" },
    lazyDetails("The report behind the card", () => element("div", { class: "detail" }, [...render(report).childNodes]), { id: "report" }));
}

/** Treatment and responses as a row of figures. */
export function summary({ therapy = {}, responses = {} }) {
  const { hematologic, cytogenetic, molecular, toDoseRaise: toEscalation } = responses;
  const figures = [
    ["Imatinib", dose(therapy), therapy.startedOn && `since ${therapy.startedOn}`],
    ["Hematologic response", hematologic?.status, hematologic?.on],
    ["Cytogenetic response", cytogenetic?.status, cytogenetic?.on && `${cytogenetic.phPositivePercent}% Ph+, ${cytogenetic.on}`],
    ["Response to escalation", toEscalation && `${toEscalation.cytogeneticBefore} → ${toEscalation.cytogeneticBest}`, toEscalation && `cytogenetic, since ${toEscalation.raisedOn}`],
    ["BCR::ABL1", molecular && (molecular.percentIS === undefined ? "not detected" : `${molecular.percentIS}% IS`), molecular?.on],
  ];
  return element("dl", { class: "figures" }, figures.filter(([, value]) => value).map(([name, value, since]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value, since ? element("span", {}, since) : null))));
}

function dose({ currentDailyDoseMg, startedOn }) {
  if (currentDailyDoseMg) return `${currentDailyDoseMg} mg/day`;
  return startedOn ? "dose unknown" : undefined;
}

/** The four criteria, and everything else that the assessment considers. */
export function assessmentPanel(assessment) {
  return element("section", { class: "panel assessment", "aria-labelledby": "assessment-heading" },
    element("h2", { id: "assessment-heading" }, "Assessment"),
    criteria(assessment.criteria ?? []),
    listSection("Precautions", (assessment.precautions ?? []).map(({ blocks, text }) => `${blocks ? "Contraindication" : "Caution"}: ${text}`)),
    listSection("Label and guideline today", (assessment.context ?? []).map(({ text }) => text)),
    listSection("Excluded data", (assessment.setAside ?? []).map(({ reference, reason }) => `${reference}: ${reason}`)),
    listSection("Unavailable queries", (assessment.unread ?? []).map(({ key, reason }) => `${key}: ${reason}`)),
    listSection("Not checked by this service", (assessment.notEvaluated ?? []).map((code) => code.replaceAll("-", " "))),
    assessment.evidence ? lazyDetails("Evidence, newest first", () => evidence(assessment.evidence)) : null,
    element("p", { class: "rule-set" }, `Rule set ${assessment.ruleSet.id} ${assessment.ruleSet.version}, assessed as of ${assessment.asOf}`));
}

function criteria(all) {
  if (all.length === 0) return element("p", {}, "No criterion was assessed.");
  return table("The four criteria of the protocol", ["Criterion", "Reason"],
    all.map(({ id, status, text, missing = [] }) => [
      [element("span", {}, titleOf(id)), badge(status)],
      [text, list(missing.map((item) => `Missing: ${item.text}`))],
    ]), { class: "criteria" });
}

/** The name of a criterion, from its id. */
export function titleOf(id) {
  const words = id.split("/").at(-1).replaceAll("-", " ");
  return words[0].toUpperCase() + words.slice(1);
}

/** A status as an icon and a word. */
export function badge(status) {
  return element("span", { class: `badge badge-${status}` }, icon(status), WORDS[status]);
}

function evidence(all) {
  return table("Evidence of the assessment", ["Date", "Item", "Compared value", "Reported value", "Resource"],
    all.map(({ on, what, value, unit, reported, reference }) =>
      [on, what, [value, unit].filter((part) => part !== undefined).join(" "), reported ?? "", reference]));
}

function listSection(heading, lines) {
  return lines.length ? element("section", { class: "list-section" }, element("h3", {}, heading), list(lines)) : null;
}

function list(lines) {
  return lines.length ? element("ul", {}, lines.map((line) => element("li", {}, line))) : null;
}
