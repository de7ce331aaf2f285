// What an EHR does when a chart is opened: read discovery, fill the published templates, fire the hook.

const HOOK = "patient-view";
const SERVICE = "imatinib-response";
const USER = "Practitioner/demonstration";

const services = new URL("../cds-services", document.baseURI).href;
const fhirServer = new URL("fhir", document.baseURI).href;

/** What a service, or the FHIR endpoint, answers when it cannot do what was asked. */
export class NotAnswered extends Error {
  constructor(who, status, reasons) {
    super(`${who} answered ${status}`);
    this.reasons = reasons;
  }
}

/** Fires the real hook for a patient; without prefetch the service has to read the chart itself. */
export async function openChart(patientId, { withPrefetch, signal }) {
  const exchange = { url: `${services}/${SERVICE}` };
  const context = { userId: USER, patientId };
  const request = { hook: HOOK, hookInstance: uuid(), fhirServer, context };
  if (withPrefetch) request.prefetch = await prefetched((await announced(signal)).prefetch ?? {}, context, signal);
  exchange.request = request;
  const started = performance.now();
  const answer = await fetch(exchange.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(request),
    signal,
  });
  exchange.status = answer.status;
  exchange.response = await body(answer);
  exchange.milliseconds = Math.round(performance.now() - started);
  return exchange;
}

async function announced(signal) {
  const answer = await fetch(services, { headers: { Accept: "application/json" }, signal });
  const discovery = await body(answer);
  if (!answer.ok) throw new NotAnswered("Discovery", answer.status, reasons(discovery));
  const service = discovery.services?.find(({ id, hook }) => id === SERVICE && hook === HOOK);
  if (!service) throw new NotAnswered("Discovery", answer.status, [`No service "${SERVICE}" is announced.`]);
  return service;
}

/** Each template filled from the chart, side by side. What could not be read becomes an OperationOutcome, as CDS Hooks says. */
async function prefetched(templates, context, signal) {
  const read = async ([key, template]) => [key, await everyPage(`${fhirServer}/${filled(template, context)}`, signal)];
  return Object.fromEntries(await Promise.all(Object.entries(templates).map(read)));
}

function filled(template, context) {
  return template.replace(/{{context\.(\w+)}}/g, (_, name) => encodeURIComponent(context[name]));
}

async function everyPage(url, signal) {
  const resource = await body(await fetch(url, { headers: { Accept: "application/fhir+json" }, signal }));
  const next = resource.link?.find(({ relation }) => relation === "next");
  if (!next) return resource;
  const rest = await everyPage(next.url, signal);
  const { link, ...first } = resource;
  return { ...first, entry: [...first.entry, ...(rest.entry ?? [])] };
}

async function body(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new NotAnswered("The server", answer.status, ["The answer is not JSON."]);
  }
}

/** What an OperationOutcome says. */
export function reasons(outcome) {
  return (outcome.issue ?? []).map(({ details, diagnostics, code }) =>
    [details?.text ?? code, diagnostics].filter(Boolean).join(" · "));
}

function uuid() {
  // crypto.randomUUID exists only on https and localhost
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
