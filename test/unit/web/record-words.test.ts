import { expect } from 'chai';
import type { PatientId } from '../../../domain/ids.ts';
import type { VisitCard } from '../../../domain/states/wire.ts';
import { contactWords, seenBecause, whoseRecord } from '../../../web/src/clinician/record-words.ts';

const unknown = {
  patientId: null,
  staffName: null,
  patientName: null,
  dateOfBirth: null,
  nhsNumber: null,
  concern: 'Fall',
};
/** Of a call no more is looked at than who it is about. */
const cardOf = (details: Partial<Record<keyof typeof unknown, string | null>>) =>
  ({ kind: 'call', details: { ...unknown, ...details } }) as VisitCard;

describe('the record, in words', () => {
  it('is that of the resident who was picked, and of nobody whom staff have only typed', () => {
    const patientId = 'edith' as PatientId;
    expect(whoseRecord(cardOf({ patientId }))).to.deep.equal({ patientId });
    expect(whoseRecord(cardOf({}))).to.deep.equal({ none: 'Nobody has said yet who the patient is.' });
    for (const typed of [
      { patientName: 'Edith' },
      { dateOfBirth: '1938-05-02' },
      { nhsNumber: '9990000018' },
    ]) {
      expect(whoseRecord(cardOf(typed))).to.deep.equal({
        none: 'Staff have typed who the patient is and have not picked them from the list. No record is joined to this call.',
      });
    }
  });

  it('says why it is seen', () => {
    expect(seenBecause({ relationships: ['visit', 'booking'] })).to.equal(
      'You see this because you are in a visit with this patient and this patient is booked into your clinic.',
    );
  });

  it('says what came of a call, and never that nothing did where it is not written yet', () => {
    const call = {
      kind: 'call',
      at: '2026-11-01T03:00:00.000Z',
      siteName: 'Hazel Court',
      concern: 'Fall',
      endReason: 'completed',
    } as const;
    expect(contactWords({ ...call, outcome: null })).to.deep.equal({
      title: 'Call from Hazel Court',
      lines: ['Concern: Fall', 'No outcome is written yet'],
    });
    const outcome = {
      disposition: 'gp-today',
      advice: 'Sips of water',
      byName: 'Dr Synthetic',
      recordedAt: call.at,
    } as const;
    expect(contactWords({ ...call, concern: null, outcome }).lines).to.deep.equal([
      'GP: see today (Dr Synthetic)',
      'Agreed: Sips of water',
    ]);
  });
});
