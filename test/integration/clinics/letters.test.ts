import { expect } from 'chai';
import { askedToSign, watchUnsignedLetters } from '../../../domain/clinics/unsigned-letters.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { by, LetterStage, writtenLetter } from '../../support/letter-stage.ts';
import { readPdf } from '../../support/pdf.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

describe('letters about visits of clinics', function () {
  this.timeout(40_000);
  let running: RunningServer;
  let stage: ClinicStage;
  let letters: LetterStage;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    letters = new LetterStage(stage);
  });

  after(() => running[Symbol.asyncDispose]());

  it('begin with what is known, keep what was typed, and are signed once nothing is left to be written', async () => {
    const booking = await letters.over({ attendance: 'attended', nextStep: 'follow-up-video' });
    expect(await letters.toSign()).to.deep.equal([[booking.bookingId, false]]);
    const draft = await letters.draftOf(booking);
    expect(draft).to.deep.include({ revision: 0, savedAt: null, reader: 'healthcare', number: 1 });
    expect(draft.sections.plan).to.equal(
      'Follow-up by video in this clinic.\nHealthcare at HMP Synthetic: please book it.',
    );
    expect(draft.drafts.map(({ reader, posted }) => [reader, posted])).to.deep.equal([
      ['healthcare', false],
      ['gp', true],
      ['patient', true],
    ]);

    const first = await letters.save(booking, { sections: { summary: draft.sections.summary } });
    expect(first.revision).to.equal(1);
    const params = { bookingId: booking.bookingId };
    const asking = { ...by(stage.clinician), params };
    const { detail } = await askRefused(running, 'signLetter', {
      ...asking,
      body: { revision: 1 },
      code: 'invalid',
    });
    expect(detail).to.equal('summary: [to be written] still stands here');
    await letters.save(booking, { revision: 1 });
    const kept = await letters.draftOf(booking);
    expect([kept.revision, kept.sections]).to.deep.equal([2, writtenLetter]);

    const letterId = await letters.sign(booking, 2);
    expect(await letters.toSign()).to.deep.equal([]);
    const signed = await letters.read(letterId, stage.clinician);
    expect(signed.sections).to.deep.equal(writtenLetter);
    expect(signed.own).to.equal(true);
    expect(signed.head).to.deep.include({
      organisationName: 'Synthetic Hospital',
      to: 'Healthcare at HMP Synthetic',
      writtenBy: 'Synthetic clinician',
    });
    expect(await stage.trail('letter.')).to.deep.equal([
      'letter.read',
      'letter.begun',
      'letter.read',
      'letter.signed',
      'letter.read',
    ]);
  });

  it('are not written over by a second window: it hears of the conflict, and both texts are there', async () => {
    const booking = await letters.over();
    const params = { bookingId: booking.bookingId };
    await letters.save(booking, { sections: { summary: 'Of the first window.' } });
    const mine = { ...writtenLetter, summary: 'Of the second window.' };
    const asking = { ...by(stage.clinician), params };
    const { detail } = await askRefused(running, 'saveLetter', {
      ...asking,
      body: { revision: 0, reader: 'healthcare', sections: mine },
      code: 'conflict',
    });
    expect(detail).to.equal('this letter has been changed in another window');
    await askRefused(running, 'signLetter', { ...asking, body: { revision: 0 }, code: 'conflict' });
    expect((await letters.draftOf(booking)).sections.summary).to.equal('Of the first window.');
    await letters.save(booking, { revision: 1, sections: { summary: mine.summary } });
    expect((await letters.draftOf(booking)).sections.summary).to.equal(mine.summary);
  });

  it('of two windows that save at once keep one, and refuse the other', async () => {
    const booking = await letters.over();
    const saves = ['one', 'two', 'three'].map((summary) => letters.save(booking, { sections: { summary } }));
    const settled = await Promise.allSettled(saves);
    expect(settled.map(({ status }) => status).toSorted()).to.deep.equal([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect((await letters.draftOf(booking)).revision).to.equal(1);
  });

  it('never change once they are signed: not by the service, and not in the database', async () => {
    const booking = await letters.over();
    await letters.save(booking);
    const letterId = await letters.sign(booking);
    const asking = { ...by(stage.clinician), params: { bookingId: booking.bookingId } };
    await askRefused(running, 'readLetterDraft', { ...asking, code: 'wrong-phase' });
    const body = { revision: 1, reader: 'gp', sections: writtenLetter } as const;
    await askRefused(running, 'saveLetter', { ...asking, body, code: 'wrong-phase' });
    await askRefused(running, 'signLetter', { ...asking, body: { revision: 1 }, code: 'wrong-phase' });
    await askRefused(running, 'dropLetter', { ...asking, code: 'wrong-phase' });
    const refused = await running.server.deps.store
      .transact((tx) => tx.letters.writeLetter(letterId as never, { reader: 'gp', sections: writtenLetter }))
      .then(
        () => 'changed',
        (error: unknown) => String(error),
      );
    expect(refused).to.match(/a letter that is signed is not changed/);
  });

  it('are corrected by another version, which names the one whose place it takes', async () => {
    const booking = await letters.over();
    await letters.save(booking);
    const first = await letters.sign(booking);
    const asking = { ...by(stage.clinician), params: { letterId: first } };
    await ask(running, 'correctLetter', asking);
    await ask(running, 'correctLetter', asking);
    const draft = await letters.draftOf(booking);
    expect([draft.number, draft.revision, draft.sections]).to.deep.equal([2, 1, writtenLetter]);
    expect(draft.correctsOf).to.equal((await letters.read(first, stage.nurse)).signedAt);
    // Until it is signed the first one holds.
    expect((await letters.read(first, stage.nurse)).replacedAt).to.equal(null);
    await letters.save(booking, { revision: 1, sections: { diagnoses: 'Eczema' } });
    const second = await letters.sign(booking, 2);
    const old = await letters.read(first, stage.nurse);
    const corrected = await letters.read(second, stage.nurse);
    expect(old.sections.diagnoses).to.equal('Plaque psoriasis');
    expect(old.replacedAt).to.equal(corrected.signedAt);
    expect([corrected.correctsOf, corrected.sections.diagnoses]).to.deep.equal([old.signedAt, 'Eczema']);
    expect(
      (await letters.listed(booking, stage.nurse)).map(({ letterId, number }) => [letterId, number]),
    ).to.deep.equal([
      [second, 2],
      [first, 1],
    ]);
    await askRefused(running, 'correctLetter', { ...asking, code: 'conflict' });
    // Whoever is asked to read is asked about the one that holds.
    expect((await letters.tasksOf(stage.nurse)).map(({ letterId }) => letterId)).to.deep.equal([second]);
  });

  it('are written by the clinician of the visit alone, and read by them, the prison and the booking clerks', async () => {
    const booking = await letters.over();
    const params = { bookingId: booking.bookingId };
    const body = { revision: 0, reader: 'healthcare', sections: writtenLetter } as const;
    const colleague = await stage.join('clinician');
    const elsewhere = await ClinicStage.create(running);
    for (const stranger of [colleague, elsewhere.clinician]) {
      const asking = { ...by(stranger), params, code: 'not-found' } as const;
      await askRefused(running, 'readLetterDraft', asking);
      await askRefused(running, 'saveLetter', { ...asking, body });
      await askRefused(running, 'signLetter', { ...asking, body: { revision: 0 } });
      await askRefused(running, 'dropLetter', asking);
      await askRefused(running, 'listBookingLetters', asking);
    }
    const staff = ['booker', 'prison-healthcare', 'manager', 'administrator', 'wing-officer'] as const;
    for (const role of staff) {
      const asking = { ...by(await stage.join(role, [stage.prisonId])), params, code: 'forbidden' } as const;
      await askRefused(running, 'readLetterDraft', asking);
      await askRefused(running, 'saveLetter', { ...asking, body });
      await askRefused(running, 'signLetter', { ...asking, body: { revision: 0 } });
      await askRefused(running, 'dropLetter', asking);
    }
    await letters.save(booking);
    expect(await letters.listed(booking, stage.nurse), 'not signed').to.deep.equal([]);
    const letterId = await letters.sign(booking);
    const letter = { letterId };
    for (const reader of [stage.nurse, stage.booker, stage.clinician]) {
      expect((await letters.read(letterId, reader)).sections).to.deep.equal(writtenLetter);
      expect(await letters.listed(booking, reader)).to.have.length(1);
    }
    const otherPrison = await stage.join('prison-healthcare', [await stage.addPrison()]);
    for (const stranger of [colleague, otherPrison, elsewhere.nurse, elsewhere.booker, elsewhere.clinician]) {
      const asking = { ...by(stranger), params: letter, code: 'not-found' } as const;
      await askRefused(running, 'readLetter', asking);
      await askRefused(running, 'writeLetter', asking);
    }
    for (const role of ['manager', 'administrator', 'wing-officer'] as const) {
      const asking = {
        ...by(await stage.join(role, [stage.prisonId])),
        params: letter,
        code: 'forbidden',
      } as const;
      await askRefused(running, 'readLetter', asking);
      await askRefused(running, 'writeLetter', asking);
      await askRefused(running, 'listBookingLetters', { ...asking, params });
    }
    await askRefused(running, 'correctLetter', { ...by(colleague), params: letter, code: 'not-found' });
    await askRefused(running, 'correctLetter', { ...by(stage.nurse), params: letter, code: 'forbidden' });
  });

  it('ask the prison to read them, and the clerks to post what is for others, until somebody has', async () => {
    const booking = await letters.over();
    await letters.save(booking);
    const letterId = await letters.sign(booking);
    expect(await letters.tasksOf(stage.booker)).to.deep.equal([]);
    const [task, ...more] = await letters.tasksOf(stage.nurse);
    expect(more).to.deep.equal([]);
    expect(task).to.deep.include({ kind: 'letter-came', letterId, siteId: stage.prisonId });
    const params = { taskId: task?.taskId ?? '' };
    await askRefused(running, 'finishClinicTask', { ...by(stage.booker), params, code: 'not-found' });
    await ask(running, 'finishClinicTask', { ...by(stage.nurse), params });
    expect(await letters.tasksOf(stage.nurse)).to.deep.equal([]);

    stage = await ClinicStage.create(running);
    letters = new LetterStage(stage);
    const posted = await letters.over();
    await letters.save(posted, { reader: 'patient' });
    const second = await letters.sign(posted);
    expect((await letters.tasksOf(stage.booker)).map((one) => [one.letterId, one.siteId])).to.deep.equal([
      [second, null],
    ]);
    expect(await letters.tasksOf(stage.nurse)).to.have.length(1);
  });

  it('are read where the patient is now: the prison that they have left reads none, and has no task', async () => {
    const patient = {
      name: 'Ann Example',
      dateOfBirth: '1980-02-29',
      nhsNumber: '9990000018',
      prisonNumber: 'A9009BC',
    };
    const added = await ask(running, 'addPatient', {
      ...by(stage.nurse),
      body: { ...patient, siteId: stage.prisonId },
    });
    const { patientId } = added.value;
    const { referralId } = (
      await ask(running, 'addReferral', {
        ...by(stage.nurse),
        body: { patientId, service: 'Dermatology', priority: 'routine' },
      })
    ).value;
    const booking = await letters.over({ attendance: 'attended', nextStep: 'discharge' }, referralId);
    await letters.save(booking);
    const letterId = await letters.sign(booking);
    expect(await letters.tasksOf(stage.nurse)).to.have.length(1);

    const siteId = await stage.addPrison();
    const nurse = await stage.join('prison-healthcare', [siteId]);
    const { known } = await askRefused(running, 'addPatient', {
      ...by(nurse),
      body: { ...patient, siteId },
      code: 'conflict',
    });
    await ask(running, 'receivePatient', {
      ...by(nurse),
      body: { ...patient, siteId, version: known?.version ?? 0 },
    });
    expect(await letters.tasksOf(stage.nurse)).to.deep.equal([]);
    expect((await letters.tasksOf(nurse)).map((one) => [one.kind, one.letterId])).to.deep.equal([
      ['letter-came', letterId],
    ]);
    expect((await letters.read(letterId, nurse)).sections).to.deep.equal(writtenLetter);
    await askRefused(running, 'readLetter', { ...by(stage.nurse), params: { letterId }, code: 'not-found' });
    expect(await letters.listed(booking, stage.nurse)).to.deep.equal([]);
  });

  it('become a task once two working days have gone by without a signature, and end it', async () => {
    const booking = await letters.over();
    const watch = () => watchUnsignedLetters(running.server.deps);
    const asked = askedToSign({ madeAt: running.clock.now() });
    await letters.goTo(new Date(asked.getTime() - 5000));
    await watch();
    expect(await letters.tasksOf(stage.booker)).to.deep.equal([]);
    expect(await letters.toSign()).to.deep.equal([[booking.bookingId, false]]);
    await letters.goTo(new Date(asked.getTime() + 1000));
    await watch();
    await watch();
    expect(
      (await letters.tasksOf(stage.booker)).map((one) => [one.kind, one.bookingId, one.siteId]),
    ).to.deep.equal([['letter-unsigned', booking.bookingId, null]]);
    expect(await letters.toSign()).to.deep.equal([[booking.bookingId, true]]);
    await letters.save(booking);
    await letters.sign(booking);
    expect(await letters.tasksOf(stage.booker)).to.deep.equal([]);
    await watch();
    expect(await letters.tasksOf(stage.booker)).to.deep.equal([]);
  });

  it('are owed of nobody who was not seen, nor where their clinician says that none is needed', async () => {
    const booking = await letters.over();
    const params = { bookingId: booking.bookingId };
    await letters.record(booking, { attendance: 'dna', cause: 'no-officer', text: null });
    expect(await letters.toSign()).to.deep.equal([]);
    const draft = await letters.draftOf(booking);
    expect(draft.sections.attendance).to.match(/The patient was not seen\. Reason recorded: no officer/);
    // Somebody may write one all the same.
    const { revision } = await letters.save(booking, { revision: draft.revision, sections: draft.sections });
    await ask(running, 'dropLetter', { ...by(stage.clinician), params });
    await ask(running, 'dropLetter', { ...by(stage.clinician), params });
    expect(await letters.toSign()).to.deep.equal([]);
    expect(await letters.draftOf(booking)).to.deep.include({ dropped: true, revision });
    await letters.save(booking, { revision, sections: draft.sections });
    expect(await letters.toSign()).to.have.length(1);
    await letters.sign(booking, revision + 1);
    expect(await stage.trail('letter.dropped')).to.deep.equal(['letter.dropped']);
  });

  it('are about nothing before somebody has said what became of the booking', async () => {
    const { bookingId } = await stage.book('09:05');
    const asking = { ...by(stage.clinician), params: { bookingId }, code: 'wrong-phase' } as const;
    await askRefused(running, 'readLetterDraft', asking);
    const body = { revision: 0, reader: 'gp', sections: writtenLetter } as const;
    await askRefused(running, 'saveLetter', { ...asking, body });
  });

  it('A36 name no hospital to anybody whom the patient can hear it from', async () => {
    const booking = await letters.over({ attendance: 'attended', nextStep: 'hospital' });
    const draft = await letters.draftOf(booking);
    expect(draft.hospitalKept).to.equal(true);
    const plans = draft.drafts.map(({ reader, sections }) => [reader, /hospital/i.test(sections.plan)]);
    expect(plans).to.deep.equal([
      ['healthcare', true],
      ['gp', false],
      ['patient', false],
    ]);
    const naming = { plan: 'The infirmary writes to you.' };
    await letters.save(booking, { reader: 'patient', sections: naming });
    const params = { bookingId: booking.bookingId };
    const { detail } = await askRefused(running, 'signLetter', {
      ...by(stage.clinician),
      params,
      body: { revision: 1 },
      code: 'invalid',
    });
    expect(detail).to.equal('plan: the patient may read this letter, and is not to know of a hospital');
    await letters.save(booking, { revision: 1, sections: naming });
    const letterId = await letters.sign(booking, 2);
    expect((await letters.read(letterId, stage.nurse)).head.warning).to.equal(
      'For healthcare staff only. Do not give this letter to the patient.',
    );
  });

  it('are printed whole, with of whom they are on every sheet', async () => {
    const booking = await letters.over();
    await letters.save(booking, {
      sections: { summary: `${'Plaques on both elbows. '.repeat(300)}The end of it.` },
    });
    const letterId = await letters.sign(booking);
    const { value } = await ask(running, 'writeLetter', { ...by(stage.nurse), params: { letterId } });
    const { pages, text } = await readPdf(new Uint8Array(await value.arrayBuffer()));
    expect(pages).to.equal(2);
    for (const expected of [
      'Synthetic Hospital',
      'Clinic letter',
      'For healthcare staff only. Do not give this letter to the patient.',
      'Healthcare at HMP Synthetic',
      'Attendance details',
      'The end of it.',
      'Signed by Synthetic clinician on',
      'Page 1 of 2',
      'Page 2 of 2',
    ]) {
      expect(text).to.contain(expected);
    }
    expect(text.match(/Synthetic Patient, A\d{4}BC\. Page/g)).to.have.length(2);
    expect(text, 'a heading without a word under it').not.to.contain('Allergies');
  });
});
