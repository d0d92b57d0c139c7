import type { BookingPhase } from '../../../domain/clinics/movement-stop.ts';
import type { StopPreview } from '../../../domain/clinics/prison-mode-wire.ts';
import { useAsk } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { useSending } from '../ui/form.tsx';
import { whenWords } from './clinic-words.ts';
import { areaWords, bothEndsWords, countOf, groupWords, phaseWords } from './prison-words.ts';
import { BackButton, Screen } from './screen.tsx';
import type { AskedStop } from './stop-form.tsx';

/** What a stop would meet, and the button that stops. */
export function StopPreviewScreen(props: {
  asked: AskedStop;
  preview: StopPreview;
  onStopped: (said: string) => void;
  onBack: () => void;
}) {
  const { asked, preview, onStopped, onBack } = props;
  const { siteId, prisonName, wings, span } = asked;
  const ask = useAsk();
  const { busy, problems, send } = useSending(async (): Promise<Problem[]> => {
    const { cancelled, begun } = await ask('stopMovements', {
      params: { siteId },
      body: { ...span, wings: wings === null ? null : [...wings] },
    });
    onStopped(stoppedWords({ prisonName, cancelled, begun }));
    return [];
  });
  return (
    <Screen title="Stop movements?" testId="screen-stop-preview" fresh>
      <BackButton testId="back-to-stops" onBack={onBack}>
        Do not stop movements
      </BackButton>
      <ErrorSummary problems={problems} />
      <p>
        <strong>
          {prisonName}, {areaWords(wings)}, {whenWords(span)}
        </strong>
      </p>
      <p>{span.reason}</p>
      <Phase phase="to-come" groups={preview.toCome} />
      <Phase phase="begun" groups={preview.begun} />
      <Phase phase="running" groups={preview.running} />
      {preview.held === 0 ? null : (
        <p data-testid="held-times">
          {counted(preview.held, 'time')} that somebody is just booking will be given up.
        </p>
      )}
      <Button
        variant="warning"
        data-testid="confirm-stop"
        disabled={busy}
        onClick={() => {
          send().catch(reportError);
        }}
      >
        Stop movements
      </Button>
    </Screen>
  );
}

function Phase({ phase, groups }: { phase: BookingPhase; groups: StopPreview['toCome'] }) {
  return (
    <>
      <h3 className="nhsuk-heading-s">
        {phaseWords[phase]}: {countOf(groups)}
      </h3>
      {groups.length === 0 ? (
        <p className="bedside-empty">None.</p>
      ) : (
        <ul data-testid={`preview-${phase}`}>
          {groups.map((group) => (
            <li key={`${group.service} ${group.priority}`}>{groupWords(group)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function stoppedWords(done: { prisonName: string; cancelled: number; begun: number }): string {
  const { prisonName, cancelled, begun } = done;
  const goesOn =
    begun === 0
      ? ''
      : ` ${counted(begun, 'booking')} had begun: a visit that runs goes on, and whoever is on the way is turned back.`;
  return `Movements at ${prisonName} are stopped. ${counted(cancelled, 'booking')} cancelled.${goesOn} ${bothEndsWords}`;
}
