import { Card } from 'nhsuk-react-components';

/** Visible from second zero of every call: a video visit is not an ambulance. */
export function EmergencyAdvice() {
  return (
    <Card cardType="emergency" className="bedside-emergency" data-testid="emergency-advice">
      <Card.Heading>If it gets worse: call 999</Card.Heading>
      <WhenToCall />
    </Card>
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
