import { z } from 'zod';
import { callCard } from '../domain/calls/wire.ts';
import { enteredCheck } from '../domain/checks/wire.ts';
import { type CommandPhase, commands } from '../domain/contract/commands.ts';
import { facts } from '../domain/contract/facts.ts';
import { jobs } from '../domain/timers/registry.ts';
import { errorStatus } from '../domain/errors.ts';
import * as media from '../domain/rooms/wire.ts';
import * as states from '../domain/states/wire.ts';

/** As much of JSON Schema as our contract uses. */
type Json = {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Json>;
  required?: string[];
  items?: Json;
  anyOf?: Json[];
  oneOf?: Json[];
  enum?: (string | number)[];
  const?: string | number;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
};

/** Shapes that stand in several places: described once, referred to by name. */
export const shapes: ReadonlyMap<z.ZodType, string> = new Map<z.ZodType, string>([
  [states.audienceState, 'AudienceState'],
  [states.stationState, 'StationState'],
  [states.clinicianState, 'ClinicianState'],
  [states.stationCall, 'StationCall'],
  [callCard, 'CallCard'],
  [states.presenceView, 'Presence'],
  [states.missingOutcome, 'MissingOutcome'],
  [states.board, 'Board'],
  [media.enteredRoom, 'EnteredRoom'],
  [media.participantView, 'Participant'],
  [media.transportOptions, 'TransportOptions'],
  [media.consumerOffer, 'ConsumerOffer'],
  [enteredCheck, 'EnteredCheck'],
  [media.rtpCapabilities, 'RtpCapabilities'],
  [media.rtpParameters, 'RtpParameters'],
  [media.dtlsParameters, 'DtlsParameters'],
]);

type Io = 'input' | 'output';

/**
 * The fields as a Markdown table; fields within fields are written with dots, those of list items with brackets.
 * A shape with a name of its own is only named, unless it is to be expanded.
 */
export function fields(
  schema: z.ZodType,
  io: Io,
  { expand }: { expand: boolean } = { expand: false },
): string {
  const name = shapes.get(schema);
  if (name !== undefined && !expand) {
    return linkTo(name);
  }
  const rows = rowsOf(describe(schema, io), '');
  return rows.length === 0
    ? '`{}`'
    : ['| Field | Type | |', '|---|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}

/** The schema with every named shape within it as a reference, but itself in full. */
function describe(schema: z.ZodType, io: Io): Json {
  const metadata = z.registry<{ id: string }>();
  for (const [shape, id] of shapes) {
    if (shape !== schema) {
      metadata.add(shape, { id });
    }
  }
  return z.toJSONSchema(schema, { io, unrepresentable: 'any', metadata }) as Json;
}

function rowsOf(json: Json, path: string): string[][] {
  const variants = json.oneOf ?? json.anyOf;
  if (variants !== undefined) {
    return [...rowOfMarks(variants, path), ...variants.flatMap((variant) => rowsOfVariant(variant, path))];
  }
  if (json.type === 'array' && json.items !== undefined) {
    return rowsOf(json.items, `${path}[]`);
  }
  return Object.entries(json.properties ?? {}).flatMap(([name, field]) => {
    const at = within(path, name);
    const need = json.required?.includes(name) === true ? '' : 'may be left out';
    return [[`\`${at}\``, typeOf(field), need], ...rowsOf(field, at)];
  });
}

/** Of several shapes, each is marked by a field that is a constant; one row tells all of its values. */
function rowOfMarks(variants: readonly Json[], path: string): string[][] {
  const marks = variants.map(markOf).filter((mark) => mark !== undefined);
  const [first] = marks;
  return first === undefined
    ? []
    : [[`\`${within(path, first.name)}\``, marks.map(({ value }) => `\`${value}\``).join(', '), '']];
}

/** Fields of one of several shapes say when they are there. */
function rowsOfVariant(variant: Json, path: string): string[][] {
  const mark = markOf(variant);
  if (mark === undefined) {
    return rowsOf(variant, path);
  }
  const when = `when \`${mark.name}\` is \`${mark.value}\``;
  return rowsOf(variant, path)
    .filter(([at]) => at !== `\`${within(path, mark.name)}\``)
    .map(([at = '', type = '', need = '']) => [at, type, need === '' ? when : `${need}; ${when}`]);
}

function markOf(variant: Json): { name: string; value: string } | undefined {
  const [mark] = Object.entries(variant.properties ?? {}).filter(([, field]) => field.const !== undefined);
  return mark && { name: mark[0], value: String(mark[1].const) };
}

function within(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function typeOf(json: Json): string {
  if (json.$ref !== undefined) {
    return linkTo(json.$ref.replace(/^.*\//, ''));
  }
  const variants = json.oneOf ?? json.anyOf;
  if (variants !== undefined) {
    return [...new Set(variants.map(typeOf))].join(' or ');
  }
  if (json.const !== undefined) {
    return `\`${String(json.const)}\``;
  }
  if (json.enum !== undefined) {
    return json.enum.map((value) => `\`${String(value)}\``).join(', ');
  }
  if (json.type === 'array') {
    const items = json.items === undefined ? 'anything' : typeOf(json.items);
    return `list of ${items}${bounds(json.minItems, json.maxItems)}`;
  }
  return `${basicType(json)}${bounds(json.minLength ?? json.minimum, json.maxLength ?? json.maximum)}`;
}

function basicType({ type, format }: Json): string {
  const known: Readonly<Record<string, string>> = {
    uuid: 'UUID',
    'date-time': 'instant',
    email: 'e-mail address',
  };
  if (format !== undefined) {
    return known[format] ?? format;
  }
  return [type ?? 'anything'].flat().join(' or ');
}

/** What a number type can hold at all is no bound worth telling. */
function bounds(low: number | undefined, high: number | undefined): string {
  const from = low === undefined || low <= Number.MIN_SAFE_INTEGER ? '' : String(low);
  const to = high === undefined || high >= Number.MAX_SAFE_INTEGER ? '' : String(high);
  return from === '' && to === '' ? '' : ` (${from}…${to})`;
}

function linkTo(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}

const phases: Readonly<Record<CommandPhase, string>> = {
  station: 'A station, from the moment of connecting.',
  clinician: 'A clinician, from the moment of connecting.',
  manager: 'A manager or an administrator, from the moment of connecting.',
  lobby: 'A guest who waits for the clinician to let them in.',
  guest: 'A guest who has been let in.',
  'in-room': 'A station, a clinician or a guest, after `room:join` and until it leaves the room.',
  checking: 'A station or a clinician, after `check:open` and until `check:close`.',
};

const preamble = `# The protocol

Generated from \`domain/contract/\` by \`npm run generate\`; do not edit. The REST interface is in
[openapi.json](openapi.json).

## How to connect

Socket.IO 4 over WebSocket only, at the service's own address. \`auth: { token }\` carries an access token, as
\`POST /api/sign-in\`, \`POST /api/enrolment\`, \`POST /api/token\`, \`POST /api/station-token\`, \`POST /api/guest/joining\`,
\`POST /api/guest/token\` and \`POST /api/guest/appointment/waiting\` give it. A manager's board
adds \`only: 'manager'\`, so that a clinician who manages is not taken for being at their desk. The browser's
\`Origin\` must be on the service's list. A packet may have 64 KiB.

A **command** is emitted with one payload and an acknowledgement. Every acknowledgement is
\`{ "ok": true, "value": … }\` or \`{ "ok": false, "code": …, "message": … }\`. A field that is not described here is
refused as \`invalid\`. Which commands are known depends on the phase; any other is \`unknown-command\`.

A **fact** is what the service tells. Facts about calls carry the whole new state of their audience and its sequence
number \`seq\`: keep the highest number seen and drop what is older. A fact that was lost is healed by the next one, or by
\`state:read\`, which is sent on every connect.

Instants are ISO 8601 in UTC; ids are UUIDs.
`;

/** `docs/protocol.md`: commands, facts, jobs and error codes, for whoever writes another client. */
export function protocolMarkdown(): string {
  const sections = [
    preamble,
    commandSections(),
    `## Facts\n\n${Object.entries(facts).map(describeFact).join('\n')}`,
    shapeSection(),
    jobSection(),
    errorSection(),
  ];
  return `${sections.map((section) => section.trim()).join('\n\n')}\n`;
}

function commandSections(): string {
  const named = Object.entries(commands);
  const sections = (Object.keys(phases) as CommandPhase[]).map((phase) => {
    const known = named.filter(([, { phases }]) => (phases as readonly CommandPhase[]).includes(phase));
    const list = known.map(([name]) => `- [\`${name}\`](#${anchor(name)})`).join('\n');
    return `### Phase \`${phase}\`\n\n${phases[phase]}\n\n${list}\n`;
  });
  return `## Commands\n\n${sections.join('\n')}\n${named.map(describeCommand).join('\n')}`;
}

function describeCommand([name, { summary, phases, payload, reply }]: [
  string,
  { summary: string; phases: readonly string[]; payload: z.ZodType; reply: z.ZodType },
]): string {
  const known = phases.map((phase) => `\`${phase}\``).join(', ');
  return [
    `### \`${name}\`\n\n${summary}\n\nKnown in: ${known}.\n`,
    `Payload:\n\n${fields(payload, 'input')}\n`,
    `Value of the acknowledgement:\n\n${fields(reply, 'output')}\n`,
  ].join('\n');
}

function describeFact([name, payload]: [string, z.ZodType]): string {
  return `### \`${name}\`\n\n${fields(payload, 'output')}\n`;
}

function shapeSection(): string {
  const intro = 'What commands and facts above refer to by name.';
  const described = [...shapes].map(
    ([schema, name]) => `### ${name}\n\n${fields(schema, 'output', { expand: true })}\n`,
  );
  return `## Shapes\n\n${intro}\n\n${described.join('\n')}`;
}

function jobSection(): string {
  const intro =
    'Inside the service only: what BullMQ carries. Ids alone; a job reads the world again before it acts.';
  const described = Object.entries(jobs).map(
    ([name, payload]) => `### \`${name}\`\n\n${fields(payload, 'output')}\n`,
  );
  return `## Jobs\n\n${intro}\n\n${described.join('\n')}`;
}

function errorSection(): string {
  const rows = Object.entries(errorStatus).map(([code, status]) => `| \`${code}\` | ${status} |`);
  const intro = 'The same codes in acknowledgements and, as `code` of RFC 9457 problem details, over HTTP.';
  return `## Error codes\n\n${intro}\n\n| Code | HTTP status |\n|---|---|\n${rows.join('\n')}\n`;
}

function anchor(name: string): string {
  return name.replaceAll(':', '');
}
