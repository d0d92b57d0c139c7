import type { EnteredCheck, CheckedPath, PathVerdict } from '../../../domain/contract/check.ts';
import type { MediaPath, TransportOptions } from '../../../domain/contract/media.ts';

/** Why a way is left out; undefined when it is tried. */
export function leftOut(
  checked: CheckedPath,
  path: MediaPath,
): Extract<PathVerdict, `not-${string}`> | undefined {
  if (checked === 'relay') return path.iceServers.length === 0 ? 'not-set-up' : undefined;
  // Where straight attempts raise alarms, a check must not be the one to raise them.
  return path.iceTransportPolicy === 'relay' ? 'not-tried' : undefined;
}

/** One transport of the check as it goes that way and no other; undefined when the SFU does not offer that way. */
export function optionsFor(
  checked: CheckedPath,
  entered: EnteredCheck,
  direction: 'send' | 'receive',
): (TransportOptions & MediaPath) | undefined {
  const transport = entered[direction];
  // A relay goes on to the SFU over UDP.
  const protocol = checked === 'tcp' ? 'tcp' : 'udp';
  const iceCandidates = transport.iceCandidates.filter((candidate) => candidate['protocol'] === protocol);
  if (iceCandidates.length === 0) return undefined;
  const straight: MediaPath = { iceServers: [], iceTransportPolicy: 'all' };
  return { ...transport, iceCandidates, ...(checked === 'relay' ? overRelay(entered) : straight) };
}

/** By TLS where there is such a relay: it is the way that strict firewalls let through. */
function overRelay({ iceServers }: MediaPath): MediaPath {
  const secure = iceServers.map((server) => ({
    ...server,
    urls: server.urls.filter((url) => url.startsWith('turns:')),
  }));
  const found = secure.filter(({ urls }) => urls.length > 0);
  return { iceServers: found.length > 0 ? found : iceServers, iceTransportPolicy: 'relay' };
}
