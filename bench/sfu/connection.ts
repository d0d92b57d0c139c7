import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import datachannel, { type PeerConnection, type Track } from 'node-datachannel';

const connectedWithinMs = 20_000;

/**
 * One WebRTC connection of a client: ICE, DTLS and SRTP by node-datachannel (libdatachannel), for it is native, comes
 * ready built from the npm registry, and hands out RTP and RTCP as they are. A client in TypeScript (werift) would need a
 * core for a handful of calls; RTP through PlainTransport would spare the worker what costs most, SRTP and ICE, and
 * cannot be reached by the service's own signalling.
 */
export class Connection {
  readonly peer: PeerConnection;
  /** In the order of the sections of the description. Held, because the library closes what nobody holds. */
  readonly tracks: Track[] = [];

  constructor(address: string) {
    this.peer = new datachannel.PeerConnection('client', {
      iceServers: [],
      bindAddress: address,
      disableAutoNegotiation: true,
    });
    this.peer.onTrack((track) => this.tracks.push(track));
  }

  /** Takes the other side's offer; answers with our own half. */
  answer(offer: string): string {
    this.peer.setRemoteDescription(offer, 'offer');
    this.peer.setLocalDescription('answer');
    return this.#local();
  }

  /** Our own half, with its candidates. */
  async offer(): Promise<string> {
    this.peer.setLocalDescription('offer');
    await this.gatheringComplete();
    return this.#local();
  }

  async gatheringComplete(): Promise<string> {
    await this.#until('gathered', () => this.peer.gatheringState() === 'complete');
    return this.#local();
  }

  /** Until packets may be sent on all tracks. */
  async connected(tracks: number): Promise<void> {
    await this.#until(
      'connected',
      () =>
        this.peer.state() === 'connected' &&
        this.tracks.length === tracks &&
        this.tracks.every((track) => track.isOpen()),
    );
  }

  track(kind: 'audio' | 'video'): Track {
    const found = this.tracks.find((track) => track.type() === kind);
    if (found === undefined) throw new Error(`There is no ${kind} track.`);
    return found;
  }

  close(): void {
    for (const track of this.tracks.splice(0)) track.close();
    this.peer.close();
  }

  #local(): string {
    const local = this.peer.localDescription();
    if (local === null) throw new Error('There is no description yet.');
    return local.sdp;
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + connectedWithinMs;
    while (!isSo()) {
      if (performance.now() > deadline) {
        const state = `${this.peer.state()}, ${this.tracks.length} tracks, ICE ${this.peer.iceState()}`;
        throw new Error(`A client is not ${what} within ${connectedWithinMs} ms: ${state}.`);
      }
      await pause(5);
    }
  }
}

export function fingerprintOf(sdp: string): string {
  const found = /^a=fingerprint:sha-256 (\S+)/im.exec(sdp)?.[1];
  if (found === undefined) throw new Error('The description has no fingerprint.');
  return found;
}

/**
 * Ends the process as it would end by itself, if the library's threads let it. Its own `cleanup()` crashes (0.33.4) once a
 * connection that is closed has been collected.
 */
export function endWithConnections(): never {
  process.exit();
}
