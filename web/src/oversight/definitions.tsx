/** What the numbers mean, said where they are read. */
export function Definitions() {
  return (
    <details className="nhsuk-details">
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">What the figures mean</span>
      </summary>
      <div className="nhsuk-details__text">
        <dl className="bedside-definitions">
          <div>
            <dt>T, the target</dt>
            <dd>Within what time a call should be answered. It is set for each queue and acuity.</dd>
          </div>
          <div>
            <dt>Service level (SL)</dt>
            <dd>Calls answered within T ÷ calls answered.</dd>
          </div>
          <div>
            <dt>Service level 2 (SL2)</dt>
            <dd>
              Calls answered within T ÷ (calls answered + calls abandoned after T). Somebody who gave up after
              T counts as failed; somebody who gave up before T does not count.
            </dd>
          </div>
          <div>
            <dt>Answered</dt>
            <dd>A clinician took the call. The wait is from the press of the button to the first answer.</dd>
          </div>
          <div>
            <dt>Abandoned</dt>
            <dd>Staff cancelled, or the station was cut off, before anybody answered.</dd>
          </div>
          <div>
            <dt>Rings missed</dt>
            <dd>Rings at a clinician that ran out without an answer. One call can have several.</dd>
          </div>
          <div>
            <dt>Today</dt>
            <dd>
              Calls placed since midnight in London. A call counts under the queue and acuity it had last.
            </dd>
          </div>
        </dl>
      </div>
    </details>
  );
}
