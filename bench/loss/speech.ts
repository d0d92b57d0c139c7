import { SeededRandom } from '../chaos/seeded-random.ts';

const rate = 48_000;

type Vowel = readonly [number, number, number];

/** The first three resonances of vowels, in hertz, as a man speaks them. */
const vowels: readonly [Vowel, ...Vowel[]] = [
  [730, 1090, 2440],
  [270, 2290, 3010],
  [530, 1840, 2480],
  [570, 840, 2410],
  [300, 870, 2240],
  [660, 1720, 2410],
];
const bandwidths = [80, 100, 140] as const;

/**
 * Something that an encoder takes for speech, always the same: phrases of three to eight syllables, each a hiss and a vowel
 * that slides into the next, with a falling voice and pauses between phrases. A WAV file, 16 bits, one channel, 48 kHz.
 */
export function speechFile({ seconds, seed }: { seconds: number; seed: number }): Buffer {
  const sound = new Float64Array(seconds * rate);
  const random = new SeededRandom(seed);
  for (let at = 0; at < sound.length;) at = speakPhrase(sound, { at, random });
  return wavOf(sound);
}

type Place = { at: number; random: SeededRandom };

/** Answers where the next phrase begins. */
function speakPhrase(sound: Float64Array, { at, random }: Place): number {
  const syllables = random.between(3, 8);
  let end = at;
  for (let n = 0; n < syllables; n += 1) {
    end = hiss(sound, { at: end, random });
    end = speakVowel(sound, { at: end, random, pitch: 150 - (40 * n) / syllables + 15 * random.next() });
  }
  return end + samples(200 + 350 * random.next());
}

function hiss(sound: Float64Array, { at, random }: Place): number {
  const length = samples(30 + 50 * random.next());
  let before = 0;
  for (let n = 0; n < length && at + n < sound.length; n += 1) {
    const noise = random.next() - 0.5;
    sound[at + n] = 0.12 * Math.sin((Math.PI * n) / length) * (noise - before);
    before = noise;
  }
  return at + length;
}

/** Pulses of the voice through three resonators in a row of differences, each a filter of the second order. */
function speakVowel(sound: Float64Array, { at, random, pitch }: Place & { pitch: number }): number {
  const length = samples(110 + 130 * random.next());
  const [from, to] = [vowelAt(random), vowelAt(random)];
  const memory = bandwidths.map(() => ({ last: 0, beforeLast: 0 }));
  let phase = 0;
  for (let n = 0; n < length && at + n < sound.length; n += 1) {
    const progress = n / length;
    phase += (pitch * (1 - 0.1 * progress)) / rate;
    // A pulse that falls from one to minus one has all harmonics, weaker the higher they are.
    const voice = 1 - 2 * (phase % 1);
    const sum = memory.reduce((total, resonance, which) => {
      const hertz = (from[which] ?? 0) * (1 - progress) + (to[which] ?? 0) * progress;
      return total + resonate(resonance, { voice, hertz, width: bandwidths[which] ?? 100 }) / (which + 1);
    }, 0);
    sound[at + n] = 0.3 * Math.sin(Math.PI * progress) ** 0.5 * sum;
  }
  return at + length;
}

function vowelAt(random: SeededRandom): Vowel {
  return random.pick(vowels);
}

function resonate(
  memory: { last: number; beforeLast: number },
  { voice, hertz, width }: { voice: number; hertz: number; width: number },
): number {
  const radius = Math.exp((-Math.PI * width) / rate);
  const turn = 2 * radius * Math.cos((2 * Math.PI * hertz) / rate);
  const now = (1 - radius) * voice + turn * memory.last - radius ** 2 * memory.beforeLast;
  memory.beforeLast = memory.last;
  memory.last = now;
  return now;
}

function samples(ms: number): number {
  return Math.round((ms * rate) / 1000);
}

function wavOf(sound: Float64Array): Buffer {
  const loudest = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const data = Buffer.alloc(sound.length * 2);
  sound.forEach((sample, n) => data.writeInt16LE(Math.round((sample / loudest) * 24_000), n * 2));
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}
