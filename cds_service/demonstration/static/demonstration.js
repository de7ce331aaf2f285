// The page: a list of patients, and the chart of the patient in the address.

import { assessmentOf, assessmentPanel, noCard, reportPanel, summary } from "./assessment.js";
import { cardList } from "./cards.js";
import { ServiceError, openChart, reasons } from "./ehr.js";
import { element, json, lazyDetails } from "./elements.js";
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

/** Shows the patient in the address. An address without a patient, such as the skip link's, leaves the chart open. */
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
    element("p", {}, "Choose a patient. The page then acts as an EHR: it reads the discovery endpoint, fills the prefetch templates from its FHIR endpoint, calls the patient-view hook, and shows the returned cards."),
    element("p", {}, `${page.patients.length} synthetic patients, one for every outcome of an assessment. Their dates are relative to today, ${page.today}.`)));
}

async function show(patient) {
  page.underWay.abort();
  page.underWay = new AbortController();
  const { signal } = page.underWay;
  const isNewChart = page.shown !== patient.id;
  page.shown = patient.id;
  document.body.classList.add("with-chart");
  mark(patient.id);
  const result = element("div", { id: "result", "aria-busy": "true" }, element("p", { class: "waiting" }, "Calling the hook …"));
  chart.replaceChildren(header(patient), hookBar(patient), result);
  if (isNewChart) scrollTo(0, 0);
  try {
    const [exchange, course] = await Promise.all([
      openChart(patient.id, { withPrefetch: page.withPrefetch, signal }),
      fetch(`patients/${patient.id}/timeline`, { signal }).then((answer) => answer.json()),
    ]);
    document.getElementById("exchange").textContent = `HTTP ${exchange.status} in ${exchange.milliseconds} ms`;
    result.replaceChildren(...renderExchange(patient, exchange, course));
  } catch (error) {
    if (error.name === "AbortError") return;
    const [message, details] = error instanceof ServiceError
      ? [error.message, error.reasons]
      : ["The service could not be reached", [error.message]];
    result.replaceChildren(fault(message, details, () => show(patient)));
  }
  result.removeAttribute("aria-busy");
  result.dataset.settled = page.withPrefetch ? "prefetched" : "pulled";
  announcement.textContent = [...result.querySelectorAll(".card")]
    .map((card) => `${card.querySelector(".indicator").textContent}: ${card.querySelector("h2").textContent}`).join(" ");
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
  const toggle = () => {
    page.withPrefetch = !page.withPrefetch;
    show(patient);
    document.getElementById("prefetch").focus();
  };
  return element("div", { class: "hook-bar" },
    element("p", {}, "Hook ", element("code", {}, "patient-view"), ": ", element("span", { id: "exchange" }, "…")),
    element("button", { id: "prefetch", type: "button", role: "switch", "aria-checked": String(page.withPrefetch), onclick: toggle },
      element("span", { class: "track" }), "Send prefetch"),
    element("p", { class: "hint" }, page.withPrefetch ? "The call includes the chart." : "The service reads the chart from the FHIR server."));
}

function renderExchange(patient, { url, request, status, milliseconds, response }, course) {
  const assessment = assessmentOf(response);
  const ok = status === 200;
  const advice = ok ? cardList(response.cards) : [fault(`The service answered ${status}`, reasons(response), () => show(patient))];
  if (ok && advice.length === 0) advice.push(noCard(assessment));
  if (assessment?.report) advice.push(reportPanel(assessment));
  if (assessment) document.getElementById("summary").replaceChildren(summary(assessment));
  return [
    element("div", { class: "columns" },
      element("section", { class: "advice", "aria-label": "Advice" }, advice),
      timeline(course, assessment ?? { asOf: page.today }),
      assessment ? assessmentPanel(assessment) : ""),
    element("section", { class: "panel", "aria-labelledby": "wire-heading" },
      element("h2", { id: "wire-heading" }, "Request and response"),
      lazyDetails(`Request: POST ${new URL(url).pathname}, ${kilobytes(request)}`, () => json(request), { id: "request" }),
      lazyDetails(`Response: HTTP ${status} in ${milliseconds} ms, ${kilobytes(response)}`, () => json(response), { id: "response" }),
      element("p", {},
        element("a", { href: `patients/${patient.id}/bundle`, download: `${patient.id}.json` }, "Download the chart as a Bundle"),
        " for ", element("code", {}, `imatinib-cds assess ${patient.id}.json`))),
  ];
}

/** A fault is always shown: an empty page would look like "nothing to advise". */
function fault(message, details, retry) {
  return element("div", { class: "card card-fault", role: "alert" },
    element("header", {},
      element("p", { class: "indicator" }, icon("critical"), "Not checked"),
      element("h2", {}, message)),
    element("ul", {}, details.map((detail) => element("li", {}, detail))),
    element("p", {}, "The response to imatinib was not checked. This does not mean that there is nothing to advise."),
    retry ? element("button", { type: "button", class: "suggestion", onclick: retry }, "Try again") : null);
}

function kilobytes(value) {
  return `${(new Blob([JSON.stringify(value)]).size / 1024).toFixed(1)} kB`;
}
