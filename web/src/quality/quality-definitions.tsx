import { gradeLimits } from '../../../domain/quality/grade.ts';
import { leastSeconds, troubledFrom } from '../../../domain/quality/ranking.ts';

const { poor } = gradeLimits;

/** What the figures mean, said where they are read; the numbers are those of the rules themselves. */
export function QualityDefinitions() {
  return (
    <details className="nhsuk-details" open>
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">What the figures mean</span>
      </summary>
      <div className="nhsuk-details__text">
        <dl className="bedside-definitions">
          <div>
            <dt>Worst, in trouble</dt>
            <dd>
              Every browser in a visit measures its own connection every 5 seconds. A measurement is{' '}
              <strong>poor</strong> when {poor.lossPercent} % of the packets or more were lost one way, or a
              packet took {poor.roundTripMs} ms or more to the service and back, or {poor.concealedPercent} %
              of the sound or more had to be made up, or the picture stood still for{' '}
              {(poor.frozenMsPerSecond * 5) / 1000} second or more. A connection was in trouble for the share
              of its time that was poor; one of less than {leastSeconds} seconds counts as though it had
              lasted {leastSeconds}. A visit is ranked by the connection that was in trouble for the greatest
              share; where two are equal, by loss, then by round trip.
            </dd>
          </div>
          <MoreDefinitions />
        </dl>
      </div>
    </details>
  );
}

function MoreDefinitions() {
  return (
    <>
      <div>
        <dt>Of these in trouble</dt>
        <dd>Visits, or connections, in trouble for {troubledFrom * 100} % of their time or more.</dd>
      </div>
      <div>
        <dt>Worst loss</dt>
        <dd>Packets lost in the worst 5 seconds, in the worse direction.</dd>
      </div>
      <div>
        <dt>Round trip, p95</dt>
        <dd>In 95 of 100 measurements a packet was at the service and back within this time.</dd>
      </div>
      <div>
        <dt>Freezes</dt>
        <dd>How often the picture stood still, and for how long in all.</dd>
      </div>
      <div>
        <dt>Concealed</dt>
        <dd>
          Sound that the browser made up because what should have been heard had not arrived, over the visit.
        </dd>
      </div>
      <div>
        <dt>Path</dt>
        <dd>
          How media reached the service most of the time: UDP is best; TCP and the relay are taken where a
          network lets nothing better through, and make delays longer.
        </dd>
      </div>
    </>
  );
}
