import { useState } from 'react';
import type { StopPreview, StopsOfPrison } from '../../../domain/clinics/prison-mode-wire.ts';
import type { SiteId } from '../../../domain/ids.ts';
import { wallTimeOf } from '../../../domain/rota/wall-clock.ts';
import { useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Checkboxes, Radios } from '../ui/choices.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { SelectField } from '../ui/field.tsx';
import { Form, useSending } from '../ui/form.tsx';
import { readSpan, type Span, type SpanDraft } from './span-draft.ts';
import { SpanFields, spanFieldId } from './span-fields.tsx';

/** What somebody wants to stop. */
export type AskedStop = { siteId: SiteId; prisonName: string; wings: readonly string[] | null; span: Span };

/** From now on; until when has to be said. */
function fromNow(now: Date): SpanDraft {
  const wall = wallTimeOf(now);
  const day = wall.slice(0, 10);
  return { fromDay: day, fromClock: wall.slice(11), toDay: day, toClock: '', reason: '' };
}

/** From when to when and why; nothing is stopped before what it meets has been seen. */
export function StopForm(props: {
  prisons: readonly StopsOfPrison[];
  onPreview: (asked: AskedStop, preview: StopPreview) => void;
}) {
  const { prisons, onPreview } = props;
  const ask = useAsk();
  const [draft, setDraft] = useState(() => fromNow(new Date()));
  const [chosen, setChosen] = useState<string>(prisons.length === 1 ? (prisons[0]?.siteId ?? '') : '');
  const [place, setPlace] = useState<PlaceDraft>({ area: 'prison', wings: [] });
  const known = prisons.find(({ siteId }) => siteId === chosen)?.wings ?? [];
  const wings = wingsOf(place, known);
  const { busy, problems, send, errorOf } = useSending(async (): Promise<Problem[]> => {
    const prison = prisons.find(({ siteId }) => siteId === chosen);
    const read = readSpan(draft, { now: new Date(), idOf: (field) => spanFieldId('stop', field) });
    const missing = prison === undefined ? [{ message: 'Choose the prison', field: 'stop-prison' }] : [];
    if (prison === undefined || 'problems' in read)
      return [...missing, ...('problems' in read ? read.problems : [])];
    const { siteId, name } = prison;
    const { startsAt, endsAt } = read.span;
    if (wings?.length === 0) return [{ message: 'Choose a wing', field: 'stop-wings' }];
    const query = { startsAt, endsAt, wings: wings?.join(',') };
    const preview = await ask('previewMovementStop', { params: { siteId }, query });
    onPreview({ siteId, prisonName: name, wings, span: read.span }, preview);
    return [];
  });
  return (
    <Form send={send} aria-label="Stop movements for a time">
      <ErrorSummary problems={problems} />
      {prisons.length > 1 ? (
        <PrisonChoice {...{ prisons, chosen }} error={errorOf('stop-prison')} onChoose={setChosen} />
      ) : null}
      {known.length === 0 ? null : (
        <AreaChoice {...{ place, known }} error={errorOf('stop-wings')} onChange={setPlace} />
      )}
      <SpanFields
        prefix="stop"
        reasonHint="The prison and its managers read it, no hospital does. Name no patient."
        draft={draft}
        errorOf={errorOf}
        onChange={setDraft}
      />
      <Button type="submit" data-testid="preview-stop" disabled={busy}>
        See what it would cancel
      </Button>
    </Form>
  );
}

type PlaceDraft = { area: 'prison' | 'wings'; wings: string[] };

const areas = [
  { value: 'prison', label: 'The whole prison', testId: 'stop-prison-whole' },
  { value: 'wings', label: 'Some wings', testId: 'stop-some-wings' },
] as const;

/** Null for the whole prison. Another prison, with other wings, may have been chosen since. */
function wingsOf({ area, wings }: PlaceDraft, known: readonly string[]): string[] | null {
  return area === 'prison' ? null : wings.filter((wing) => known.includes(wing));
}

/** The whole prison, or the wings on which patients are known to be. */
function AreaChoice(props: {
  place: PlaceDraft;
  known: readonly string[];
  error: string | undefined;
  onChange: (place: PlaceDraft) => void;
}) {
  const { place, known, error, onChange } = props;
  return (
    <>
      <Radios
        legend="Where are movements stopped?"
        large={false}
        name="stop-area"
        choices={areas}
        value={place.area}
        onChoose={(area) => {
          onChange({ ...place, area });
        }}
      />
      {place.area === 'wings' ? (
        <Checkboxes
          id="stop-wings"
          legend="Wings"
          hint="A patient whose wing is not known counts as on every wing."
          large={false}
          name="stop-wing"
          choices={known.map((wing) => ({ value: wing, label: `Wing ${wing}`, testId: `stop-wing-${wing}` }))}
          values={wingsOf(place, known) ?? []}
          error={error}
          onChange={(wings) => {
            onChange({ ...place, wings });
          }}
        />
      ) : null}
    </>
  );
}

function PrisonChoice(props: {
  prisons: readonly StopsOfPrison[];
  chosen: string;
  error: string | undefined;
  onChoose: (siteId: string) => void;
}) {
  const { prisons, chosen, error, onChoose } = props;
  return (
    <SelectField
      id="stop-prison"
      label="Prison"
      value={chosen}
      error={error}
      onChange={({ target }) => {
        onChoose(target.value);
      }}
    >
      <option value="">Choose a prison</option>
      {prisons.map(({ siteId, name }) => (
        <option key={siteId} value={siteId}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
