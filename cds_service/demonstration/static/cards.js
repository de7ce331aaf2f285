// A CDS Hooks card as an EHR shows it.

import { drafts } from "./drafts.js";
import { element } from "./elements.js";
import { icon } from "./icons.js";
import { render } from "./markdown.js";

const WORDS = { info: "Information", warning: "Warning", critical: "Critical" };
const MOST_URGENT_FIRST = ["critical", "warning", "info"];

/** The cards of an answer, the most urgent first. */
export function cardList(cards) {
  const urgency = (card) => MOST_URGENT_FIRST.indexOf(card.indicator);
  return [...cards].sort((left, right) => urgency(left) - urgency(right)).map(card);
}

function card(card, index) {
  const heading = `card-${index}`;
  const [lead, ...sections] = splitDetail(card.detail ?? "");
  return element("article", { class: `card card-${card.indicator}`, "aria-labelledby": heading, "data-indicator": card.indicator },
    element("header", {},
      element("p", { class: "indicator" }, icon(card.indicator), WORDS[card.indicator]),
      element("h2", { id: heading }, card.summary),
      source(card.source)),
    lead,
    card.suggestions ? suggestions(card.suggestions, index) : null,
    sections,
    element("footer", {}, links(card.links ?? []), card.overrideReasons ? override(card.overrideReasons) : null));
}

/** Splits the detail: its start and its closing paragraph stay visible, every heading between is collapsible, the first one open. */
function splitDetail(detail) {
  const sections = [element("div", { class: "detail" })];
  for (const node of [...render(detail).childNodes]) {
    if (node.nodeName === "H3") sections.push(element("details", { class: "detail", open: sections.length === 1 }, element("summary", {}, node)));
    else sections.at(-1).append(node);
  }
  const last = sections.at(-1).querySelector(":scope > summary ~ :not(summary) ~ p:last-child");
  return last ? [...sections, element("div", { class: "detail" }, last)] : sections;
}

function source({ label, url }) {
  return element("p", { class: "source" }, "Source: ", url ? externalLink(url, label) : label);
}

function links(all) {
  return element("ul", { class: "links" }, all.map(({ url, label }) => element("li", {}, externalLink(url, label))));
}

function externalLink(url, label) {
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** The suggestions as buttons; at most one is open. */
function suggestions(all, index) {
  const shown = element("div", { id: `drafts-${index}`, class: "shown-drafts", tabindex: "-1" });
  const buttons = all.map((suggestion) => element("button", {
    type: "button",
    class: suggestion.isRecommended ? "suggestion recommended" : "suggestion",
    "aria-expanded": "false",
    "aria-controls": shown.id,
    onclick: ({ currentTarget }) => toggle(currentTarget, buttons, shown, suggestion),
  }, suggestion.label));
  return element("section", { class: "suggestions", "aria-label": "Suggestions" },
    element("h3", {}, "Suggestions"), element("div", { class: "buttons" }, buttons), shown);
}

function toggle(pressed, buttons, shown, suggestion) {
  const opens = pressed.getAttribute("aria-expanded") === "false";
  for (const button of buttons) button.setAttribute("aria-expanded", String(opens && button === pressed));
  shown.replaceChildren(...(opens ? [drafts(suggestion)] : []));
}

function override(reasons) {
  const note = element("p", { class: "noted", role: "status" });
  const choose = ({ currentTarget }) => {
    note.textContent = currentTarget.value ? `Overridden: ${currentTarget.value}. Recorded on this page only.` : "";
  };
  return element("div", { class: "override" },
    element("label", {}, "Override reason ",
      element("select", { onchange: choose },
        element("option", { value: "" }, "…"),
        reasons.map(({ display }) => element("option", {}, display)))),
    note);
}
