// The assessment that every response carries: why there is a card, or none.

import { element, table, lazyDetails } from "./elements.js";
import { icon } from "./icons.js";

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
export function noCard({ applicability, recommendation }) {
  return element("article", { class: "card card-quiet", "aria-labelledby": "no-card" },
    element("header", {},
      element("p", { class: "indicator" }, icon("quiet"), "No card"),
      element("h2", { id: "no-card" }, "Evaluated; nothing to advise")),
    element("p", {}, `${recommendation.text}.`),
    list((applicability.reasons ?? []).map(({ text }) => text)));
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
