import { expect } from 'chai';
import { entryOf } from '../../../domain/shared-record/record-entries.ts';

const state = (code: string) => ({ coding: [{ code }] });

describe('an entry of the record', () => {
  it('is left out where it was entered in error or ruled out (HAZ-40)', () => {
    const code = { text: 'Penicillin' };
    expect(entryOf('AllergyIntolerance', { code, verificationStatus: state('entered-in-error') })).to.equal(
      undefined,
    );
    expect(entryOf('Condition', { code, verificationStatus: state('refuted') })).to.equal(undefined);
    expect(entryOf('Flag', { code, status: 'entered-in-error' })).to.equal(undefined);
    expect(entryOf('Goal', { description: code, lifecycleStatus: 'entered-in-error' })).to.equal(undefined);
    expect(entryOf('DocumentReference', { type: code, docStatus: 'entered-in-error' })).to.equal(undefined);
    expect(entryOf('AllergyIntolerance', { code })).to.deep.include({ text: 'Penicillin', current: true });
  });

  it('says how sure somebody is, and that it is over', () => {
    const doubtful = { clinicalStatus: state('active'), verificationStatus: state('unconfirmed') };
    expect(entryOf('Condition', { code: { text: 'Gout' }, ...doubtful })).to.deep.include({
      state: 'Active. Not confirmed',
      current: true,
    });
    expect(
      entryOf('Condition', { code: { text: 'Gout' }, clinicalStatus: state('resolved') }),
    ).to.deep.include({ state: 'Over', current: false });
  });

  it('has the name of a medicine that stands in the same resource, and says where none is', () => {
    const own = {
      medicationReference: { reference: '#m1' },
      contained: [{ id: 'm1', code: { text: 'Warfarin' } }],
    };
    expect(entryOf('MedicationStatement', { status: 'active', ...own })?.text).to.equal('Warfarin');
    const elsewhere = { status: 'active', medicationReference: { reference: 'Medication/1' } };
    expect(entryOf('MedicationStatement', elsewhere)?.text).to.equal('Its name is not in this record');
  });

  it('says of a plan and of a long text that there is more', () => {
    const plan = {
      title: 'Falls plan',
      status: 'active',
      activity: [{ reference: { reference: 'Task/1' } }],
    };
    expect(entryOf('CarePlan', plan)?.more).to.deep.equal([
      'There is more of this plan in the record than is shown here.',
    ]);
    const long = entryOf('CarePlan', { title: 'Plan', description: 'x'.repeat(1001) })?.more[0];
    expect(long).to.equal(`${'x'.repeat(1000)}… (There is more of this text in the record.)`);
  });

  it('has times as exact as they were written', () => {
    const when = (recordedDate: string) => entryOf('Condition', { recordedDate })?.when;
    expect(when('2019')).to.equal('2019');
    expect(when('2019-05')).to.equal('May 2019');
    expect(when('2019-05-07')).to.equal('7 May 2019');
    expect(when('2019-05-07T08:30:00Z')).to.equal('Tue 7 May 2019, 09:30');
  });
});
