import { useObservable } from '../../service/hooks.ts';
import { Button } from '../../ui/button.tsx';
import type { Arrival } from '../devices/device-list.ts';
import { arrivalWords, changeWords } from '../devices/device-words.ts';
import type { OwnDevices } from '../devices/own-devices.ts';
import type { RoomSession } from '../session/room-session.ts';

/**
 * What has happened to the own devices, and what was plugged in; the frames are always mounted, so that a screen
 * reader reads both.
 */
export function DeviceNews({ session }: { session: RoomSession }) {
  const { devices } = session;
  const { offer } = useObservable(devices.news);
  return (
    <>
      <div role="status" data-testid="device-changes">
        <Changes session={session} />
      </div>
      <div role="status" data-testid="device-offer">
        {offer === null ? null : <Offer devices={devices} offer={offer} />}
      </div>
    </>
  );
}

function Changes({ session }: { session: RoomSession }) {
  const { devices } = session;
  const { changes } = useObservable(devices.news);
  const { wanted } = useObservable(session.view);
  const shown = Object.values(changes);
  if (shown.length === 0) return null;
  return (
    <div className="bedside-note">
      {shown.map((change) => (
        <p key={change.use}>{changeWords(change, wanted)}</p>
      ))}
      <Button
        variant="secondary"
        small
        onClick={() => {
          devices.forgetChanges();
        }}
      >
        OK
      </Button>
    </div>
  );
}

function Offer({ devices, offer }: { devices: OwnDevices; offer: Arrival }) {
  return (
    <div className="bedside-note">
      <p>{arrivalWords(offer)}</p>
      <div className="bedside-actions">
        <Button
          small
          data-testid="use-offered"
          onClick={() => {
            devices.acceptOffer().catch(reportError);
          }}
        >
          Use it
        </Button>
        <Button
          variant="secondary"
          small
          onClick={() => {
            devices.refuseOffer();
          }}
        >
          Not now
        </Button>
      </div>
    </div>
  );
}
