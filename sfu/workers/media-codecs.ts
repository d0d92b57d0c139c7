import type { types } from 'mediasoup';

/**
 * The codecs of a room. Opus with in-band forward error correction and without DTX, which would hide silence from a
 * watchdog; mediasoup adds the feedback (also `nack` for Opus, so that lost audio can be sent again) and RTX for
 * video. H.264 constrained baseline is for devices that encode nothing else in hardware.
 */
export function mediaCodecs(): types.RouterRtpCodecCapability[] {
  return [
    {
      kind: 'audio',
      mimeType: 'audio/opus',
      clockRate: 48_000,
      channels: 2,
      parameters: { useinbandfec: 1, usedtx: 0 },
    },
    { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
    {
      kind: 'video',
      mimeType: 'video/H264',
      clockRate: 90_000,
      parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
    },
  ];
}
