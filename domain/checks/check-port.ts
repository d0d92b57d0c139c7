import type { CheckResult } from './wire.ts';
import type { IceTransportPolicy } from '../rooms/wire.ts';
import type { OrganisationId, StationId } from '../ids.ts';
import type { StationCheck } from './station-light.ts';

/** An enrolled station, and its last check. */
export type CheckedStation = {
  stationId: StationId;
  stationName: string;
  siteName: string;
  check: StationCheck | null;
};

export type StationCheckReads = {
  /**
   * Where media of this organisation must stay, null being the configured region, and the media path of the station's
   * site.
   */
  findCheckPlace(
    organisationId: OrganisationId,
    stationId: StationId | null,
  ): Promise<{ region: string | null; iceTransportPolicy: IceTransportPolicy }>;
  /** Those that can call: enrolled and not revoked. By site and name. */
  listCheckedStations(organisationId: OrganisationId): Promise<CheckedStation[]>;
};

export type StationCheckWrites = {
  /** Stores it as the station's last check; of the earlier ones, `keep` stay. */
  keepCheck(stationId: StationId, result: CheckResult, options: { keep: number }): Promise<void>;
};
