import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Log } from '../../../domain/ports.ts';
import type { RecordClient } from '../../../domain/record/record-client.ts';
import { errorReference } from '../../../process/request-context.ts';
import type { BodyReader } from '../bodies/body-reader.ts';
import { exportRoutes } from './export-routes.ts';
import { capabilityStatement } from '../capability-statement.ts';
import { FhirError } from '../fhir-error.ts';
import { answerBatch, answerChange, answerTransaction, readingOf } from '../interactions/bundle-requests.ts';
import { exportsPath, parametersIn, startExport } from '../interactions/export.ts';
import type { FhirAnswer, Query } from '../interactions/fhir-deps.ts';
import { answerPatch } from '../interactions/patch.ts';
import { answerRead, changeOf, type FhirRequest, isRead } from '../interactions/requests.ts';
import type { SubscriptionDeps } from '../interactions/subscriptions.ts';
import { informationOutcome, outcomeOfIssues, refusalOf } from '../outcomes.ts';
import { type Target, targetOfPath } from '../target.ts';
import { answerSubscription } from './subscription-routes.ts';

const largestBody = '20mb';
const fhirJson = 'application/fhir+json';

export type FhirParts = SubscriptionDeps & {
  readonly bodies: BodyReader;
  readonly log: Log;
  /** Who asks; throws `unauthenticated`. */
  readonly authenticate: (request: Request) => Promise<RecordClient>;
};

type Asked = { client: RecordClient; request: Request; target: Target };

/** The record over FHIR R4 (hl7.org/fhir/R4/http.html), for systems of partners. Every answer is FHIR, refusals too. */
export function fhirRouter(parts: FhirParts): Router {
  const router = express.Router();
  const { baseUrl, log } = parts;
  const date = new Date().toISOString();
  router.use(exportRoutes(parts));
  router.use(forAll);
  router.get('/metadata', (_request, response) => {
    send(response, { status: 200, body: JSON.stringify(capabilityStatement({ baseUrl, date })) });
  });
  const reader = express.text({ type: () => true, limit: largestBody });
  const paths = ['/', '/:type', '/:type/:id', '/:type/:id/:part', '/:type/:id/:part/:version'];
  for (const path of paths) {
    router.all(path, async (request, response, next) => {
      response.locals['client'] = await parts.authenticate(request);
      requireBodyType(request);
      next();
    });
    router.all(path, reader, async (request, response) => {
      const client = response.locals['client'] as RecordClient;
      const answer = await answerAt(parts, client, request);
      send(response, withPreference(answer, { request, baseUrl }));
    });
  }
  router.use(() => {
    throw new FhirError(404, 'not-supported', 'there is no such address in the record');
  });
  router.use(answerWithOutcome(log));
  return router;
}

/** Nobody keeps what is answered; and an answer in another form than it was asked for is none. */
function forAll(request: Request, response: Response, next: NextFunction): void {
  response.set('Cache-Control', 'no-store').set('X-Request-Id', errorReference());
  const format = queryOf(request)
    .find(([name]) => name === '_format')?.[1]
    .replace(' ', '+');
  const wanted = format === 'json' ? fhirJson : format;
  const served = [fhirJson, 'application/json'];
  const fits =
    wanted === undefined ? request.accepts(served) !== false : served.includes(wanted.split(';')[0] ?? '');
  if (!fits) throw new FhirError(406, 'not-supported', `answers are ${fhirJson}`);
  next();
}

function methodOf({ method }: Request): string {
  return method === 'HEAD' ? 'GET' : method;
}

function queryOf({ originalUrl }: Request): Query {
  return [...new URL(originalUrl, 'http://record.invalid').searchParams];
}

/** Before the body is read: what cannot be understood need not come. */
function requireBodyType(request: Request): void {
  const { method } = request;
  if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH') return;
  const isSearch = request.path.endsWith('/_search');
  const types = isSearch
    ? ['application/x-www-form-urlencoded']
    : [fhirJson, 'application/json', ...(method === 'PATCH' ? ['application/json-patch+json'] : [])];
  const hasBody = request.headers['content-length'] !== '0' && request.is('*/*') !== null;
  if ((isSearch || request.path.endsWith('/$export')) && !hasBody) return;
  if (request.is(types) === false || !hasBody) {
    throw new FhirError(415, 'not-supported', `the body must be ${types[0] ?? fhirJson}`);
  }
}

function answerAt(parts: FhirParts, client: RecordClient, request: Request): Promise<FhirAnswer> {
  const [type, ...rest] = request.path.split('/').filter((part) => part !== '');
  const method = methodOf(request);
  if (type !== 'Subscription') {
    return answerTo(parts, { client, request, target: targetOfPath(request.path, method) });
  }
  const text = typeof request.body === 'string' ? request.body : '';
  const query = [...queryOf(request), ...(rest[0] === '_search' ? new URLSearchParams(text) : [])];
  return answerSubscription(parts, client, { method, rest, query, text });
}

async function answerTo(parts: FhirParts, { client, request, target }: Asked): Promise<FhirAnswer> {
  const method = methodOf(request);
  const text = typeof request.body === 'string' ? request.body : '';
  if (target.kind === 'system') return answerBundle(parts, { client, request, target });
  const asked: FhirRequest = {
    method,
    target,
    query: target.kind === 'search' ? [...queryOf(request), ...new URLSearchParams(text)] : queryOf(request),
    ifMatch: request.headers['if-match'],
    ifNoneMatch: request.headers['if-none-match'],
    ifModifiedSince: request.headers['if-modified-since'],
    ifNoneExist: request.get('if-none-exist'),
  };
  if (target.kind === 'search' && method !== 'POST')
    throw new FhirError(405, 'not-supported', '_search is for POST');
  if (target.kind === 'validate') return validate(parts, { method, text });
  if (target.kind === 'export') return kickOff(parts, { client, request, groupId: target.id });
  if (isRead(asked)) return answerRead(readingOf(parts, client), parts, asked);
  if (method === 'PATCH') {
    const format = request.is('application/json-patch+json') === false ? 'fhirpath' : 'json';
    return answerPatch(parts, client, { request: asked, text, format });
  }
  const resource = method === 'DELETE' ? undefined : await parts.bodies.resource(text);
  return answerChange(parts, client, changeOf(asked, resource));
}

async function answerBundle(parts: FhirParts, { client, request }: Asked): Promise<FhirAnswer> {
  if (request.method !== 'POST') throw new FhirError(405, 'not-supported', 'only bundles are sent here');
  const bundle = await parts.bodies.bundle(typeof request.body === 'string' ? request.body : '');
  const bundling = { deps: parts, client, representation: preferenceOf(request) === 'representation' };
  const answer = bundle.kind === 'batch' ? answerBatch : answerTransaction;
  return { status: 200, body: await answer(bundling, bundle) };
}

/** An export is never answered at once: it is asked for, and its files are fetched when they are ready. */
async function kickOff(
  parts: FhirParts,
  { client, request, groupId }: { client: RecordClient; request: Request; groupId: string },
): Promise<FhirAnswer> {
  const method = methodOf(request);
  if (method !== 'GET' && method !== 'POST') {
    throw new FhirError(405, 'not-supported', '$export is for GET and POST');
  }
  if (!/(?:^|[,;\s])respond-async(?:$|[,;\s])/.test(request.get('prefer') ?? '')) {
    throw new FhirError(400, 'required', '$export needs the header Prefer: respond-async');
  }
  const text = typeof request.body === 'string' ? request.body : '';
  const query = [...queryOf(request), ...parametersIn(text)];
  const asked = { groupId, query, request: new URL(request.originalUrl, parts.baseUrl).href };
  const id = await startExport(parts, client, asked);
  const body = JSON.stringify(informationOutcome('the export is taken: see Content-Location'));
  return { status: 202, body, contentLocation: `${parts.baseUrl}/${exportsPath}/${id}` };
}

/** Says what is wrong, and changes nothing; a resource that is not valid is no failure of the request. */
async function validate(
  { bodies }: Pick<FhirParts, 'bodies'>,
  { method, text }: { method: string; text: string },
): Promise<FhirAnswer> {
  if (method !== 'POST') throw new FhirError(405, 'not-supported', '$validate is for POST');
  try {
    const { warnings } = await bodies.resource(text);
    return { status: 200, body: JSON.stringify(outcomeOfIssues(warnings)) };
  } catch (error) {
    if (!(error instanceof FhirError) || error.issues.length === 0) throw error;
    return { status: 200, body: JSON.stringify(outcomeOfIssues(error.issues)) };
  }
}

function preferenceOf(request: Request): string | undefined {
  return /(?:^|[,;\s])return=(minimal|representation|OperationOutcome)/.exec(
    request.get('prefer') ?? '',
  )?.[1];
}

/** What has been written is answered as the client wants to see it. */
function withPreference(
  answer: FhirAnswer,
  { request, baseUrl }: { request: Request; baseUrl: string },
): FhirAnswer {
  const { location, body, ...rest } = answer;
  if (location === undefined) return answer;
  const written = { ...rest, location: `${baseUrl}/${location}` };
  const preference = preferenceOf(request);
  if (preference === 'minimal') return written;
  if (preference === 'OperationOutcome') {
    return { ...written, body: JSON.stringify(outcomeOfIssues(answer.warnings ?? [])) };
  }
  return { ...written, ...(body !== undefined && { body }) };
}

/** Not by `send`, which would compare tags of its own. */
function send(response: Response, answer: FhirAnswer): void {
  const { status, body, version, updatedAt, location, contentLocation } = answer;
  response.status(status);
  if (version !== undefined) response.set('ETag', `W/"${String(version)}"`);
  if (updatedAt !== undefined) response.set('Last-Modified', updatedAt.toUTCString());
  if (location !== undefined) response.set('Location', location);
  if (contentLocation !== undefined) response.set('Content-Location', contentLocation);
  if (body === undefined) {
    response.end();
    return;
  }
  response.type(`${fhirJson}; charset=utf-8`).end(body);
}

function answerWithOutcome(log: Log) {
  // Express knows an error middleware by its four parameters.
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, outcome } = refusalOf(error, log);
    if (status === 401) response.set('WWW-Authenticate', 'Bearer');
    if (status === 429 || status === 503) response.set('Retry-After', '5');
    send(response, { status, body: JSON.stringify(outcome) });
  };
}
