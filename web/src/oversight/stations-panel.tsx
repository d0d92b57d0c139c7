import type { StationLights } from '../../../domain/oversight/wire.ts';
import { counted, lightWords } from './oversight-words.ts';

/** Which stations could not be relied on for a video call, before somebody needs one. Green ones are only counted. */
export function StationsPanel({ stations, now }: { stations: StationLights; now: number }) {
  const { green, amber, red, named } = stations;
  const unnamed = amber + red - named.length;
  return (
    <section className="bedside-panel" aria-labelledby="stations-title">
      <h2 className="nhsuk-heading-m" id="stations-title">
        Stations
      </h2>
      {green + amber + red === 0 ? <p className="bedside-empty">No station is enrolled yet.</p> : null}
      {named.length === 0 ? null : (
        <ul className="bedside-lights" data-testid="station-lights">
          {named.map((station) => (
            <li key={station.stationId} data-light={station.light}>
              <span className="bedside-lights__light">{station.light === 'red' ? 'Red' : 'Amber'}</span>
              <span>
                <strong>
                  {station.siteName}, {station.stationName}
                </strong>
                : {lightWords(station, now)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {unnamed > 0 ? <p>And {counted(unnamed, 'station')} more that are amber or red.</p> : null}
      {green > 0 ? (
        <p data-testid="stations-green">
          {named.length === 0 ? 'All ready for a video call: ' : 'Ready for a video call: '}
          <strong>{counted(green, 'station')}</strong>.
        </p>
      ) : null}
    </section>
  );
}
