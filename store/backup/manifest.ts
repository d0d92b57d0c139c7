import { z } from 'zod';

/** A reason not to back up or restore that a person can act on; told without a stack. */
export class BackupRefusal extends Error {
  override readonly name = 'BackupRefusal';
}

/** Raised when what a manifest says, or what its files hold, changes its meaning. */
export const formatVersion = 1;

// A name becomes part of a file's name and of a statement, so nothing but these characters is taken.
const identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const count = z.int().nonnegative();
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const tableFile = z.strictObject({
  name: identifier,
  columns: z.array(identifier).min(1),
  rows: count,
  /** Size of the file, which is compressed. */
  bytes: count,
  /** Of the file as it lies on disk. */
  sha256: digest,
});

const manifestSchema = z.strictObject({
  formatVersion: z.literal(formatVersion),
  /** The database's time at the snapshot. */
  takenAt: z.iso.datetime(),
  /** All migrations that were applied, in their order. */
  migrations: z.array(z.string()).min(1),
  tables: z.array(tableFile),
  /** Where each sequence stood; one that was never asked is left out. */
  sequences: z.array(z.strictObject({ name: identifier, lastValue: z.string().regex(/^-?\d{1,19}$/) })),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type TableFile = Manifest['tables'][number];

/** What can be read of a manifest of any version. */
const anyVersion = z.object({ formatVersion: z.number() });

/** @throws BackupRefusal if it is not a manifest, or one of a later format */
export function parseManifest(text: string): Manifest {
  const content = parseJson(text);
  const version = anyVersion.safeParse(content).data?.formatVersion;
  if (version !== undefined && version > formatVersion) {
    throw new BackupRefusal(
      `The backup has format ${version}, and this release reads format ${formatVersion}: restore it with a newer release of Bedside.`,
    );
  }
  const parsed = manifestSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new BackupRefusal(
    `The manifest of the backup is damaged${where === '' ? '' : ` at ${where}`}: use another backup.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BackupRefusal('The manifest of the backup is damaged: use another backup.', { cause: error });
  }
}

/**
 * The last migration of a backup, after a check that this release knows all of them in the same order.
 * @throws BackupRefusal if the backup comes from a newer schema or from another history
 */
export function checkMigrations(backedUp: readonly string[], known: readonly string[]): string {
  const newer = backedUp.filter((name) => !known.includes(name));
  if (newer.length > 0) {
    throw new BackupRefusal(
      `The backup comes from a newer release: this one does not know the migration ${newer.join(', ')}. Restore it with that release or a later one.`,
    );
  }
  const last = backedUp.at(-1);
  if (last === undefined || !isPrefix(backedUp, known)) {
    throw new BackupRefusal(
      `The migrations of the backup (${backedUp.join(', ')}) are not the first of this release: it cannot be restored here.`,
    );
  }
  return last;
}

/**
 * Whether a database with these migrations can be brought to where the backup was. There is no way back.
 * @throws BackupRefusal if it is past that
 */
export function checkTarget(applied: readonly string[], backedUp: readonly string[]): void {
  if (isPrefix(applied, backedUp)) return;
  throw new BackupRefusal(
    `The database has the schema of ${applied.at(-1) ?? 'nothing'}, and the backup that of ${backedUp.at(-1) ?? 'nothing'}, which is earlier. Restore into a new, empty database: it is brought up to date afterwards.`,
  );
}

function isPrefix(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((name, n) => whole[n] === name);
}
