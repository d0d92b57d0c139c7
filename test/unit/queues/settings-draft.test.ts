import { expect } from 'chai';
import { defaultQueueSettings, queueSettings } from '../../../domain/queues/queue.ts';
import { draftFrom, readDraft, type SettingsDraft } from '../../../web/src/queues/settings-draft.ts';

const initial = draftFrom('Prisons', defaultQueueSettings);

function fieldsOf(draft: SettingsDraft) {
  const read = readDraft(draft);
  return 'body' in read ? [] : read.problems.map(({ field }) => field);
}

describe('the settings of a queue in the form', () => {
  it('are valid from the start and come back as they were', () => {
    expect(queueSettings.safeParse(defaultQueueSettings).success).to.equal(true);
    expect(readDraft(initial)).to.deep.equal({ body: { name: 'Prisons', settings: defaultQueueSettings } });
  });

  it('name the field of each mistake', () => {
    const urgent = { ...initial.perAcuity.urgent, tierOne: 'x', ringTogether: '0', raiseAfter: '-1' };
    const wrong = { ...initial, name: ' ', ringSeconds: '4', perAcuity: { ...initial.perAcuity, urgent } };
    expect(fieldsOf(wrong)).to.have.members([
      'queue-name',
      'queue-ring',
      'queue-urgent-tier-one',
      'queue-urgent-ring-together',
      'queue-urgent-raise-after',
    ]);
  });

  it('keep to the clinical floor: whom an immediate call may wait for, and when staff are told to ring 999', () => {
    const { immediate } = initial.perAcuity;
    const problemsOf = (change: Partial<typeof immediate>) => {
      const read = readDraft({
        ...initial,
        perAcuity: { ...initial.perAcuity, immediate: { ...immediate, ...change } },
      });
      return 'problems' in read ? read.problems : [];
    };
    expect(problemsOf({ tierOne: '60' })).to.deep.equal([]);
    expect(problemsOf({ tierOne: '50', tierTwo: '11' })).to.deep.equal([
      {
        message: 'Anyone on call must be rung after 60 seconds at the latest (immediate calls)',
        field: 'queue-immediate-tier-two',
      },
    ]);
    const planUntil = (last: string) =>
      immediate.ladder.map((step, n) =>
        n === immediate.ladder.length - 1 ? { ...step, afterSeconds: last } : step,
      );
    expect(problemsOf({ ladder: planUntil('300') })).to.deep.equal([]);
    expect(problemsOf({ ladder: planUntil('301') })[0]?.message).to.equal(
      'Ladder of immediate calls: staff must be told to ring 999 or 111 after 300 seconds at the latest',
    );
  });

  it('want the steps of a ladder in the order of their times', () => {
    const steps = initial.perAcuity.soon.ladder.map((step, n) =>
      n === 1 ? { ...step, afterSeconds: '1' } : step,
    );
    const soon = { ...initial.perAcuity.soon, ladder: steps };
    const read = readDraft({ ...initial, perAcuity: { ...initial.perAcuity, soon } });
    expect('problems' in read && read.problems[0]?.message).to.contain('each step must come later');
    const blank = steps.map((step, n) => (n === 1 ? { ...step, afterSeconds: '' } : step));
    expect(
      fieldsOf({ ...initial, perAcuity: { ...initial.perAcuity, soon: { ...soon, ladder: blank } } }),
    ).to.deep.equal(['queue-soon-step-1']);
  });
});
