import { useState } from 'react';
import type { ReferralView } from '../../../domain/clinics/wire.ts';
import { FoldedDocuments } from '../booked/documents.tsx';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Tag } from '../ui/tag.tsx';
import { identifiers, isOverStandard, matches, priorityWords, waitedWords } from './clinic-words.ts';

type Props = {
  referrals: readonly ReferralView[];
  today: string;
  onChoose: (referral: ReferralView) => void;
};

/** Who waits for a clinic, in the order of the service: by priority, then by how long. */
export function WaitingList({ referrals, today, onChoose }: Props) {
  const [search, setSearch] = useState('');
  const found = referrals.filter((referral) => matches(referral, search.trim()));
  if (referrals.length === 0) {
    return (
      <p className="bedside-empty" data-testid="nobody-waits">
        Nobody waits for a clinic.
      </p>
    );
  }
  return (
    <>
      <TextField
        id="search"
        label="Find a patient"
        hint="By name, prison number or NHS number"
        autoComplete="off"
        className="nhsuk-input--width-20"
        data-testid="search"
        value={search}
        onChange={({ target }) => {
          setSearch(target.value);
        }}
      />
      <p role="status" className="bedside-clinics__read">
        {search.trim() === ''
          ? `${counted(referrals.length, 'patient')} waiting, those first who should be booked first.`
          : `${counted(found.length, 'patient')} found.`}
      </p>
      <ol className="bedside-rows" data-testid="waiting">
        {found.map((referral) => (
          <WaitingRow key={referral.referralId} {...{ referral, today, onChoose }} />
        ))}
      </ol>
    </>
  );
}

function WaitingRow({ referral, today, onChoose }: Omit<Props, 'referrals'> & { referral: ReferralView }) {
  const { patient, service, priority, clockStart, state, followUp } = referral;
  return (
    <li data-testid="referral">
      <span className="bedside-rows__main">
        <strong>{patient.name}</strong>{' '}
        <Tag colour={priorityWords[priority].colour}>{priorityWords[priority].words}</Tag>{' '}
        {isOverStandard(clockStart, today) ? <Tag colour="red">Over 18 weeks</Tag> : null}{' '}
        {state === 'to-rebook' ? <Tag colour="yellow">To be booked again</Tag> : null}
        {state === 'waiting' && followUp !== null ? (
          <Tag colour="blue">{followUp === 'video' ? 'Follow-up' : 'Follow-up in person'}</Tag>
        ) : null}
        <span className="bedside-rows__more">
          {identifiers(patient)}, {patient.siteName}
        </span>
        <span className="bedside-rows__more">
          {service}. {waitedWords(clockStart, today)}.
        </span>
        <FoldedDocuments referralId={referral.referralId} whose={patient.name} mayAdd />
      </span>
      <span className="bedside-rows__actions">
        <Button
          small
          data-testid="choose-referral"
          onClick={() => {
            onChoose(referral);
          }}
        >
          Choose a time
          <span className="nhsuk-u-visually-hidden">
            {' '}
            for {patient.name}, {service}
          </span>
        </Button>
      </span>
    </li>
  );
}
