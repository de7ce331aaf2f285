// The patient list: Tab reaches every patient, arrow keys move too, Enter opens a chart.

import { element } from "./elements.js";

/** The list by chapter; `today` is used for ages. */
export function patientList(patients, today) {
  const list = element("div", { class: "patient-list", onkeydown: moveFocus });
  for (const chapter of new Set(patients.map((patient) => patient.chapter))) {
    const inChapter = patients.filter((patient) => patient.chapter === chapter);
    list.append(
      element("h3", {}, chapter),
      element("ul", {}, inChapter.map((patient) => element("li", {}, entry(patient, today)))),
    );
  }
  return list;
}

function entry(patient, today) {
  return element("a", { href: `#${patient.id}`, "data-patient": patient.id },
    element("span", { class: "patient-name" }, patient.name),
    " ",
    element("span", { class: "patient-age" }, `${ageOn(today, patient.birthDate)} y`),
    element("span", { class: "patient-title" }, patient.title),
    element("span", { class: "patient-story" }, patient.story));
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

function moveFocus(event) {
  if (!(event.key in STEPS)) return;
  const links = [...event.currentTarget.querySelectorAll("a")];
  const to = Math.max(0, Math.min(links.length - 1, links.indexOf(document.activeElement) + STEPS[event.key]));
  event.preventDefault();
  links[to].focus();
}

/** Marks the patient whose chart is open. */
export function mark(patientId) {
  const links = [...document.querySelectorAll("[data-patient]")];
  for (const link of links) {
    if (link.dataset.patient === patientId) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

/** Whole years between two ISO days. */
export function ageOn(today, born) {
  return Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);
}
