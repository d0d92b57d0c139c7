type SourceRow = {
  readonly kind: 'audio' | 'video';
  /** What it is where nobody has chosen. */
  readonly initially: 'on' | 'off';
  /** Whether the host's “mute everybody” switches it off. */
  readonly mutedByHost: boolean;
};

/**
 * Where a participant's media comes from, and what differs by it. A new source, such as a screen, is a row here, how it
 * is sent (`web/src/room/media/transports.ts`), and a migration, because `source_choices` names them too.
 */
export const sourceTable = {
  microphone: { kind: 'audio', initially: 'on', mutedByHost: true },
  camera: { kind: 'video', initially: 'on', mutedByHost: false },
} as const satisfies Readonly<Record<string, SourceRow>>;

export type SourceName = keyof typeof sourceTable;

export const sourceNames = Object.keys(sourceTable) as readonly SourceName[];

export const isPicture = (source: SourceName): boolean => sourceTable[source].kind === 'video';

/** In the order in which they are offered and named: the first frame of a picture takes longest. */
export const picturesFirst: readonly SourceName[] = [
  ...sourceNames.filter(isPicture),
  ...sourceNames.filter((source) => !isPicture(source)),
];

export const mutedByHost: readonly SourceName[] = sourceNames.filter(
  (source) => sourceTable[source].mutedByHost,
);

/** One value for each source. */
export function eachSource<T>(make: (source: SourceName) => T): Record<SourceName, T> {
  return Object.fromEntries(sourceNames.map((source) => [source, make(source)])) as Record<SourceName, T>;
}
