import { useState } from 'react';
import { Link } from 'react-router';
import { endpoints } from '../../../domain/contract/rest.ts';
import { grantVerdict, type GrantVerdict } from '../../../domain/record/grant.ts';
import type { OpenedRecordView } from '../../../domain/record/grant-wire.ts';
import { whenWords } from '../admin/admin-words.ts';
import { PersonHeader } from '../account/person-header.tsx';
import { reasonWords, verdictWords } from '../record-access/access-words.ts';
import { useAsk, useEndpoint } from '../service/hooks.ts';
import { clockTime } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextArea } from '../ui/field.tsx';
import { Page } from '../ui/page.tsx';
import { Loading, LoadFailed } from '../ui/status.tsx';
import { OversightTabs } from './oversight-tabs.tsx';

/** `/oversight/opened-records`: who has opened a record without a relationship, for somebody else to review. */
export function OpenedRecordsPage() {
  return (
    <Page title="Opened records" header={<PersonHeader />}>
      <div className="bedside-oversight__title">
        <h1 className="nhsuk-heading-l">Records opened without a relationship</h1>
        <OversightTabs />
      </div>
      <OpenedRecords />
    </Page>
  );
}

function OpenedRecords() {
  const { loaded, reload } = useEndpoint('listOpenedRecords');
  const [reviewing, setReviewing] = useState<OpenedRecordView | null>(null);
  if (loaded.state === 'loading') return <Loading what="the opened records" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  const { toReview, reviewed, more } = loaded.value;
  return (
    <>
      <section aria-labelledby="to-review-title">
        <h2 className="nhsuk-heading-m" id="to-review-title">
          To review: {toReview.length}
          {more ? ' or more' : ''}
        </h2>
        {toReview.length === 0 ? <p className="bedside-empty">Nothing is to be reviewed.</p> : null}
        <ul className="bedside-rows" data-testid="to-review">
          {toReview.map((one) => (
            <OpenedRow key={one.grantId} one={one} onReview={setReviewing} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="reviewed-title">
        <h2 className="nhsuk-heading-m" id="reviewed-title">
          Reviewed in the last 30 days
        </h2>
        {reviewed.length === 0 ? <p className="bedside-empty">None.</p> : null}
        <ul className="bedside-rows" data-testid="reviewed">
          {reviewed.map((one) => (
            <OpenedRow key={one.grantId} one={one} onReview={setReviewing} />
          ))}
        </ul>
      </section>
      {reviewing === null ? null : (
        <ReviewForm
          one={reviewing}
          onSaved={reload}
          onClose={() => {
            setReviewing(null);
          }}
        />
      )}
    </>
  );
}

function OpenedRow({ one, onReview }: { one: OpenedRecordView; onReview: (one: OpenedRecordView) => void }) {
  const { personName, patientId, patientName, siteName, openedAt, endsAt, reason, words, review } = one;
  return (
    <li>
      <span className="bedside-rows__main">
        {one.overdue ? (
          <strong className="nhsuk-tag nhsuk-tag--red" data-testid="overdue">
            Older than 3 days
          </strong>
        ) : null}
        <strong>{personName}</strong>
        <span className="bedside-rows__more">
          {patientName}, {siteName}. {whenWords(openedAt)} to {clockTime(endsAt)}
        </span>
        <span className="bedside-rows__more">
          {reasonWords[reason]}: “{words}”
        </span>
        <span className="bedside-rows__more">{readWords(one)}</span>
        {review === null ? null : (
          <span className="bedside-rows__more" data-testid="review">
            {verdictWords[review.verdict]}, {review.by}: “{review.words}”
          </span>
        )}
      </span>
      <span className="bedside-rows__actions">
        {review === null && !one.own ? (
          <Button
            small
            data-testid="review-grant"
            onClick={() => {
              onReview(one);
            }}
          >
            Review<span className="nhsuk-u-visually-hidden"> {personName}</span>
          </Button>
        ) : null}
        {review === null && one.own ? <span>Somebody else has to review yours.</span> : null}
        <Link to={`/record/${patientId}/readers`}>
          Who has looked<span className="nhsuk-u-visually-hidden"> at the record of {patientName}</span>
        </Link>
      </span>
    </li>
  );
}

/** What was read by it, by time. */
function readWords({ reads, moreReads }: OpenedRecordView): string {
  if (reads.length === 0) return 'Nothing was read.';
  const all = reads.map(({ at, what }) => `${clockTime(at)} ${what}`).join('; ');
  return moreReads ? `${all}; and more.` : `${all}.`;
}

function ReviewForm(props: { one: OpenedRecordView; onSaved: () => void; onClose: () => void }) {
  const { one, onSaved, onClose } = props;
  const ask = useAsk();
  const [verdict, setVerdict] = useState<GrantVerdict | null>(null);
  const [words, setWords] = useState('');
  const send = async (): Promise<Problem[]> => {
    const body = endpoints.reviewRecordGrant.body.safeParse({ verdict, words });
    if (!body.success) return problemsOf(body.error.issues.map(({ path }) => path[0]));
    await ask('reviewRecordGrant', { params: { grantId: one.grantId }, body: body.data });
    onSaved();
    return [];
  };
  return (
    <FormDialog
      title={`Was it justified that ${one.personName} opened this record?`}
      confirm={{ label: 'Save the review', testId: 'save-review' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>It cannot be changed afterwards. The patient can be told of it.</p>
          <Finding {...{ errorOf, verdict, words }} onVerdict={setVerdict} onWords={setWords} />
        </>
      )}
    </FormDialog>
  );
}

function Finding(props: {
  errorOf: (field: string) => string | undefined;
  verdict: GrantVerdict | null;
  words: string;
  onVerdict: (verdict: GrantVerdict) => void;
  onWords: (words: string) => void;
}) {
  const { errorOf, verdict, words, onVerdict, onWords } = props;
  return (
    <>
      <Radios
        id="review-verdict"
        legend="Your finding"
        large={false}
        name="review-verdict"
        choices={grantVerdict.options.map((value) => ({
          value,
          label: verdictWords[value],
          testId: `verdict-${value}`,
        }))}
        value={verdict}
        error={errorOf('review-verdict')}
        onChoose={onVerdict}
      />
      <TextArea
        id="review-words"
        label="What have you found out?"
        rows={4}
        maxLength={500}
        value={words}
        error={errorOf('review-words')}
        onChange={({ target }) => {
          onWords(target.value);
        }}
      />
    </>
  );
}

function problemsOf(fields: readonly (PropertyKey | undefined)[]): Problem[] {
  const known = [
    { message: 'Choose whether it was justified', field: 'review-verdict' },
    { message: 'Say what you have found out, in 10 to 500 characters', field: 'review-words' },
  ];
  return known.filter(({ field }) => fields.includes(field.replace('review-', '')));
}
