import { z } from 'zod';
import {
  bookedCard,
  bookingView,
  clinicEndpoints,
  patientView,
  prisonDayView,
  referralView,
} from '../../domain/clinics/wire.ts';
import { documentEndpoints } from '../../domain/clinics/document-wire.ts';
import { gpLetterEndpoints } from '../../domain/gp-letters/wire.ts';
import { letterEndpoints } from '../../domain/clinics/letter-wire.ts';
import { activityEndpoints } from '../../domain/clinics/activity-wire.ts';
import { knownPersonEndpoints } from '../../domain/clinics/known-wire.ts';
import { messageEndpoints } from '../../domain/clinics/message-wire.ts';
import { prisonModeEndpoints } from '../../domain/clinics/prison-mode-wire.ts';
import { clinicRunningEndpoints } from '../../domain/clinics/running-wire.ts';
import { personMoveEndpoints } from '../../domain/clinics/person-move-wire.ts';
import { interpreterEndpoints } from '../../domain/clinics/interpreter-wire.ts';
import { linkEndpoints } from '../../domain/clinics/link-wire.ts';
import { clinicTaskEndpoints } from '../../domain/clinics/task-wire.ts';
import { listEndpoints } from '../../domain/clinics/list-wire.ts';
import { preflightEndpoints } from '../../domain/clinics/preflight-wire.ts';
import { disposition } from '../../domain/visits/outcome.ts';
import { escalationEndpoints } from '../../domain/escalation/wire.ts';
import { mediaNodeEndpoints } from '../../domain/rooms/wire.ts';
import { oversightEndpoints } from '../../domain/oversight/wire.ts';
import { proposalEndpoints } from '../../domain/proposals/wire.ts';
import { queueEndpoints } from '../../domain/queues/wire.ts';
import { type EndpointName, endpoints, problem } from '../../domain/contract/rest.ts';
import { grantEndpoints } from '../../domain/record/grant-wire.ts';
import { readerEndpoints } from '../../domain/record/reader-wire.ts';
import { recordClientEndpoints } from '../../domain/record/record-client-wire.ts';
import { recordEndpoints } from '../../domain/shared-record/record-view.ts';
import { rotaEndpoints } from '../../domain/rota/wire.ts';
import { audienceState, board, clinicianState, stationCall, stationState } from '../../domain/states/wire.ts';
import { callCard } from '../../domain/calls/wire.ts';
import { me } from '../../domain/accounts/wire.ts';
import { errorStatus } from '../../domain/errors.ts';

type Json = Record<string, unknown>;
type Endpoint = {
  method: 'get' | 'post' | 'put';
  path: string;
  summary: string;
  auth: 'none' | 'cookie' | 'station' | 'person' | 'any' | 'feed';
  status: number;
  consumes?: string;
  produces?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: z.ZodType;
  reply: z.ZodType;
};

const named = Object.entries(endpoints) as [EndpointName, Endpoint][];

const administration: readonly EndpointName[] = [
  ...([
    'listOrganisations',
    'addOrganisation',
    'setOrganisationRegion',
    'listSites',
    'addSite',
    'addStation',
    'issueEnrolmentCode',
  ] as const),
  ...(['revokeStation', 'listPeople', 'addPerson', 'setRoles', 'disablePerson', 'enablePerson'] as const),
  ...(['resetPassword', 'readAudit'] as const),
];
const accounts: readonly EndpointName[] = [
  ...(['signIn', 'refresh', 'signOut', 'changePassword', 'me', 'enrol', 'stationToken'] as const),
];

const about = `Urgent calls from care homes and prisons to on-call clinicians. Live updates and media go over Socket.IO:
see protocol.md. Every failure is problem details of RFC 9457 with a \`code\`. What is not described is refused.`;

/** OpenAPI 3.1 from the endpoint table, so that it cannot say anything that the service does not do. */
export function openApiDocument(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bedside',
      version: '0.1.0',
      description: about,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: tagNames.map((name) => ({ name })),
    paths: paths(),
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        refreshCookie: { type: 'apiKey', in: 'cookie', name: 'bedside_refresh' },
        feedSignature: { type: 'apiKey', in: 'header', name: 'Bedside-Signature' },
        stationCookie: { type: 'apiKey', in: 'cookie', name: 'bedside_station' },
      },
      responses: problemResponses(),
      schemas: replySchemas(),
    },
  };
}

function paths(): Json {
  const result: Record<string, Json> = {};
  for (const [name, endpoint] of named) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    result[path] = { ...result[path], [endpoint.method]: operation(name, endpoint) };
  }
  return result;
}

function operation(name: EndpointName, endpoint: Endpoint): Json {
  const parameters = [
    ...parametersOf(endpoint.params, 'path'),
    ...parametersOf(endpoint.query, 'query'),
    ...parametersOf(endpoint.headers, 'header'),
  ];
  return {
    operationId: name,
    tags: [tagOf(name)],
    summary: endpoint.summary,
    security: securityOf(name, endpoint.auth),
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.body !== undefined && {
      requestBody: {
        // A body of no fields may be left away altogether.
        required: !endpoint.body.safeParse({}).success,
        content: { [endpoint.consumes ?? 'application/json']: { schema: inputSchema(endpoint.body) } },
      },
    }),
    responses: {
      [endpoint.status]: {
        description: 'Done',
        content: {
          [endpoint.produces ?? 'application/json']: {
            schema: { $ref: reference(replyNames().get(endpoint.reply) ?? name) },
          },
        },
      },
      ...Object.fromEntries(
        statusesOf(endpoint).map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
      ),
    },
  };
}

const tagNames = [
  ...(['accounts', 'calls', 'administration', 'rota', 'clinics', 'oversight', 'messages'] as const),
  'record' as const,
];

/** Each feature of clinics: one that is left out would stand under calls. */
const ofClinics = [
  ...[clinicEndpoints, clinicTaskEndpoints, clinicRunningEndpoints, personMoveEndpoints, prisonModeEndpoints],
  ...[listEndpoints, preflightEndpoints, interpreterEndpoints, linkEndpoints, documentEndpoints],
  ...[letterEndpoints, messageEndpoints, activityEndpoints, knownPersonEndpoints],
];

function tagOf(name: EndpointName): (typeof tagNames)[number] {
  if (name in rotaEndpoints || name in queueEndpoints || name in proposalEndpoints) return 'rota';
  if (ofClinics.some((endpoints) => name in endpoints)) return 'clinics';
  if (name in gpLetterEndpoints) return 'record';
  if (name in recordEndpoints || name in grantEndpoints || name in readerEndpoints) return 'record';
  if (name in oversightEndpoints) return 'oversight';
  if (name in escalationEndpoints) return 'messages';
  if (name in mediaNodeEndpoints || name in recordClientEndpoints) return 'administration';
  if (accounts.includes(name)) return 'accounts';
  return administration.includes(name) ? 'administration' : 'calls';
}

function parametersOf(schema: z.ZodObject | undefined, where: 'path' | 'query' | 'header'): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => ({
    name,
    in: where,
    required: where === 'path' || !z.safeParse(field, undefined).success,
    schema: inputSchema(field as z.ZodType),
  }));
}

function securityOf(name: EndpointName, auth: Endpoint['auth']): Json[] {
  if (auth === 'none') {
    return [];
  }
  if (auth === 'cookie') {
    return [name === 'stationToken' ? { stationCookie: [] } : { refreshCookie: [] }];
  }
  return [auth === 'feed' ? { feedSignature: [] } : { accessToken: [] }];
}

/** Which failures an endpoint can answer with; the domain may refuse anything as forbidden, absent or in conflict. */
function statusesOf({ auth, path }: Endpoint): number[] {
  const always = [400, 403, 413, 500, 503];
  const known = auth === 'none' ? [] : [401];
  const limited = auth === 'none' || auth === 'cookie' || path === '/api/password' ? [429] : [];
  const aboutSomething = path.includes(':') ? [404, 409, 410] : [404, 409];
  const inside = auth === 'none' || auth === 'cookie' ? [] : aboutSomething;
  const signIn = path === '/api/sign-in' ? [401] : [];
  return [...new Set([...always, ...known, ...limited, ...inside, ...signIn])].toSorted((a, b) => a - b);
}

function problemResponses(): Json {
  const statuses = [...new Set<number>(Object.values(errorStatus))];
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = Object.entries(errorStatus).filter(([, its]) => its === status);
      const description = codes.map(([code]) => `\`${code}\``).join(', ');
      const content = { 'application/problem+json': { schema: { $ref: reference('Problem') } } };
      return [`Problem${status}`, { description, content }];
    }),
  );
}

function inputSchema(schema: z.ZodType): Json {
  return withoutDialect(z.toJSONSchema(schema, { io: 'input', override: preferFormat }));
}

/** Names for what the service answers with: shared shapes by their own name, the others by their endpoint's. */
function replyNames(): Map<z.ZodType, string> {
  const names = new Map<z.ZodType, string>([
    [problem, 'Problem'],
    [audienceState, 'AudienceState'],
    [stationState, 'StationState'],
    [clinicianState, 'ClinicianState'],
    [stationCall, 'StationCall'],
    [callCard, 'CallCard'],
    [bookedCard, 'BookedCard'],
    [board, 'Board'],
    [me, 'Me'],
    [disposition, 'Disposition'],
    [patientView, 'Patient'],
    [referralView, 'Referral'],
    [bookingView, 'Booking'],
    [prisonDayView, 'PrisonDay'],
    [endpoints.addOrganisation.reply, 'Organisation'],
    [endpoints.addSite.reply, 'Site'],
    [endpoints.addStation.reply, 'Station'],
    [endpoints.setRoles.reply, 'Person'],
    [endpoints.addShift.reply, 'Shift'],
    [endpoints.addQueue.reply, 'Queue'],
    [endpoints.setProfile.reply, 'Profile'],
    [endpoints.signOut.reply, 'Nothing'],
  ]);
  for (const [name, { reply }] of named) {
    if (!names.has(reply)) {
      names.set(reply, `${name.charAt(0).toUpperCase()}${name.slice(1)}Reply`);
    }
  }
  return names;
}

function replySchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of replyNames()) {
    registry.add(schema, { id });
  }
  const { schemas } = z.toJSONSchema(registry, { io: 'output', uri: reference, override: preferFormat });
  return Object.fromEntries(
    Object.entries(schemas)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([id, schema]) => [id, withoutDialect(schema)]),
  );
}

/** The document as a whole says which dialect of JSON Schema it speaks, and where each schema stands. */
function withoutDialect(schema: object): Json {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema' && key !== '$id'));
}

/** A format says what its long regular expression says, to people too. */
function preferFormat({ jsonSchema }: { jsonSchema: { format?: string; pattern?: string } }): void {
  if (jsonSchema.format !== undefined) {
    delete jsonSchema.pattern;
  }
}

function reference(id: string): string {
  return `#/components/schemas/${id}`;
}
