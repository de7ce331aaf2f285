// A CDS Hooks card as an EHR shows it.

import { drafts } from "./drafts.js";
import { element } from "./elements.js";
import { icon } from "./icons.js";
import { rendered } from "./markdown.js";

const WORDS = { info: "Information", warning: "Warning", critical: "Critical" };
const MOST_URGENT_FIRST = ["critical", "warning", "info"];

/** The cards of an answer, the most urgent first. */
export function cardList(cards) {
  const urgency = (card) => MOST_URGENT_FIRST.indexOf(card.indicator);
  return [...cards].sort((one, other) => urgency(one) - urgency(other)).map(card);
}

function card(card, index) {
  const heading = `card-${index}`;
  const [lead, ...sections] = parts(card.detail ?? "");
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

/** The detail's beginning and its closing words, which stay in sight, and a fold for each heading between, the first open. */
function parts(detail) {
  const found = [element("div", { class: "detail" })];
  for (const node of [...rendered(detail).childNodes]) {
    if (node.nodeName === "H3") found.push(element("details", { class: "detail", open: found.length === 1 }, element("summary", {}, node)));
    else found.at(-1).append(node);
  }
  const last = found.at(-1).querySelector(":scope > summary ~ :not(summary) ~ p:last-child");
  return last ? [...found, element("div", { class: "detail" }, last)] : found;
}

function source({ label, url }) {
  return element("p", { class: "source" }, "Source: ", url ? outside(url, label) : label);
}

function links(all) {
  return element("ul", { class: "links" }, all.map(({ url, label }) => element("li", {}, outside(url, label))));
}

function outside(url, label) {
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** The suggestions as buttons; at most one of them is open. */
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
  const noted = element("p", { class: "noted", role: "status" });
  const choose = ({ currentTarget }) => {
    noted.textContent = currentTarget.value ? `Overridden: ${currentTarget.value}. Noted on this page only.` : "";
  };
  return element("div", { class: "override" },
    element("label", {}, "Override because ",
      element("select", { onchange: choose },
        element("option", { value: "" }, "…"),
        reasons.map(({ display }) => element("option", {}, display)))),
    noted);
}
