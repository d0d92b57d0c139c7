import { ExpressAdapter } from '@bull-board/express';
import { parseCookie } from 'cookie';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { requirePerson } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { AccessTokens, Store } from '../../domain/ports.ts';
import type { CookieName } from '../auth/cookies.ts';

/** Where the operators' board of the queues stands. */
export const operationsPath = '/operations/queues';

const cookie: CookieName = 'bedside_operations';

/** bull-board's page has a base address of its own and styles on its elements; scripts are files, as everywhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join(';');

const passNeeded = `<!doctype html>
<html lang="en">
<title>Bedside: queues</title>
<h1>The pass for this page is missing or has run out</h1>
<p><a href="/admin">Open it again from Administration</a>. It is good for a quarter of an hour.</p>
</html>
`;

export type OperationsParts = {
  store: Store;
  passes: AccessTokens;
  /** Puts the queues onto the adapter that is served here. */
  show: (adapter: ExpressAdapter) => void;
};

/** bull-board behind a pass that every request must carry, and only to be read. */
export function operationsBoard({ store, passes, show }: OperationsParts): RequestHandler {
  const adapter = new ExpressAdapter();
  adapter.setBasePath(operationsPath);
  show(adapter);
  const router = express.Router();
  router.use(forbidChanges, requirePass(store, passes), withoutForeignFonts);
  router.use(adapter.getRouter() as RequestHandler);
  return router;
}

/** The holder of the pass and their permission are read each time, so that a disabled account sees nothing more. */
function requirePass(store: Store, passes: AccessTokens) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    response.set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' });
    const pass = parseCookie(request.headers.cookie ?? '')[cookie];
    try {
      await requireOperator(store, passes, pass);
    } catch (error) {
      const wantsPage = (request.get('accept') ?? '').includes('text/html');
      if (!wantsPage || !(error instanceof DomainError) || error.code !== 'unauthenticated') throw error;
      response.status(401).type('html').send(passNeeded);
      return;
    }
    next();
  };
}

async function requireOperator(store: Store, passes: AccessTokens, pass: string | undefined): Promise<void> {
  if (pass === undefined) {
    throw new DomainError('unauthenticated', 'a pass is needed');
  }
  const { subject } = passes.verify(pass);
  if (subject.kind !== 'person') {
    throw new DomainError('unauthenticated', 'the pass is no person’s');
  }
  const actor = await store.reads.findPersonActor(subject.personId, subject.familyId);
  if (actor === undefined) {
    throw new DomainError('unauthenticated', 'the sign-in has ended; sign in again');
  }
  requirePerson(actor, 'operations:read');
}

/** bull-board's page asks Google for a font. The policy above would refuse it, and say so on every visit. */
const withoutForeignFonts: RequestHandler = (_request, response, next) => {
  const send = response.send.bind(response);
  response.send = (body: unknown) =>
    send(typeof body === 'string' ? body.replaceAll(/<link href="https:[^>]*>/g, '') : body);
  next();
};

/** The board's own read-only mode hides its buttons; this holds whatever it serves besides. */
const forbidChanges: RequestHandler = (request, _response, next) => {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new DomainError('forbidden', 'the queues can be looked at here and not changed');
  }
  next();
};
