/**
 * For pages, so it may name nothing from outside of itself: whoever sits there speaks without a pause. Chromium's fake
 * microphone beeps once a second, which is no speech, and its noise suppression takes a steady tone away; so a tone takes the
 * place of what the microphone gives. A blank page has no devices, and is left alone.
 */
export function speaksWithoutPause(): void {
  const { mediaDevices } = navigator as Partial<Navigator>;
  if (mediaDevices === undefined) return;
  // One for all, because a browser makes sound with a few dozen at most, and a page may be in many visits.
  let voice: OscillatorNode | undefined;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (asked) => {
    const stream = await open(asked);
    for (const track of stream.getAudioTracks()) {
      stream.removeTrack(track);
      track.stop();
      if (voice === undefined) {
        voice = new AudioContext().createOscillator();
        voice.start();
      }
      const spoken = new MediaStreamAudioDestinationNode(voice.context as AudioContext);
      voice.connect(spoken);
      for (const one of spoken.stream.getAudioTracks()) stream.addTrack(one);
    }
    return stream;
  };
}
