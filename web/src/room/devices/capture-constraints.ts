import type { Source } from '../../../../domain/rooms/wire.ts';
import { type Devices, devicesFor, type KnownDevice } from './device-list.ts';
import { recallDevice } from './device-memory.ts';

/** `user` looks at whoever holds the tablet, `environment` away from them. */
export type Facing = 'user' | 'environment';

/** Which way a camera looks, where the browser or its name says so; a camera on a desk has no way. */
export function facingOf(camera: KnownDevice): Facing | null {
  const said =
    'getCapabilities' in camera && typeof camera.getCapabilities === 'function'
      ? (camera as InputDeviceInfo).getCapabilities().facingMode?.[0]
      : undefined;
  if (said === 'user' || said === 'environment') return said;
  if (/\b(back|rear|environment)\b/i.test(camera.label)) return 'environment';
  return /\b(front|user|facetime)\b/i.test(camera.label) ? 'user' : null;
}

/** Which way the camera that is used looks. */
export function facingInUse(track: MediaStreamTrack | null, devices: Devices): Facing | null {
  if (track === null) return null;
  const { facingMode, deviceId } = track.getSettings();
  if (facingMode === 'user' || facingMode === 'environment') return facingMode;
  const camera = devicesFor('camera', devices).find((one) => one.deviceId === deviceId);
  return camera === undefined ? null : facingOf(camera);
}

/** Whether there is a camera on the other side: then the one in use can be turned round. */
export function canTurnRound(track: MediaStreamTrack | null, devices: Devices): boolean {
  const inUse = facingInUse(track, devices);
  const cameras = devicesFor('camera', devices);
  const facings = new Set(cameras.map(facingOf));
  if (inUse === null) return facings.has('user') && facings.has('environment');
  // Where names are in another language, only the camera in use says which way it looks: then there are two sides.
  return (
    facings.has(otherFacing(inUse)) ||
    (cameras.length > 1 && !facings.has('user') && !facings.has('environment'))
  );
}

export function otherFacing(facing: Facing): Facing {
  return facing === 'user' ? 'environment' : 'user';
}

/** What to ask the browser for, to get a camera that looks this way. */
export function constraintsFor(facing: Facing, devices: Devices): MediaTrackConstraints {
  const camera = devicesFor('camera', devices).find((one) => facingOf(one) === facing);
  return camera === undefined ? { facingMode: { exact: facing } } : { deviceId: { exact: camera.deviceId } };
}

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
