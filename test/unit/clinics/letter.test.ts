import { expect } from 'chai';
import type { DnaCause } from '../../../domain/clinics/attendance.ts';
import {
  draftLetter,
  headOf,
  keepsHospital,
  type LetterFacts,
} from '../../../domain/clinics/letter-draft.ts';
import { linesOfHead, signedWords } from '../../../domain/clinics/letter-paper.ts';
import {
  letterHeadings,
  type LetterSections,
  readersAt,
  requireSignable,
  toBeWritten,
  unwrittenIn,
} from '../../../domain/clinics/letter.ts';
import { askedToSign } from '../../../domain/clinics/unsigned-letters.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { NextStep } from '../../../domain/visits/outcome.ts';

const seen: LetterFacts = {
  organisationName: 'Northdale Hospital',
  service: 'Dermatology',
  clinicianName: 'Dr Ada Hill',
  patient: {
    name: 'Ann Example',
    dateOfBirth: '1980-02-29',
    nhsNumber: '9990000018',
    prisonNumber: 'A1234BC',
    siteName: 'HMP Synthetic',
  },
  place: undefined,
  seenIn: 'HMP Synthetic',
  placeNow: undefined,
  inPrison: true,
  // Summer time: nine by the clock of the hospital.
  bookedFor: new Date('2027-06-01T08:00:00Z'),
  seenAt: new Date('2027-06-01T08:04:00Z'),
  byVideo: true,
  room: { identity: 'confirmed', present: ['patient', 'nurse', 'officer'] },
  interpreterLanguage: null,
  advice: ['Cream twice a day.'],
  outcome: { attendance: 'attended', nextStep: 'discharge' },
};

const after = (nextStep: NextStep): LetterFacts => ({
  ...seen,
  outcome: { attendance: 'attended', nextStep },
});
const missed = (cause: DnaCause): LetterFacts => ({
  ...seen,
  seenAt: null,
  byVideo: false,
  room: null,
  advice: [],
  outcome: { attendance: 'dna', cause, text: 'Free text of somebody' },
});

const written: LetterSections = {
  requirements: '',
  attendance: 'Seen.',
  diagnoses: '',
  summary: 'Plaque psoriasis of both elbows.',
  allergies: '',
  medications: '',
  plan: 'Discharged.',
  advice: '',
};

const refusalOf = (...of: Parameters<typeof requireSignable>): string | null => {
  try {
    requireSignable(...of);
    return null;
  } catch (error) {
    if (error instanceof DomainError) return `${error.code} ${error.message}`;
    throw error;
  }
};

describe('the draft of a clinic letter', () => {
  it('says by the clock of the hospital when and how the patient was seen, who was there, and what was agreed', () => {
    expect(draftLetter(seen, 'healthcare')).to.deep.equal({
      requirements: '',
      attendance: [
        'Dermatology clinic, Tue 1 Jun 2027, 09:04.',
        'Seen by Dr Ada Hill by video, with the patient at HMP Synthetic.',
        'Who the patient is was confirmed with two identifiers.',
        'In the room: the patient, a nurse and an officer.',
      ].join('\n'),
      diagnoses: '',
      summary: '[to be written]',
      allergies: '',
      medications: '',
      plan: 'The patient is discharged from this clinic.',
      advice: 'Cream twice a day.',
    });
  });

  it('marks what nobody has recorded, and makes nothing up', () => {
    const facts: LetterFacts = { ...seen, seenAt: null, byVideo: false, room: null, advice: [] };
    const draft = draftLetter({ ...facts, interpreterLanguage: 'Polish' }, 'healthcare');
    expect(draft.attendance).to.equal(
      [
        'Dermatology clinic, booked for Tue 1 Jun 2027, 09:00.',
        'Seen by Dr Ada Hill, with the patient at HMP Synthetic.',
        'How the visit was held: [to be written]',
        'Who was in the room: [to be written]',
      ].join('\n'),
    );
    expect(draft.requirements).to.equal('An interpreter was asked for: Polish.');
    expect(draft.advice).to.equal('');
    expect(unwrittenIn(draft)).to.deep.equal(['attendance', 'summary']);
    const doubtful: LetterFacts = { ...seen, room: { identity: 'not-confirmed', present: ['patient'] } };
    expect(draftLetter(doubtful, 'gp').attendance).to.match(
      /was not confirmed with two identifiers\.\nIn the room: the patient\.$/,
    );
  });

  const plans: readonly (readonly [NextStep, string])[] = [
    ['discharge', 'The patient is discharged from this clinic.'],
    ['follow-up-video', 'Follow-up by video in this clinic.\nHealthcare at HMP Synthetic: please book it.'],
    [
      'follow-up-in-person',
      'Follow-up in person at HMP Synthetic.\nHealthcare at HMP Synthetic: please arrange it.',
    ],
    ['hospital', 'A hospital appointment is to be arranged. Keep its date, time and place from the patient.'],
    ['patient-initiated', 'Another appointment is made when the patient asks for one (PIFU).'],
  ];
  for (const [step, plan] of plans) {
    it(`says what comes next after ${step}, and who sees to it`, () => {
      expect(draftLetter(after(step), 'healthcare').plan).to.equal(plan);
    });
  }

  it('says of a care home and of a patient at home who sees to it there', () => {
    const home = {
      ...after('follow-up-in-person'),
      place: 'home',
      placeNow: 'home',
      inPrison: false,
    } as const;
    expect(draftLetter(home, 'gp').plan).to.equal('Follow-up in person.\nOur booking clerks arrange it.');
    expect(draftLetter(home, 'gp').attendance).to.contain('with the patient at home.');
    const care = { ...home, place: 'care-home', placeNow: 'care-home', seenIn: 'Ash House' } as const;
    const patient = { ...seen.patient, siteName: 'Ash House' };
    expect(draftLetter({ ...care, patient }, 'gp').plan).to.equal(
      'Follow-up in person at Ash House.\nAsh House: please arrange it.',
    );
    expect(headOf({ ...care, patient }, 'healthcare')).to.deep.include({ to: 'Ash House', warning: null });
    expect(draftLetter({ ...after('hospital'), inPrison: false }, 'patient').plan).to.equal(
      'A hospital appointment is to be arranged.',
    );
    expect(readersAt('home')).to.deep.equal(['gp', 'patient']);
    expect(readersAt(undefined)).to.deep.equal(['healthcare', 'gp', 'patient']);
  });

  it('says why a patient was not seen by the code alone, and owes no summary', () => {
    const draft = draftLetter(missed('no-officer'), 'healthcare');
    expect(draft.attendance).to.equal(
      'Dermatology clinic, booked for Tue 1 Jun 2027, 09:00. The patient was not seen. Reason recorded: no officer to bring the patient.',
    );
    expect(draft.plan).to.equal(
      'The patient stays on the waiting list, with the wait that they had. Another appointment is to be booked.',
    );
    expect(JSON.stringify(draft)).not.to.contain('Free text');
    expect(refusalOf(draft, { attended: false, secret: null })).to.equal(null);
  });

  it('A36 leaves a hospital appointment out for whoever the patient may hear it from', () => {
    for (const reader of ['gp', 'patient'] as const) {
      const draft = draftLetter(after('hospital'), reader);
      expect(draft.plan).to.equal('The clinic arranges what comes next.');
      expect(JSON.stringify(draft)).not.to.match(/hospital/i);
      expect(headOf(after('hospital'), reader).warning).to.equal(null);
    }
    expect(keepsHospital(after('hospital'))).to.equal(true);
    expect(keepsHospital(after('discharge'))).to.equal(false);
    expect(headOf(after('hospital'), 'healthcare').warning).to.equal(
      'For healthcare staff only. Do not give this letter to the patient.',
    );
  });
});

describe('the signature of a clinic letter', () => {
  const open = { attended: true, secret: null };

  it('is refused while a mark stands, naming its heading, however the mark was typed around', () => {
    expect(refusalOf(draftLetter(seen, 'gp'), open)).to.equal(
      'invalid summary: [to be written] still stands here',
    );
    for (const mark of ['[To be written]', '[ to  be written ]', `Well.\n${toBeWritten}`]) {
      expect(refusalOf({ ...written, plan: mark }, open)).to.equal(
        'invalid plan: [to be written] still stands here',
      );
    }
    expect(refusalOf(written, open)).to.equal(null);
  });

  it('is refused where the mark was taken out and nothing written', () => {
    for (const name of ['attendance', 'summary', 'plan'] as const) {
      expect(refusalOf({ ...written, [name]: ' \n' }, open)).to.equal(
        `invalid ${name}: nothing is written here`,
      );
    }
  });

  it('A36 is refused of a letter that the patient may read and that names a hospital, but for the one that has written it', () => {
    const secret = { attended: true, secret: { organisationName: 'Northdale Hospital' } };
    const naming = { ...written, advice: 'The HOSPITAL writes.' };
    expect(refusalOf(naming, secret)).to.equal(
      'invalid advice: the patient may read this letter, and is not to know of a hospital',
    );
    expect(refusalOf(naming, open)).to.equal(null);
    expect(refusalOf({ ...written, advice: 'Northdale Hospital saw you.' }, secret)).to.equal(null);
  });

  it('is asked for at eight in the morning, after two whole working days', () => {
    const asked = (madeAt: string) => askedToSign({ madeAt: new Date(madeAt) }).toISOString();
    expect(asked('2027-01-04T16:00Z'), 'Monday').to.equal('2027-01-07T08:00:00.000Z');
    expect(asked('2027-03-24T16:00Z'), 'before Easter, and summer time').to.equal('2027-03-31T07:00:00.000Z');
  });
});

describe('a clinic letter on paper', () => {
  it('has the headings of the national standard in their order', () => {
    expect(Object.values(letterHeadings)).to.deep.equal([
      'Individual requirements',
      'Attendance details',
      'Diagnoses',
      'Clinical summary',
      'Allergies and adverse reactions',
      'Medications and medical devices',
      'Plan and requested actions',
      'Information and advice given',
    ]);
  });

  it('says of whom it is by two identifiers, and for whom', () => {
    expect(
      linesOfHead(headOf(seen, 'healthcare')).map(({ name, value }) => `${name}: ${value}`),
    ).to.deep.equal([
      'To: Healthcare at HMP Synthetic',
      'Patient: Ann Example',
      'Date of birth: 29 Feb 1980',
      'NHS number: 999 000 0018',
      'Prison number: A1234BC',
      'Where the patient is: HMP Synthetic',
      'Clinic: Dermatology, Tue 1 Jun 2027',
    ]);
  });

  it('says who has signed it, what it corrects, and that a corrected one has taken its place', () => {
    const head = headOf(seen, 'gp');
    const at = (day: number) => new Date(`2027-06-0${String(day)}T09:00:00Z`);
    expect(signedWords({ head, signedAt: at(2), correctsOf: null, replacedAt: at(3) })).to.deep.equal({
      signed: 'Signed by Dr Ada Hill on Wed 2 Jun 2027, 10:00',
      corrects: null,
      replaced: 'Do not use this letter: a corrected one was signed on Thu 3 Jun 2027, 10:00.',
    });
    expect(signedWords({ head, signedAt: at(3), correctsOf: at(2), replacedAt: null })).to.deep.include({
      corrects: 'It corrects and replaces the letter that was signed on Wed 2 Jun 2027, 10:00.',
      replaced: null,
    });
  });
});
