/** One change that the worker's own sources need before they build and run on Debian's libraries. */
export interface Patch {
  /** The file, from the package's worker folder. */
  readonly file: string;
  readonly was: string;
  readonly becomes: string;
  readonly because: string;
}

const ownProbationPacket =
  'Every transport of a worker writes the packet that it probes a line with into the same memory, its sequence number ' +
  'too, and a new transport sets that to a random one. In half of all cases this is behind what another transport ' +
  'has sent, and SRTP refuses to send old numbers: from then on that transport sends no probes but counts each of them as ' +
  'sent and lost, and its estimate no longer grows. Each transport needs a packet of its own.';

/** All that is changed in the sources that mediasoup's npm package ships. */
export const patches: readonly Patch[] = [
  {
    file: 'src/RTC/DtlsTransport.cpp',
    was: '(operationType == BIO_CB_RETURN) ? static_cast<long>(ret) : 1',
    becomes: '(operationType & BIO_CB_RETURN) ? static_cast<long>(ret) : 1',
    because:
      "Debian builds OpenSSL with kernel TLS. The worker's BIO callback answers 1 to every control call, so " +
      'OpenSSL takes kernel TLS for enabled, allocates no write buffer, and the worker dies in ' +
      'do_dtls1_write() at the first DTLS handshake. The callback must pass on what a call really returned.',
  },
  {
    file: 'meson.build',
    was: "meson_version: '>= 1.1.0'",
    becomes: "meson_version: '>= 1.0.1'",
    because: 'Debian bookworm has meson 1.0.1, and nothing in the build needs 1.1.',
  },
  {
    file: 'include/RTC/RTP/ProbationGenerator.hpp',
    was: '// Allocated by this.',
    becomes: 'uint8_t ProbationPacketBuffer[ProbationPacketMaxLength]{};',
    because: ownProbationPacket,
  },
  {
    file: 'src/RTC/RTP/ProbationGenerator.cpp',
    was: 'static thread_local uint8_t ProbationPacketBuffer[ProbationGenerator::ProbationPacketMaxLength];',
    becomes: '// A member of each generator.',
    because: ownProbationPacket,
  },
];

/** mediasoup changed a place that we patch: the patch must be thought through again, not forced. */
export class PatchedPlaceChangedError extends Error {
  constructor({ file, was, because }: Patch, found: number) {
    super(
      `mediasoup's worker/${file} holds "${was}" ${found} times and not once. Read that place again: is our ` +
        `patch in media-worker/recipe/patches.ts still needed, and where does it go? Its reason: ${because}`,
    );
    this.name = 'PatchedPlaceChangedError';
  }
}

/** @throws PatchedPlaceChangedError unless the source holds the patched place exactly once. */
export function assertPatchedPlace(patch: Patch, source: string): void {
  const found = source.split(patch.was).length - 1;
  if (found !== 1) throw new PatchedPlaceChangedError(patch, found);
}

/** The source with the patch in it. */
export function applyPatch(patch: Patch, source: string): string {
  assertPatchedPlace(patch, source);
  return source.replace(patch.was, () => patch.becomes);
}
