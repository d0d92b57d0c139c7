import { useEffect, useState } from 'react';
import { Observable } from './observable.ts';
import { useServices } from './services.ts';

/** The British ringing tone: 400 and 450 Hz, on 0.4, off 0.2, on 0.4, off 2.0 seconds (BT SIN 350). */
const frequencies = [400, 450];
const periodSeconds = 3;
const isOn = (at: number) => at < 0.4 || (at >= 0.6 && at < 1);
/** Short ramps keep the edges from clicking. */
const rampSeconds = 0.01;

/**
 * The tone of a call or call-back that rings, made here so that nothing has to be loaded. A browser plays sound only after a press on
 * the page: `blocked` says that it does not, so that the page can ask for one.
 */
export class RingTone {
  readonly blocked = new Observable(false);
  #context: AudioContext | null = null;
  #playing: AudioBufferSourceNode | null = null;

  /** Unlocks sound; must be called from a press. */
  async unlock(): Promise<void> {
    await this.#getContext().resume();
    this.#check();
  }

  /** Whether sound would play now. */
  check(): void {
    this.#getContext();
    this.#check();
  }

  start(): void {
    if (this.#playing !== null) return;
    const context = this.#getContext();
    const source = context.createBufferSource();
    source.buffer = tone(context);
    // A looped buffer keeps its rhythm in a background tab, where timers do not.
    source.loop = true;
    source.connect(context.destination);
    source.start();
    this.#playing = source;
    context.resume().then(() => {
      this.#check();
    }, reportError);
    this.#check();
  }

  /** Two short tones, once: something waits, nothing rings. Not heard where the browser plays no sound yet. */
  chime(): void {
    if (this.#playing !== null) return;
    const context = this.#getContext();
    const source = context.createBufferSource();
    source.buffer = tone(context);
    source.connect(context.destination);
    source.start(0, 0, 1);
    // Somebody may have pressed on the page since it was found silent.
    context.resume().then(() => {
      this.#check();
    }, reportError);
  }

  stop(): void {
    this.#playing?.stop();
    this.#playing = null;
  }

  close(): void {
    this.stop();
    this.#context?.close().catch(reportError);
    this.#context = null;
  }

  #getContext(): AudioContext {
    if (this.#context === null) {
      const context = new AudioContext();
      context.addEventListener('statechange', () => {
        this.#check();
      });
      this.#context = context;
    }
    return this.#context;
  }

  #check(): void {
    this.blocked.set(this.#context !== null && this.#context.state === 'suspended');
  }
}

function tone(context: AudioContext): AudioBuffer {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, rate * periodSeconds, rate);
  buffer.copyToChannel(
    Float32Array.from({ length: rate * periodSeconds }, (_, i) => sample(i / rate)),
    0,
  );
  return buffer;
}

function sample(at: number): number {
  if (!isOn(at)) return 0;
  const sinceEdge = at < 0.5 ? at : at - 0.6;
  const envelope = Math.min(1, sinceEdge / rampSeconds, (0.4 - sinceEdge) / rampSeconds);
  const sum = frequencies.reduce((total, hertz) => total + Math.sin(2 * Math.PI * hertz * at), 0);
  return envelope * 0.45 * sum;
}

/** A ring tone for as long as the page is mounted. */
export function useRingTone(): RingTone {
  const [tone] = useState(() => new RingTone());
  useEffect(() => {
    tone.check();
    return () => {
      tone.close();
    };
  }, [tone]);
  return tone;
}

const chimeAgainMs = 15_000;

/** A chime for each new thing that it is about, and again every so often where that is wanted; silence for null. */
export function useChime(tone: RingTone, { about, again }: { about: string | null; again: boolean }): void {
  const { timers } = useServices();
  useEffect(() => {
    if (about === null) return;
    tone.chime();
    if (!again) return;
    return timers.every(chimeAgainMs, () => {
      tone.chime();
    });
  }, [tone, about, again, timers]);
}
