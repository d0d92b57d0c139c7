import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { PlainError, type Say } from './say.ts';

/** As whom PostgreSQL's programs are started: it refuses to run as root. */
export interface RunAs {
  /** What stands before the command, if anything. */
  readonly prefix: readonly string[];
  readonly ids: { uid?: number; gid?: number };
  /** Who must own the data. */
  readonly owner: { uid: number; gid: number };
}

const run = promisify(execFile);

/**
 * Finds a user that can run a program and reach a folder.
 * @throws PlainError when we are root and no other user gets there
 */
export async function findRunAs({
  program,
  folder,
  say,
}: {
  program: string;
  folder: string;
  say: Say;
}): Promise<RunAs> {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  if (uid !== 0) return { prefix: [], ids: {}, owner: { uid, gid } };
  const owner = (await idsOf('postgres')) ?? (await idsOf('bedside')) ?? (await createUser(say));
  for (const candidate of candidates(owner)) {
    if (await reaches({ candidate, program, folder })) return candidate;
  }
  throw new PlainError(
    `PostgreSQL cannot run as root, and another user cannot reach ${program} or ${folder}: move the checkout to where every user may read, or start Bedside as an ordinary user.`,
  );
}

/** A checkout under /root, or in a folder made by mktemp, is closed to others; one capability opens it for reading. */
function candidates(owner: RunAs['owner']): RunAs[] {
  const user = ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  // Else access(2), by which PostgreSQL looks for its own programs, leaves the capability out of account.
  const switched = [...user, '--securebits=+no_setuid_fixup'];
  return [
    { prefix: [], ids: owner, owner },
    ...['dac_read_search', 'dac_override'].map((capability) => ({
      prefix: [...switched, `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`],
      ids: {},
      owner,
    })),
  ];
}

async function reaches({
  candidate,
  program,
  folder,
}: {
  candidate: RunAs;
  program: string;
  folder: string;
}): Promise<boolean> {
  const [command, ...args] = [
    ...candidate.prefix,
    'sh',
    '-c',
    'cd "$1" && exec "$2" --version',
    'sh',
    folder,
    program,
  ];
  return await run(command, args, candidate.ids).then(
    () => true,
    () => false,
  );
}

async function createUser(say: Say): Promise<RunAs['owner']> {
  say.line('PostgreSQL cannot run as root; making a user "bedside" for it ...');
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'bedside',
    ]);
  } catch (error) {
    throw new PlainError(
      'PostgreSQL cannot run as root, and no user could be made: add one called "bedside".',
      {
        cause: error,
      },
    );
  }
  const ids = await idsOf('bedside');
  if (ids === undefined) throw new Error('the user that was just made cannot be found');
  return ids;
}

async function idsOf(user: string): Promise<RunAs['owner'] | undefined> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map((which) =>
      run('id', [which, user]).then(
        ({ stdout }) => Number(stdout),
        () => undefined,
      ),
    ),
  );
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}
