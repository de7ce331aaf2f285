// A drafted order in readable form. It is never sent anywhere.

import { element, json, lazyDetails } from "./elements.js";

const KINDS = { create: "New order", update: "Changed order", delete: "Order to be removed" };

/** All actions of a suggestion, in readable form. */
export function drafts(suggestion) {
  return element("div", { class: "drafts" },
    element("p", { class: "drafts-note" }, "Drafts only: in an EHR they would await a signature; here nothing is sent."),
    (suggestion.actions ?? []).map(draft));
}

function draft({ type, description, resource, resourceId }) {
  const lines = { MedicationRequest: medication, ServiceRequest: test }[resource?.resourceType]?.(resource) ?? [];
  return element("section", { class: "draft" },
    element("h4", {}, description),
    element("dl", {},
      [["Action", KINDS[type] ?? type], ...lines, ["Status", resource ? `${resource.status} ${resource.intent}` : resourceId]]
        .filter(([, value]) => value)
        .map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)))),
    resource ? lazyDetails("The FHIR resource", () => json(resource)) : null);
}

function medication(order) {
  const sig = order.dosageInstruction?.[0] ?? {};
  return [
    ["Medication", nameOf(order.medicationCodeableConcept)],
    ["Dose", dose(sig)],
    ["Instruction", sig.text],
    ["Replaces", order.priorPrescription?.reference],
    ...reasonLines(order),
  ];
}

function test(order) {
  return [["Test", nameOf(order.code)], ...reasonLines(order)];
}

function reasonLines(order) {
  return [
    ["Reason", order.reasonCode?.map(nameOf).join("; ")],
    ["Note", order.note?.map(({ text }) => text).join(" ")],
  ];
}

function dose({ doseAndRate, timing }) {
  const quantity = doseAndRate?.[0]?.doseQuantity;
  const { frequency, period, periodUnit } = timing?.repeat ?? {};
  if (!quantity) return undefined;
  const unit = { d: "day", wk: "week", h: "hour" }[periodUnit] ?? periodUnit;
  const often = frequency ? `, ${frequency} × per ${period === 1 ? unit : `${period} ${unit}s`}` : "";
  return `${quantity.value} ${quantity.unit}${often}`;
}

function nameOf(concept) {
  return concept?.text ?? concept?.coding?.[0]?.display ?? concept?.coding?.[0]?.code;
}
