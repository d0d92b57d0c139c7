import { useObservable } from '../../service/hooks.ts';
import { SelectField } from '../../ui/field.tsx';
import { type DeviceUse, devicesFor, deviceUses, nameOf } from '../devices/device-list.ts';
import type { OwnDevices } from '../devices/own-devices.ts';

const labels: Record<DeviceUse, string> = { microphone: 'Microphone', camera: 'Camera', speaker: 'Speaker' };

/** Which microphone, camera and speaker to use; the list follows what is plugged in and pulled out. */
export function DeviceChoice({ devices }: { devices: OwnDevices }) {
  return (
    <div className="bedside-devices" data-testid="devices">
      {deviceUses.map((use) => (
        <OneChoice key={use} use={use} devices={devices} />
      ))}
    </div>
  );
}

function OneChoice({ use, devices }: { use: DeviceUse; devices: OwnDevices }) {
  const list = devicesFor(use, useObservable(devices.list));
  const used = useUsed(use, devices);
  // Not every browser lets a page say where its sound is played, and some list no speakers.
  if (use === 'speaker' && (!canChooseSpeaker() || list.length === 0)) return null;
  const isListed = list.some(({ deviceId }) => deviceId === used);
  return (
    <SelectField
      label={labels[use]}
      data-testid={`choose-${use}`}
      value={isListed ? used : ''}
      onChange={({ target }) => {
        devices.choose(use, target.value).catch(reportError);
      }}
    >
      {isListed ? null : <option value="">{use === 'speaker' ? 'The usual one' : 'None'}</option>}
      {list.map((device) => (
        <option key={device.deviceId} value={device.deviceId}>
          {device.deviceId === 'default' ? `The usual one: ${nameOf(device, use)}` : nameOf(device, use)}
        </option>
      ))}
    </SelectField>
  );
}

function useUsed(use: DeviceUse, devices: OwnDevices): string {
  const output = useObservable(devices.output);
  const view = useObservable(devices.view);
  if (use === 'speaker') return output;
  const found = view[use];
  const track = found.state === 'open' || found.state === 'taken' ? found.track : null;
  return track?.getSettings().deviceId ?? '';
}

function canChooseSpeaker(): boolean {
  return 'setSinkId' in HTMLMediaElement.prototype;
}
