import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { Log } from '../../domain/ports.ts';
import { assertionAlgorithms } from '../../domain/record/client-keys.ts';
import {
  type RecordPermission,
  recordPermissions,
  type SystemScope,
} from '../../domain/record/record-client.ts';
import type { Admission } from '../../domain/record/record-clients.ts';
import { resourceTypes } from '../../domain/record/resource-types.ts';
import { mostScopes, parseSystemScope, writeSystemScope } from '../../domain/record/system-scopes.ts';
import type { UseCases } from '../../domain/use-cases.ts';
import { errorReference } from '../../process/request-context.ts';
import type { ClientAssertions } from '../auth/client-assertions.ts';
import { type OAuthError, OAuthRefusal, oauthStatus } from '../auth/oauth-refusal.ts';
import { recordTokenSeconds, type RecordTokens } from '../auth/record-tokens.ts';
import type { AttemptLimits } from './limits.ts';
import { TooManyAttempts } from './problems.ts';

/** Where systems of partners ask for a token. */
export const recordTokenPath = '/fhir-auth/token';
const configurationPath = '/fhir/.well-known/smart-configuration';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

type Parts = {
  useCases: Pick<UseCases, 'admitRecordClient'>;
  assertions: ClientAssertions;
  recordTokens: RecordTokens;
  limits: AttemptLimits;
  log: Log;
  publicUrl: string;
};

/**
 * SMART's backend services: a system of a partner gets an access token for an assertion that it has signed. Its requests and errors
 * are those of RFC 6749, so this does not go through the contract's table. It stands before everything else under `/fhir`.
 */
export function recordAuthorization(parts: Parts): Router {
  const router = express.Router();
  router.get(configurationPath, (_request, response) => {
    response.set('Cache-Control', 'public, max-age=300').json(smartConfiguration(parts.publicUrl));
  });
  router.post(
    recordTokenPath,
    forbidCaching,
    express.urlencoded({ extended: false, limit: '16kb' }),
    async (request, response) => {
      response.json(await answer(parts, request));
    },
  );
  router.use(recordTokenPath, refuseMethod, oauthErrors(parts.log));
  return router;
}

/** What a client must know to get a token (hl7.org/fhir/smart-app-launch/conformance.html). */
function smartConfiguration(publicUrl: string): object {
  return {
    token_endpoint: `${publicUrl}${recordTokenPath}`,
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    scopes_supported: scopesSupported(),
    // Required of every server, whatever it offers; there is no authorisation endpoint to use it at.
    code_challenge_methods_supported: ['S256'],
    capabilities: ['client-confidential-asymmetric', 'permission-v1', 'permission-v2'],
  };
}

function scopesSupported(): string[] {
  const allows: readonly RecordPermission[] = recordPermissions;
  const types = ['*', ...Object.keys(resourceTypes)] as SystemScope['type'][];
  return types.map((type) => writeSystemScope({ type, allows }));
}

const tokenRequest = z.object({
  grant_type: z.string(),
  client_assertion_type: z.string(),
  client_assertion: z.string().max(8192),
  scope: z.string().max(4096).default(''),
});

async function answer(parts: Parts, request: Request): Promise<object> {
  const { grant_type, client_assertion_type, client_assertion, scope } = readForm(request);
  if (grant_type !== 'client_credentials') {
    throw new OAuthRefusal('unsupported_grant_type', 'grant_type must be client_credentials');
  }
  if (client_assertion_type !== assertionType) {
    throw new OAuthRefusal('invalid_request', `client_assertion_type must be ${assertionType}`);
  }
  const asked = readScopes(scope);
  const by = { what: 'record-token', address: request.ip ?? 'unknown', isGuess };
  const { clientId, granted } = await parts.limits.attempt(by, async () => {
    const assertion = await parts.assertions.check(client_assertion);
    const admission = await parts.useCases.admitRecordClient({ assertion, asked });
    return { clientId: assertion.clientId, granted: grantedBy(admission) };
  });
  return {
    access_token: parts.recordTokens.issue({ clientId, scopes: granted }),
    token_type: 'bearer',
    expires_in: recordTokenSeconds,
    scope: granted.map(writeSystemScope).join(' '),
  };
}

/** A parameter that is given twice comes as a list, which RFC 6749 forbids. */
function readForm(request: Request): z.output<typeof tokenRequest> {
  if (!request.is('application/x-www-form-urlencoded')) {
    throw new OAuthRefusal('invalid_request', 'the body must be application/x-www-form-urlencoded');
  }
  const parsed = tokenRequest.safeParse(request.body);
  if (!parsed.success) {
    const [field = 'body'] = parsed.error.issues[0]?.path ?? [];
    throw new OAuthRefusal('invalid_request', `${String(field)} must be given once`);
  }
  return parsed.data;
}

/** One that cannot be read is refused and not passed over: a partner learns of a misspelling at once. */
function readScopes(text: string): SystemScope[] {
  const words = text.split(' ').filter(Boolean);
  if (words.length === 0) throw new OAuthRefusal('invalid_scope', 'scope must be given');
  if (words.length > mostScopes) {
    throw new OAuthRefusal('invalid_scope', `scope: at most ${String(mostScopes)} can be asked for`);
  }
  return words.map((word, place) => {
    const scope = parseSystemScope(word);
    if (scope === undefined) {
      const which = `number ${String(place + 1)} of ${String(words.length)}`;
      throw new OAuthRefusal('invalid_scope', `scope: ${which} is not one of those that are served`);
    }
    return scope;
  });
}

function grantedBy(admission: Admission): readonly SystemScope[] {
  if ('granted' in admission) return admission.granted;
  switch (admission.refused) {
    case 'no-scope':
      throw new OAuthRefusal('invalid_scope', 'scope: nothing of it is allowed to this system');
    case 'used-before':
      throw new OAuthRefusal(
        'invalid_client',
        'the assertion has been used before; make a new one with a new jti',
      );
    case 'disabled':
      throw new OAuthRefusal('invalid_client', 'the system is disabled');
  }
}

/** No key can be guessed: what is counted is only what costs us work. Nobody can have another's system refused by it. */
function isGuess(error: unknown): boolean {
  return error instanceof OAuthRefusal && error.error === 'invalid_client';
}

function forbidCaching(_request: Request, response: Response, next: NextFunction): void {
  response.set({ 'Cache-Control': 'no-store', Pragma: 'no-cache' });
  next();
}

function refuseMethod(_request: Request, response: Response): never {
  response.set('Allow', 'POST');
  throw new OAuthRefusal('invalid_request', 'a token is asked for by POST');
}

/** Every failure in the form of RFC 6749. An outage is never an answer about the caller. */
function oauthErrors(log: Log) {
  // Express knows an error middleware by its four parameters.
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    if (error instanceof TooManyAttempts) {
      response.set('Retry-After', String(error.retryAfterSeconds));
      send(response, 429, 'temporarily_unavailable', error.message);
      return;
    }
    const refusal = refusalOf(error);
    if (refusal === undefined) {
      const reference = errorReference();
      log.error('a request failed', error, { reference });
      send(response, 500, 'server_error', `something went wrong on our side: ${reference}`);
      return;
    }
    if (refusal.error === 'temporarily_unavailable') response.set('Retry-After', '5');
    send(response, oauthStatus[refusal.error], refusal.error, refusal.message);
  };
}

function refusalOf(error: unknown): OAuthRefusal | undefined {
  if (error instanceof OAuthRefusal) return error;
  if (error instanceof DomainError) {
    return error.code === 'unavailable'
      ? new OAuthRefusal('temporarily_unavailable', 'this cannot be checked now; try again')
      : undefined;
  }
  // What the reader of forms throws has a status.
  const isOfReader = error instanceof Error && 'status' in error && 'type' in error;
  return isOfReader ? new OAuthRefusal('invalid_request', 'the body cannot be read') : undefined;
}

function send(response: Response, status: number, error: OAuthError, description: string): void {
  response.status(status).json({ error, error_description: description });
}
