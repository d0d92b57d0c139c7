import type { StationLights } from '../oversight/wire.ts';
import type { OrganisationId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import type { CheckedStation } from './check-port.ts';
import { lightOf } from './station-light.ts';

/** This many are named; more than that is not one station's trouble but the service's. */
const mostNamed = 50;

/** How many stations are ready for a video call, and which are not; red ones first. */
export async function readStationLights(
  deps: Pick<Deps, 'store'>,
  organisationId: OrganisationId,
  now: Date,
): Promise<StationLights> {
  const stations = await deps.store.reads.listCheckedStations(organisationId);
  return lightsOf(stations, now);
}

export function lightsOf(stations: readonly CheckedStation[], now: Date): StationLights {
  const lit = stations.map(({ check, ...station }) => ({ ...station, check, ...lightOf(check, now) }));
  const of = (light: 'amber' | 'red') =>
    lit.flatMap(({ check, ...one }) =>
      one.light === light ? [{ ...one, checkedAt: check?.checkedAt.toISOString() ?? null }] : [],
    );
  const [red, amber] = [of('red'), of('amber')];
  return {
    green: lit.length - red.length - amber.length,
    amber: amber.length,
    red: red.length,
    named: [...red, ...amber].slice(0, mostNamed),
  };
}
