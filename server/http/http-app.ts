import express, { type Express, type RequestHandler } from 'express';
import type { Deps, Log } from '../../domain/ports.ts';
import type { UseCases } from '../../domain/use-cases.ts';
import { requestIdFrom, withinRequest } from '../../process/request-context.ts';
import { SampledLog } from '../../process/sampled-log.ts';
import type { SignedAccessTokens } from '../auth/access-tokens.ts';
import { ClientAssertions } from '../auth/client-assertions.ts';
import type { PublishedKeys } from '../auth/partner-keys.ts';
import type { RecordTokens } from '../auth/record-tokens.ts';
import { authenticate } from '../auth/authenticate.ts';
import { authenticateFeed } from '../auth/feed-signatures.ts';
import { bindEndpoints } from './bind.ts';
import { healthRoutes, type ReadinessChecks } from './health.ts';
import type { AttemptLimits } from './limits.ts';
import { messageReceipts, receiptsPath, type ReceiptSettings } from './message-receipts.ts';
import type { Metrics } from './metrics.ts';
import { operationsBoard, type OperationsParts, operationsPath } from './operations-board.ts';
import { answerWithProblem, refuseUnknownPath } from './problems.ts';
import { accountHandlers, pushHandlers, type PushSettings } from '../routes/accounts.ts';
import { administrationHandlers, mediaNodeHandlers, recordClientHandlers } from '../routes/administration.ts';
import { callHandlers, guestHandlers, linkHandlers, visitHandlers } from '../routes/calls.ts';
import { gpLetterHandlers } from '../routes/gp-letters.ts';
import { letterHandlers } from '../routes/letters.ts';
import { documentHandlers } from '../routes/documents.ts';
import { listHandlers } from '../routes/lists.ts';
import {
  bookingHandlers,
  clinicHandlers,
  clinicRunningHandlers,
  clinicTaskHandlers,
  interpreterHandlers,
  personMoveHandlers,
  prisonModeHandlers,
} from '../routes/clinics.ts';
import { recordAccessHandlers } from '../routes/record-access.ts';
import { residentHandlers } from '../routes/residents.ts';
import { oversightHandlers, qualityHandlers, retentionHandlers } from '../routes/oversight.ts';
import { queueHandlers, rotaHandlers } from '../routes/rota.ts';
import { type FhirParts, fhirRouter } from '../fhir/http/router.ts';
import { recordAuthorization, recordTokenPath } from './record-authorization.ts';
import { RawBodies } from './raw-bodies.ts';
import { securityHeaders } from './security-headers.ts';
import { endSlowBodies } from './slow-bodies.ts';
import { serveWebApp } from './web-app.ts';

const largestBody = 64 * 1024;
/** Where files are sent to. */
const filePaths = /^\/api\/referrals\/[^/]+\/documents$/;

/** How the HTTP side is reached and what it serves. */
export type HttpSettings = {
  publicUrl: string;
  allowedOrigins: readonly string[];
  trustProxy: number;
  webFolder: string;
  metricsToken?: string;
};

/** The Express application: everything over HTTP except the sockets. It listens nowhere by itself. */
export function createHttpApp(parts: {
  deps: Pick<Deps, 'store' | 'clock' | 'log'> & { accessTokens: SignedAccessTokens };
  useCases: UseCases;
  http: HttpSettings;
  push?: PushSettings | undefined;
  receipts: ReceiptSettings;
  fhir: FhirParts;
  record: RecordAccess;
  limits: AttemptLimits;
  metrics: Metrics;
  checks: ReadinessChecks;
  operations: Pick<OperationsParts, 'show'> & { passes: SignedAccessTokens };
}): Express {
  const { deps, useCases, http, receipts, metrics, checks, operations } = parts;
  const app = express();
  app.set('trust proxy', http.trustProxy);
  app.set('query parser', 'simple');
  app.use(observe(deps.log, metrics));
  app.use(endSlowBodies((path) => filePaths.test(path)));
  app.use(securityHeaders(http));
  app.use(healthRoutes({ checks, log: deps.log }));
  app.get('/metrics', metrics.route({ token: http.metricsToken }));
  app.get('/.well-known/jwks.json', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=3600').json(deps.accessTokens.publicKeys);
  });
  app.use(
    receiptsPath,
    messageReceipts({ useCases, clock: deps.clock, publicUrl: http.publicUrl, ...receipts }),
  );
  app.use(recordAuthorizationOf(parts));
  app.use('/fhir', fhirRouter(parts.fhir));
  const rawBodies = new RawBodies();
  app.use('/api', forbidCaching, express.json({ limit: largestBody, verify: rawBodies.keep }));
  bindApi(app, parts, rawBodies);
  app.use('/api', refuseUnknownPath);
  app.use(operationsPath, operationsBoard({ store: deps.store, ...operations }));
  app.use(serveWebApp(http.webFolder));
  app.use(answerWithProblem(deps.log));
  return app;
}

/** By what systems of partners are known, and what they are given. */
export type RecordAccess = { partnerKeys: PublishedKeys; recordTokens: RecordTokens };

function recordAuthorizationOf(parts: Parameters<typeof createHttpApp>[0]) {
  const { deps, useCases, http, limits, record } = parts;
  const { store, clock, log } = deps;
  const { partnerKeys: keys, recordTokens } = record;
  const audience = `${http.publicUrl}${recordTokenPath}`;
  const assertions = new ClientAssertions({ store, clock, keys, audience });
  return recordAuthorization({ useCases, assertions, recordTokens, limits, log, publicUrl: http.publicUrl });
}

function bindApi(app: Express, parts: Parameters<typeof createHttpApp>[0], rawBodies: RawBodies): void {
  const { deps, useCases, http, push, limits } = parts;
  const { clock } = deps;
  bindEndpoints(
    app,
    {
      ...accountHandlers({ useCases, clock, limits }),
      ...callHandlers(useCases),
      ...visitHandlers(useCases),
      ...guestHandlers({ useCases, clock, limits }),
      ...linkHandlers({ useCases, clock, limits }),
      ...pushHandlers(useCases, push),
      ...administrationHandlers(useCases),
      ...mediaNodeHandlers(useCases),
      ...recordClientHandlers(useCases, `${http.publicUrl}${recordTokenPath}`),
      ...queueHandlers(useCases),
      ...rotaHandlers(useCases),
      ...residentHandlers(useCases),
      ...recordAccessHandlers(useCases),
      ...clinicHandlers(useCases),
      ...bookingHandlers(useCases),
      ...prisonModeHandlers(useCases),
      ...clinicRunningHandlers(useCases),
      ...listHandlers(useCases),
      ...letterHandlers(useCases),
      ...gpLetterHandlers(useCases),
      ...documentHandlers(useCases),
      ...clinicTaskHandlers(useCases),
      ...interpreterHandlers(useCases),
      ...personMoveHandlers(useCases),
      ...qualityHandlers(useCases),
      ...oversightHandlers(useCases),
      ...retentionHandlers(useCases),
    },
    {
      authenticate: (request) => authenticate(deps, request.headers),
      authenticateFeed: (request) => authenticateFeed(deps, request.headers, rawBodies.of(request)),
      allowedOrigins: http.allowedOrigins,
      secureCookies: http.publicUrl.startsWith('https:'),
    },
  );
}

const forbidCaching: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** One measurement for each request, and one line, sampled where it was refused: the route as the contract spells it, never the address with its ids. */
function observe(log: Log, metrics: Metrics): RequestHandler {
  const refused = new SampledLog(log);
  return (request, response, next) => {
    const start = performance.now();
    const requestId = requestIdFrom(request.headers['traceparent']);
    response.once('close', () => {
      const durationMs = performance.now() - start;
      const { method } = request;
      const status = response.statusCode;
      const route = routeOf(request.route, request.path);
      metrics.observe({ method, route, status, seconds: durationMs / 1000 });
      // Named here, because the end of a connection is heard outside of the request.
      const fields = { requestId, durationMs: Math.round(durationMs) };
      if (status >= 400 && status < 500) refused.info('request', { method, route, status }, fields);
      else log.info('request', { method, route, status, ...fields });
    });
    withinRequest(requestId, next);
  };
}

function routeOf(route: unknown, path: string): string {
  if (typeof route === 'object' && route !== null && 'path' in route && typeof route.path === 'string') {
    return route.path;
  }
  return path.startsWith('/api') ? 'unknown' : 'web';
}
