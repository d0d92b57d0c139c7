import { z } from 'zod';
import { enteredCheck } from './check.ts';
import * as media from './media.ts';
import * as views from './views.ts';

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
  [views.audienceState, 'AudienceState'],
  [views.stationState, 'StationState'],
  [views.clinicianState, 'ClinicianState'],
  [views.stationCall, 'StationCall'],
  [views.callCard, 'CallCard'],
  [views.presenceView, 'Presence'],
  [views.missingOutcome, 'MissingOutcome'],
  [views.board, 'Board'],
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
