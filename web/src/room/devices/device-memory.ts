import { recall, remember } from '../../service/remembered.ts';
import type { DeviceUse } from './device-list.ts';

const ownerKey = 'bedside:devices-of';
const guest = 'guest';

/**
 * Whose choice of devices this tab stores and uses. A station's choice belongs to the station, whoever uses it; a
 * clinician's is their own, so that nobody speaks into the headset of the previous user; a guest's ends with the tab.
 */
export function keepDevicesOf(
  who: { kind: 'station' } | { kind: 'clinician'; clinicianId: string } | { kind: 'guest' },
): void {
  remember(sessionStorage, ownerKey, who.kind === 'clinician' ? who.clinicianId : who.kind);
}

export function recallDevice(use: DeviceUse): string | null {
  const { storage, key } = placeOf(use);
  return recall(storage, key);
}

export function rememberDevice(use: DeviceUse, deviceId: string): void {
  const { storage, key } = placeOf(use);
  remember(storage, key, deviceId);
}

function placeOf(use: DeviceUse): { storage: Storage; key: string } {
  const owner = recall(sessionStorage, ownerKey) ?? guest;
  return {
    storage: owner === guest ? sessionStorage : localStorage,
    key: `bedside:device:${owner}:${use}`,
  };
}
