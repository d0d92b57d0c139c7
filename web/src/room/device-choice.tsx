import { useEffect, useState } from 'react';
import type { Source } from '../../../domain/contract/media.ts';
import { SelectField } from '../ui/field.tsx';
import type { LocalSource } from './local-media.ts';
import type { RoomKeeper, RoomView } from './room-keeper.ts';

/** The devices this browser has, read anew when one is plugged in or permission is given. */
function useDevices(view: RoomView): MediaDeviceInfo[] {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const permission = `${view.local.microphone.state} ${view.local.camera.state}`;
  useEffect(() => {
    const media = (navigator as Partial<Navigator>).mediaDevices;
    if (media === undefined) return;
    const read = () => {
      media.enumerateDevices().then(setDevices, reportError);
    };
    read();
    media.addEventListener('devicechange', read);
    return () => {
      media.removeEventListener('devicechange', read);
    };
  }, [permission]);
  return devices;
}

/** Which microphone and which camera to use. */
export function DeviceChoice({ keeper, view }: { keeper: RoomKeeper; view: RoomView }) {
  const devices = useDevices(view);
  const choose = (source: Source, deviceId: string) => {
    keeper.chooseDevice(source, deviceId).catch(reportError);
  };
  return (
    <div className="bedside-devices">
      {(['microphone', 'camera'] as const).map((source) => (
        <SelectField
          key={source}
          label={source === 'microphone' ? 'Microphone' : 'Camera'}
          value={usedDevice(view.local[source])}
          onChange={({ target }) => {
            choose(source, target.value);
          }}
        >
          {usedDevice(view.local[source]) === '' ? <option value="">None</option> : null}
          {devices
            .filter(({ kind }) => kind === (source === 'microphone' ? 'audioinput' : 'videoinput'))
            .map(({ deviceId, label }, place) => (
              <option key={deviceId} value={deviceId}>
                {label || `${source === 'microphone' ? 'Microphone' : 'Camera'} ${place + 1}`}
              </option>
            ))}
        </SelectField>
      ))}
    </div>
  );
}

function usedDevice(found: LocalSource): string {
  return found.state === 'open' ? (found.track.getSettings().deviceId ?? '') : '';
}
