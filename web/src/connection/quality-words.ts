import { guestRoleLabels } from '../../../domain/actors.ts';
import { gradeLimits, worstLoss } from '../../../domain/quality/grade.ts';
import type {
  ConnectionGrade,
  NetworkPath,
  QualitySample,
  VisitQuality,
} from '../../../domain/quality/wire.ts';
import type { ParticipantRole } from '../../../domain/rooms/wire.ts';

const stepSeconds = 10;
const steps = 30;

/**
 * The last five minutes in steps of ten seconds, so that everybody’s figures stand above the same moments: of what one
 * participant reported within a step the highest, null where they reported nothing. `x` is seconds before `now`.
 */
export function fiveMinutes(
  { now, participants }: VisitQuality,
  figureOf: (sample: QualitySample) => number | null,
): { x: number[]; lines: (number | null)[][] } {
  const end = Date.parse(now);
  const x = Array.from({ length: steps }, (_none, n) => (n + 1 - steps) * stepSeconds);
  const lines = participants.map(({ samples }) => {
    const line = new Array<number | null>(steps).fill(null);
    for (const sample of samples) {
      const ago = Math.max(0, end - Date.parse(sample.at)) / 1000;
      const step = steps - 1 - Math.floor(ago / stepSeconds);
      const figure = figureOf(sample);
      if (figure !== null && step >= 0) line[step] = Math.max(line[step] ?? 0, figure);
    }
    return line;
  });
  return { x, lines };
}

type Measured = VisitQuality['participants'][number];

/** Three reports missing is more than a slow moment. */
const staleAfterMs = 20_000;

export const gradeWords: Readonly<Record<ConnectionGrade, string>> = {
  good: 'good',
  fair: 'fair',
  poor: 'poor',
};

export const pathWords: Readonly<Record<NetworkPath, string>> = {
  udp: 'UDP',
  tcp: 'TCP',
  'relay-udp': 'relay, UDP',
  'relay-tcp': 'relay, TCP',
  'relay-tls': 'relay, TLS',
};

/** Whose connection it is, at the head of a column. */
export function whoseWords({ role, own }: Pick<Measured, 'role' | 'own'>): string {
  if (own) return 'You';
  return roleWords(role);
}

export function roleWords(role: ParticipantRole): string {
  if (role === 'station') return 'Station';
  if (role === 'clinician') return 'Clinician';
  const label = guestRoleLabels[role];
  return `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
}

/** How one connection is now, in one plain sentence. */
export function connectionSentence(measured: Measured, now: number): string {
  const whose = measured.own ? 'Your connection' : `The ${lowerFirst(roleWords(measured.role))}’s connection`;
  const last = measured.samples.at(-1);
  const silentMs = last === undefined ? Infinity : now - Date.parse(last.at);
  if (last === undefined || silentMs > staleAfterMs) {
    const since = Number.isFinite(silentMs) ? ` for ${String(Math.round(silentMs / 1000))} seconds` : '';
    return `Nothing has been heard of ${lowerFirst(whose)}${since}.`;
  }
  return `${whose} is ${gradeWords[last.grade]}: ${figuresOf(last)}.`;
}

function figuresOf(sample: QualitySample): string {
  const { roundTripMs, concealedPercent, frozenMs, path } = sample;
  return [
    `${percentWords(worstLoss(sample))} of packets lost`,
    ...(roundTripMs === null ? [] : [`${String(roundTripMs)} ms to the service and back`]),
    ...((concealedPercent ?? 0) >= gradeLimits.fair.concealedPercent
      ? [`${percentWords(concealedPercent)} of the sound made up`]
      : []),
    ...(frozenMs === 0 ? [] : [`the picture stood still for ${secondsWords(frozenMs / 1000)}`]),
    ...(path === null ? [] : [path.startsWith('relay') ? 'over a relay' : `over ${pathWords[path]}`]),
  ].join(', ');
}

function lowerFirst(text: string): string {
  // `GP` stays as it is.
  return /^[A-Z]{2}/.test(text) ? text : `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** `0 %`, `2.5 %`, `12 %`; a dash for what was not measured. */
export function percentWords(percent: number | null): string {
  if (percent === null) return '–';
  return `${percent < 10 ? String(Math.round(percent * 10) / 10) : String(Math.round(percent))} %`;
}

export function msWords(ms: number | null): string {
  return ms === null ? '–' : `${String(Math.round(ms))} ms`;
}

export function secondsWords(seconds: number): string {
  return `${String(Math.round(seconds * 10) / 10)} s`;
}
