import type { Source } from '../../../../domain/rooms/wire.ts';

/** What a device is used for in a visit. */
export type DeviceUse = Source | 'speaker';

export const deviceUses: readonly DeviceUse[] = ['microphone', 'camera', 'speaker'];

const kinds: Record<DeviceUse, MediaDeviceKind> = {
  microphone: 'audioinput',
  camera: 'videoinput',
  speaker: 'audiooutput',
};

export type KnownDevice = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'groupId' | 'label'>;
export type Devices = readonly KnownDevice[];

/** Aliases that Chromium lists beside the devices themselves. */
const aliases = ['default', 'communications'];

/** The devices to choose from. Before the person has allowed any, the browser lists them without an id. */
export function devicesFor(use: DeviceUse, devices: Devices): KnownDevice[] {
  return devices.filter(
    ({ kind, deviceId }) => kind === kinds[use] && deviceId !== '' && deviceId !== 'communications',
  );
}

/**
 * Whether a device that was used is gone. One whose id is unknown counts as present. The default is gone when it now
 * stands for another device and nothing of the one it stood for is left.
 */
export function hasGone(
  use: DeviceUse,
  { deviceId = '', groupId = '' }: Pick<MediaTrackSettings, 'deviceId' | 'groupId'>,
  devices: Devices,
): boolean {
  const ofKind = devices.filter(({ kind }) => kind === kinds[use]);
  if (deviceId === '' || ofKind.some((device) => device.deviceId === '')) return false;
  const found = ofKind.find((device) => device.deviceId === deviceId);
  if (found === undefined) return true;
  return aliases.includes(deviceId) && groupId !== '' && !ofKind.some((device) => device.groupId === groupId);
}

/** A plugged-in unit: a headset is a microphone and a speaker, and so one group. */
export type Arrival = { group: string; name: string; uses: Partial<Record<DeviceUse, string>> };

/** What was plugged in between two readings. The first reading with ids says what is there, not what has come. */
export function arrivals(before: Devices, after: Devices): Arrival[] {
  if (!before.some(({ deviceId }) => deviceId !== '')) return [];
  const found = new Map<string, Arrival>();
  for (const use of deviceUses) {
    const known = new Set(devicesFor(use, before).map(({ deviceId }) => deviceId));
    for (const device of devicesFor(use, after)) {
      if (known.has(device.deviceId) || aliases.includes(device.deviceId)) continue;
      const group = device.groupId || device.deviceId;
      const arrival = found.get(group) ?? { group, name: nameOf(device, use), uses: {} };
      found.set(group, { ...arrival, uses: { ...arrival.uses, [use]: device.deviceId } });
    }
  }
  return [...found.values()];
}

const plainNames: Record<DeviceUse, string> = {
  microphone: 'Microphone',
  camera: 'Camera',
  speaker: 'Speaker',
};

/** The label as people know it: without the manufacturer's numbers. */
export function nameOf({ label }: Pick<KnownDevice, 'label'>, use: DeviceUse): string {
  const name = label.replace(/^Default - /, '').replace(/\s*\([0-9a-f]{4}:[0-9a-f]{4}\)$/i, '');
  return name === '' ? plainNames[use] : name;
}
