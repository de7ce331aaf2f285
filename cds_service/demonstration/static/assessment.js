// The assessment that comes with every answer: why there is a card, or none.

import { element, table, unfolding } from "./elements.js";
import { icon } from "./icons.js";

const EXTENSION = "org.imatinib-cds.assessment";

/** A criterion's status in words. */
export const WORDS = {
  met: "Met",
  possible: "Possible",
  "not-met": "Not met",
  "not-yet": "Not yet",
  indeterminate: "Cannot be judged",
  "not-applicable": "Does not apply",
};

/** The assessment in a response, if it has one. */
export function assessmentOf(response) {
  return response.extension?.[EXTENSION];
}

/** Why no card came: the service did judge, and says what it found. */
export function noCard({ applicability, recommendation }) {
  return element("article", { class: "card card-quiet", "aria-labelledby": "no-card" },
    element("header", {},
      element("p", { class: "indicator" }, icon("quiet"), "No card"),
      element("h2", { id: "no-card" }, "Evaluated; nothing to advise")),
    element("p", {}, `${recommendation.text}.`),
    list((applicability.reasons ?? []).map(({ text }) => text)));
}

/** Therapy and responses in a line of figures. */
export function summary({ therapy = {}, responses = {} }) {
  const { hematologic, cytogenetic, molecular, toDoseRaise: raised } = responses;
  const figures = [
    ["Imatinib", dose(therapy), therapy.startedOn && `since ${therapy.startedOn}`],
    ["Hematologic response", hematologic?.status, hematologic?.on],
    ["Cytogenetic response", cytogenetic?.status, cytogenetic?.on && `${cytogenetic.phPositivePercent}% Ph+, ${cytogenetic.on}`],
    ["Response to the raise", raised && `${raised.cytogeneticBefore} → ${raised.cytogeneticBest}`, raised && `cytogenetic, since ${raised.raisedOn}`],
    ["BCR::ABL1", molecular && (molecular.percentIS === undefined ? "not detected" : `${molecular.percentIS}% IS`), molecular?.on],
  ];
  return element("dl", { class: "figures" }, figures.filter(([, value]) => value).map(([name, value, since]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value, since ? element("span", {}, since) : null))));
}

function dose({ currentDailyDoseMg, startedOn }) {
  if (currentDailyDoseMg) return `${currentDailyDoseMg} mg/day`;
  return startedOn ? "dose not known" : undefined;
}

/** The four circumstances, and everything else that was weighed. */
export function assessmentPanel(assessment) {
  return element("section", { class: "panel assessment", "aria-labelledby": "assessment-heading" },
    element("h2", { id: "assessment-heading" }, "Assessment"),
    criteria(assessment.criteria ?? []),
    weighed("Precautions", (assessment.precautions ?? []).map(({ blocks, text }) => `${blocks ? "Holds the step" : "To weigh"}: ${text}`)),
    weighed("Label and guideline today", (assessment.context ?? []).map(({ text }) => text)),
    weighed("Set aside", (assessment.setAside ?? []).map(({ reference, reason }) => `${reference}: ${reason}`)),
    weighed("Not read", (assessment.unread ?? []).map(({ key, reason }) => `${key}: ${reason}`)),
    weighed("Not checked by this service", (assessment.notEvaluated ?? []).map((code) => code.replaceAll("-", " "))),
    assessment.evidence ? unfolding("Evidence, newest first", () => evidence(assessment.evidence)) : null,
    element("p", { class: "rule-set" }, `Rule set ${assessment.ruleSet.id} ${assessment.ruleSet.version}, judged as of ${assessment.asOf}`));
}

function criteria(all) {
  if (all.length === 0) return element("p", {}, "No criterion was judged.");
  return table("The four circumstances of the protocol", ["Circumstance", "Why"],
    all.map(({ id, status, text, missing = [] }) => [
      [element("span", {}, titleOf(id)), badge(status)],
      [text, list(missing.map((each) => `Missing: ${each.text}`))],
    ]), { class: "criteria" });
}

/** A circumstance's name, from its id. */
export function titleOf(id) {
  const words = id.split("/").at(-1).replaceAll("-", " ");
  return words[0].toUpperCase() + words.slice(1);
}

/** A status as sign and word. */
export function badge(status) {
  return element("span", { class: `badge badge-${status}` }, icon(status), WORDS[status]);
}

function evidence(all) {
  return table("What the assessment rests on", ["Date", "What", "As compared", "As reported", "Resource"],
    all.map(({ on, what, value, unit, reported, reference }) =>
      [on, what, [value, unit].filter((each) => each !== undefined).join(" "), reported ?? "", reference]));
}

function weighed(heading, lines) {
  return lines.length ? element("section", { class: "weighed" }, element("h3", {}, heading), list(lines)) : null;
}

function list(lines) {
  return lines.length ? element("ul", {}, lines.map((line) => element("li", {}, line))) : null;
}
