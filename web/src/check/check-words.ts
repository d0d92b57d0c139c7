import type { CheckResult, CheckedPath } from '../../../domain/checks/wire.ts';
import { bestPath, poorLoss, slowRoundTripMs, weaknessOf } from '../../../domain/checks/station-light.ts';
import type { PathFinding } from './media-check.ts';

/** A thing that is wrong, in a sentence, and what to do about it. */
export type Problem = { what: string; advice: string };

export const pathNames: Record<CheckedPath, string> = {
  udp: 'Straight, over UDP',
  tcp: 'Straight, over TCP',
  relay: 'Over the relay',
};

export const pathNotes: Record<CheckedPath, string> = {
  udp: 'the best way',
  tcp: 'where UDP is blocked',
  relay: 'for strict firewalls',
};

/** `works: 24 ms there and back, nothing lost`. */
export function findingWords(finding: PathFinding | undefined): string {
  switch (finding?.verdict) {
    case undefined:
      return 'not tried yet';
    case 'works': {
      const { roundTripMs, lossUp, lossDown } = finding.figures;
      const trip = roundTripMs === null ? [] : [`${String(Math.round(roundTripMs))} ms there and back`];
      const figures = [...trip, ...lossWords(lossUp, lossDown)];
      return figures.length === 0 ? 'works' : `works: ${figures.join(', ')}`;
    }
    case 'fails':
      return 'does not work';
    case 'not-set-up':
      return 'not set up here';
    case 'not-tried':
      return 'not tried: this site uses the relay only';
  }
}

function lossWords(lossUp: number | null, lossDown: number | null): string[] {
  if (lossUp === null && lossDown === null) return [];
  const [up, down] = [lossUp ?? 0, lossDown ?? 0];
  if (up < 0.005 && down < 0.005) return ['nothing lost'];
  return [`${sharePercent(up)} lost on the way out`, `${sharePercent(down)} on the way back`];
}

/** `8 %`; the smallest that is not nothing is 1 %. */
export function sharePercent(share: number): string {
  return share === 0 ? '0 %' : `${String(Math.max(1, Math.round(share * 100)))} %`;
}

const askNetwork =
  'Ask whoever looks after your network to open what stands under “Outgoing, from a site” in Bedside’s network guide.';

/** What is wrong with the paths to the video service; empty when a call would have a good one. */
export function pathProblems(result: CheckResult): Problem[] {
  if (bestPath(result) === undefined) {
    return [
      {
        what: 'Pictures and sound do not get through: a video call from here would not work.',
        advice: `${askNetwork} Until then call 111 by telephone, or 999 in an emergency.`,
      },
    ];
  }
  return [...blocked(result), ...slow(result), ...lossy(result)];
}

function blocked(result: CheckResult): Problem[] {
  if (weaknessOf(result) !== 'udp-blocked') return [];
  const what =
    'The best way (UDP) is blocked: a video call works, but pictures may stand still when the line is busy.';
  return [{ what, advice: `${askNetwork} You can take calls meanwhile.` }];
}

function slow({ roundTripMs }: CheckResult): Problem[] {
  if (roundTripMs === null || roundTripMs <= slowRoundTripMs) return [];
  return [
    {
      what: `The line is slow: what you say takes ${String(Math.round(roundTripMs))} ms there and back.`,
      advice: 'Let each other finish speaking. Move closer to the Wi-Fi, or use a cable.',
    },
  ];
}

function lossy({ lossUp, lossDown }: CheckResult): Problem[] {
  const directions = [
    ['to the other side', lossUp],
    ['from the other side', lossDown],
  ] as const;
  return directions.flatMap(([where, loss]) =>
    loss === null || loss <= poorLoss
      ? []
      : [
          {
            what: `Sound and pictures ${where} are lost on the way (${sharePercent(loss)}).`,
            advice: 'Move closer to the Wi-Fi or use a cable, and close other programs that use the network.',
          },
        ],
  );
}

export const soundProblem: Problem = {
  what: 'The test sound was not heard.',
  advice:
    'Turn the volume of this device up and see that it is not muted. If a headset or a screen is plugged in, sound may come from there: unplug it, or choose this device’s own loudspeaker in its sound settings. Then play the sound again.',
};
