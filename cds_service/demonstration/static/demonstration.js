// The page: a list of patients, and the chart of the one that the address names.

import { assessmentOf, assessmentPanel, noCard, summary } from "./assessment.js";
import { cardList } from "./cards.js";
import { NotAnswered, openChart, reasons } from "./ehr.js";
import { element, json, unfolding } from "./elements.js";
import { icon } from "./icons.js";
import { ageOn, mark, patientList } from "./patients.js";
import { timeline } from "./timeline.js";

const chart = document.getElementById("chart");
const announcement = document.getElementById("announcement");
const page = { patients: [], today: "", shown: null, withPrefetch: true, underWay: new AbortController() };

begin().catch((error) => chart.replaceChildren(fault(error.message, [])));

async function begin() {
  Object.assign(page, await (await fetch("patients")).json());
  document.getElementById("patients").replaceChildren(patientList(page.patients, page.today));
  addEventListener("hashchange", follow);
  follow();
}

/** Shows what the address names. One that names no patient (as the skip link's) leaves a chart open. */
function follow() {
  const name = location.hash.slice(1);
  const patient = page.patients.find(({ id }) => id === name);
  if (patient) show(patient);
  else if (!name || !page.shown) welcome();
}

function welcome() {
  page.underWay.abort();
  page.shown = null;
  document.body.classList.remove("with-chart");
  mark(null);
  chart.replaceChildren(element("section", { class: "welcome" },
    element("h1", {}, "Open a chart"),
    element("p", {}, "Choose a patient. The page then does what an EHR does: it reads discovery, fills the published prefetch templates from its FHIR endpoint, fires the hook patient-view, and shows the cards that come back."),
    element("p", {}, `${page.patients.length} synthetic patients, one for each way an assessment can end. Their dates move with today, ${page.today}.`)));
}

async function show(patient) {
  page.underWay.abort();
  page.underWay = new AbortController();
  const { signal } = page.underWay;
  const arrives = page.shown !== patient.id;
  page.shown = patient.id;
  document.body.classList.add("with-chart");
  mark(patient.id);
  const result = element("div", { id: "result", "aria-busy": "true" }, element("p", { class: "waiting" }, "Firing the hook …"));
  chart.replaceChildren(header(patient), hookBar(patient), result);
  if (arrives) scrollTo(0, 0);
  try {
    const [exchange, course] = await Promise.all([
      openChart(patient.id, { withPrefetch: page.withPrefetch, signal }),
      fetch(`patients/${patient.id}/timeline`, { signal }).then((answer) => answer.json()),
    ]);
    document.getElementById("exchange").textContent = `HTTP ${exchange.status} in ${exchange.milliseconds} ms`;
    result.replaceChildren(...answered(patient, exchange, course));
  } catch (error) {
    if (error.name === "AbortError") return;
    result.replaceChildren(fault(error.message, error instanceof NotAnswered ? error.reasons : []));
  }
  result.removeAttribute("aria-busy");
  result.dataset.settled = page.withPrefetch ? "prefetched" : "pulled";
  announcement.textContent = [...result.querySelectorAll(".card")]
    .map((each) => `${each.querySelector(".indicator").textContent}: ${each.querySelector("h2").textContent}`).join(" ");
}

function header({ id, name, birthDate, gender, title, story }) {
  return element("header", { class: "chart-header" },
    element("a", { class: "back", href: "#" }, "All patients"),
    element("h1", {}, name),
    element("p", { class: "person" }, `${ageOn(page.today, birthDate)} years, ${gender}, born ${birthDate} · ${id}`),
    element("p", { class: "story" }, element("strong", {}, `${title}.`), ` ${story}`),
    element("div", { id: "summary" }));
}

function hookBar(patient) {
  const flip = () => {
    page.withPrefetch = !page.withPrefetch;
    show(patient);
    document.getElementById("prefetch").focus();
  };
  return element("div", { class: "hook-bar" },
    element("p", {}, "Hook ", element("code", {}, "patient-view"), ": ", element("span", { id: "exchange" }, "…")),
    element("button", { id: "prefetch", type: "button", role: "switch", "aria-checked": String(page.withPrefetch), onclick: flip },
      element("span", { class: "track" }), "Send prefetch"),
    element("p", { class: "hint" }, page.withPrefetch ? "The call carries the chart." : "The service reads the chart itself, over FHIR."));
}

function answered(patient, { url, request, status, milliseconds, response }, course) {
  const assessment = assessmentOf(response);
  const ok = status === 200;
  const advice = ok ? cardList(response.cards) : [fault(`The service answered ${status}`, reasons(response))];
  if (ok && advice.length === 0) advice.push(noCard(assessment));
  if (assessment) document.getElementById("summary").replaceChildren(summary(assessment));
  return [
    element("div", { class: "columns" },
      element("section", { class: "advice", "aria-label": "Advice" }, advice),
      timeline(course, assessment ?? { asOf: page.today }),
      assessment ? assessmentPanel(assessment) : ""),
    element("section", { class: "panel", "aria-labelledby": "wire-heading" },
      element("h2", { id: "wire-heading" }, "On the wire"),
      unfolding(`Request: POST ${new URL(url).pathname}, ${kilobytes(request)}`, () => json(request), { id: "request" }),
      unfolding(`Response: HTTP ${status} in ${milliseconds} ms, ${kilobytes(response)}`, () => json(response), { id: "response" }),
      element("p", {},
        element("a", { href: `patients/${patient.id}/bundle`, download: `${patient.id}.json` }, "The chart as a Bundle"),
        " for ", element("code", {}, `imatinib-cds assess ${patient.id}.json`))),
  ];
}

/** A fault is always said: a page that stays empty would read as "nothing to worry about". */
function fault(says, details) {
  return element("div", { class: "card card-fault", role: "alert" },
    element("header", {},
      element("p", { class: "indicator" }, icon("critical"), "Not checked"),
      element("h2", {}, says)),
    element("ul", {}, details.map((each) => element("li", {}, each))),
    element("p", {}, "The response to imatinib was not checked. No advice is not the same as nothing to advise."));
}

function kilobytes(value) {
  return `${(new Blob([JSON.stringify(value)]).size / 1024).toFixed(1)} kB`;
}
