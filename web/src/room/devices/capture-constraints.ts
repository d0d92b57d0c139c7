import type { Source } from '../../../../domain/rooms/wire.ts';
import { recallDevice } from './device-memory.ts';

/** The device that was chosen here, or, where it is not there, whatever the browser has. */
export function preferred(source: Source): MediaTrackConstraints {
  const deviceId = recallDevice(source);
  return deviceId === null ? {} : { deviceId: { ideal: deviceId } };
}

export function only(deviceId: string): MediaTrackConstraints {
  return { deviceId: { exact: deviceId } };
}

/** The `getUserMedia` constraints: the devices wanted, with the settings a consultation needs. */
export function captureOf(
  wanted: Readonly<Partial<Record<Source, MediaTrackConstraints>>>,
): MediaStreamConstraints {
  const { microphone, camera } = wanted;
  return {
    ...(microphone && { audio: { ...microphone, ...speech } }),
    ...(camera && { video: { ...camera, ...picture } }),
  };
}

const speech: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

const picture: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};
