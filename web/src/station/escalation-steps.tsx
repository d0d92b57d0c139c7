import type { StationCall } from '../../../domain/states/wire.ts';
import { clockTime } from '../service/words.ts';
import { Announcement } from '../ui/status.tsx';
import { stepWords } from './escalation-words.ts';

/** What has been done about a call that nobody has answered yet, each step as it happens. */
export function EscalationSteps({ ladder }: { ladder: StationCall['ladder'] }) {
  const last = ladder.at(-1);
  return (
    <>
      {last === undefined ? null : (
        <section className="bedside-ladder" aria-labelledby="ladder-title">
          <h2 className="nhsuk-heading-s" id="ladder-title">
            What is being done
          </h2>
          <ol data-testid="ladder">
            {ladder.map((step) => (
              <li
                key={`${step.action} ${step.at}`}
                className={step.result === 'failed' ? 'bedside-ladder__failed' : undefined}
                data-action={step.action}
                data-result={step.result}
              >
                <time dateTime={step.at}>{clockTime(step.at)}</time> <span>{stepWords(step)}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
      <Announcement>{last === undefined ? '' : `${stepWords(last)}.`}</Announcement>
    </>
  );
}
