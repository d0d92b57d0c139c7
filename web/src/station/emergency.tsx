/** Visible from second zero of every call: a video visit is not an ambulance. */
export function EmergencyAdvice() {
  return (
    <div
      className="nhsuk-card nhsuk-card--care nhsuk-card--care--emergency bedside-emergency"
      data-testid="emergency-advice"
    >
      <div className="nhsuk-card__heading-container">
        <h2 className="nhsuk-card__heading">
          <span role="text">
            <span className="nhsuk-u-visually-hidden">Immediate action required: </span>If it gets worse: call
            999
          </span>
        </h2>
        <span className="nhsuk-card--care__arrow" aria-hidden="true" />
      </div>
      <div className="nhsuk-card__content">
        <WhenToCall />
      </div>
    </div>
  );
}

/** The same in a visit, where the clinician is there to say it: one line, and the rest on a press. */
export function EmergencyLine() {
  return (
    <details className="nhsuk-details bedside-emergency-line" data-testid="emergency-advice">
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">If it gets worse: call 999</span>
      </summary>
      <div className="nhsuk-details__text">
        <WhenToCall />
      </div>
    </details>
  );
}

function WhenToCall() {
  return (
    <>
      <p>Do not wait for the clinician. Call 999 now if the patient:</p>
      <ul>
        <li>is not breathing, is choking or struggles to breathe</li>
        <li>is unconscious or cannot be woken</li>
        <li>has chest pain</li>
        <li>has a drooping face, a weak arm or slurred speech</li>
        <li>is bleeding heavily or has a seizure that does not stop</li>
      </ul>
      <p>Not breathing? Call 999 on speaker and start CPR. You can leave this call running.</p>
    </>
  );
}
