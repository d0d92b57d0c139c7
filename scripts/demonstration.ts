import path from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import type { Environment } from '../config/environment.ts';
import type { DataFolder } from './data-folder.ts';
import { runNode } from './run-child.ts';
import { PlainError } from './say.ts';

const person = z.object({
  name: z.string(),
  email: z.string(),
  password: z.string(),
  roles: z.array(z.string()),
});
const station = z.object({ name: z.string(), enrolmentCode: z.string() });
const demonstrationSchema = z.object({
  people: z.array(person),
  station,
  appointmentPath: z.string().nullable(),
});

/** The two lines that server/set-up.ts prints: what it did, and a fresh code for a station that is not enrolled yet. */
const report = z.object({ migrated: z.array(z.string()), demonstration: demonstrationSchema.nullable() });

const codeReport = z.object({ station: station.nullable() });

type Demonstration = z.infer<typeof demonstrationSchema>;
type Station = z.infer<typeof station>;
type SetUp = z.infer<typeof report> & { station: Station | null };

const fileName = 'demonstration.json';

/** Brings the database up to date and, on request, fills an empty one with a demonstration. */
export async function setUpDatabase({
  env,
  demonstration,
  data,
  signal,
}: {
  env: Environment;
  demonstration: boolean;
  data: DataFolder;
  signal: AbortSignal;
}): Promise<SetUp> {
  const { code, stdout, output } = await runNode({
    args: ['server/set-up.ts', ...(demonstration ? ['--demonstration', '--enrolment-code'] : [])],
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ledger: data.ledger,
    signal,
  });
  signal.throwIfAborted();
  const lines = stdout.split('\n');
  const last = lines.findLast((line) => line.startsWith('{"migrated"'));
  if (code !== 0 || last === undefined) throw new PlainError(`The database could not be set up:\n${output}`);
  const done = report.parse(JSON.parse(last));
  const coded = lines.findLast((line) => line.startsWith('{"station"'));
  if (done.demonstration !== null)
    await data.writeSecret(fileName, `${JSON.stringify(done.demonstration, null, 2)}\n`);
  return { ...done, station: coded === undefined ? null : codeReport.parse(JSON.parse(coded)).station };
}

/** How to sign in: in full when the demonstration has just been made, later by pointing at its file. */
export async function signInNotes(
  data: DataFolder,
  { demonstration, station }: Pick<SetUp, 'demonstration' | 'station'>,
  publicUrl: string,
): Promise<string[]> {
  const file = path.relative(process.cwd(), path.join(data.folder, fileName));
  const enrol =
    station === null
      ? []
      : [
          `Enrol a browser as the station "${station.name}" with the code ${station.enrolmentCode} (15 minutes).`,
        ];
  if (demonstration === null) {
    const kept = (await data.read(fileName)) !== undefined;
    return [...(kept ? [`Sign in with a name and password from ${file}.`] : []), ...enrol];
  }
  return [
    ...passwordNotes(demonstration),
    ...enrol,
    ...appointmentNotes(demonstration, publicUrl),
    `The passwords are kept in ${file}.`,
  ];
}

/** The link that a patient at home would have been sent: good until midnight, and for whoever has it. */
function appointmentNotes({ appointmentPath }: Demonstration, publicUrl: string): string[] {
  if (appointmentPath === null) return [];
  return [
    'Be the patient at home in another browser; Sam Okafor sees them in “Clinics”, “My clinic” (good until midnight):',
    `  ${new URL(appointmentPath, publicUrl).href}`,
  ];
}

function passwordNotes({ people }: Demonstration): string[] {
  const width = Math.max(...people.map(({ email }) => email.length));
  return [
    'Sign in as one of the demonstration:',
    ...people.map(
      ({ name, email, password, roles }) =>
        `  ${email.padEnd(width)}  ${password}  (${name}: ${roles.join(', ')})`,
    ),
  ];
}
