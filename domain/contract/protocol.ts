import type { z } from 'zod';
import { errorStatus } from '../errors.ts';
import { type CommandPhase, commands } from './commands.ts';
import { facts } from './facts.ts';
import { fields, shapes } from './field-table.ts';
import { jobs } from './jobs.ts';

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
\`POST /api/sign-in\`, \`POST /api/enrolment\`, \`POST /api/token\`, \`POST /api/station-token\`, \`POST /api/guest/joining\`
and \`POST /api/guest/token\` give it. A manager's board
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
