// The steps of an EHR when a chart is opened: read discovery, fill the prefetch templates, call the hook.

const HOOK = "patient-view";
const SERVICE = "imatinib-response";
const USER = "Practitioner/demonstration";

const services = new URL("../cds-services", document.baseURI).href;
const fhirServer = new URL("fhir", document.baseURI).href;

/** An error response of the service or the FHIR endpoint. */
export class ServiceError extends Error {
  constructor(who, status, reasons) {
    super(`${who} answered ${status}`);
    this.reasons = reasons;
  }
}

/** Calls the hook for a patient; without prefetch the service reads the chart itself. */
export async function openChart(patientId, { withPrefetch, signal }) {
  const exchange = { url: `${services}/${SERVICE}` };
  const context = { userId: USER, patientId };
  const request = { hook: HOOK, hookInstance: newUuid(), fhirServer, context };
  if (withPrefetch) request.prefetch = await fetchPrefetch((await readDiscovery(signal)).prefetch ?? {}, context, signal);
  exchange.request = request;
  const started = performance.now();
  const answer = await fetch(exchange.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(request),
    signal,
  });
  exchange.status = answer.status;
  exchange.response = await parseBody(answer);
  exchange.milliseconds = Math.round(performance.now() - started);
  return exchange;
}

async function readDiscovery(signal) {
  const answer = await fetch(services, { headers: { Accept: "application/json" }, signal });
  const discovery = await parseBody(answer);
  if (!answer.ok) throw new ServiceError("Discovery", answer.status, reasons(discovery));
  const service = discovery.services?.find(({ id, hook }) => id === SERVICE && hook === HOOK);
  if (!service) throw new ServiceError("Discovery", answer.status, [`No service "${SERVICE}" is listed.`]);
  return service;
}

/** Fetches every template concurrently. A failed query becomes its OperationOutcome, as CDS Hooks requires. */
async function fetchPrefetch(templates, context, signal) {
  const read = async ([key, template]) => [key, await fetchAllPages(`${fhirServer}/${fillTemplate(template, context)}`, signal)];
  return Object.fromEntries(await Promise.all(Object.entries(templates).map(read)));
}

function fillTemplate(template, context) {
  return template.replace(/{{context\.(\w+)}}/g, (_, name) => encodeURIComponent(context[name]));
}

async function fetchAllPages(url, signal) {
  const resource = await parseBody(await fetch(url, { headers: { Accept: "application/fhir+json" }, signal }));
  const next = resource.link?.find(({ relation }) => relation === "next");
  if (!next) return resource;
  const rest = await fetchAllPages(next.url, signal);
  const { link, ...first } = resource;
  return { ...first, entry: [...first.entry, ...(rest.entry ?? [])] };
}

async function parseBody(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError("The server", answer.status, ["The response is not JSON."]);
  }
}

/** The messages of an OperationOutcome. */
export function reasons(outcome) {
  return (outcome.issue ?? []).map(({ details, diagnostics, code }) =>
    [details?.text ?? code, diagnostics].filter(Boolean).join(" · "));
}

function newUuid() {
  // crypto.randomUUID exists only on https and localhost; a demonstration may be opened by IP address.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
