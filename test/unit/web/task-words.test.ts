import { expect } from 'chai';
import { taskKind } from '../../../domain/clinics/task.ts';
import type { BookingId, LetterId, PatientId, SiteId } from '../../../domain/ids.ts';
import {
  differsWords,
  doneWords,
  dueWords,
  isOverdue,
  recordsWords,
  taskLink,
  taskWords,
} from '../../../web/src/clinics/task-words.ts';

describe('what has to be seen to, in words', () => {
  const siteId = 'site' as SiteId;

  it('names the interpreter who has to be told, with the number', () => {
    const task = {
      kind: 'tell-interpreter' as const,
      siteId: null,
      interpreter: { name: 'Anna Nowak', phone: '020 7946 0123' },
    };
    expect(taskWords(task)).to.deep.equal({
      title: 'Tell the interpreter Anna Nowak',
      what: 'A booking in which they were to interpret has been moved or cancelled, or needs them no more. Open the booking to see how it stands. Ring 020 7946 0123.',
    });
  });

  it('has a title and a sentence for every kind, for the prison and for the hospital', () => {
    expect(taskKind.options).to.have.length(12);
    for (const kind of taskKind.options) {
      for (const whose of [siteId, null]) {
        const { title, what } = taskWords({ kind, siteId: whose });
        expect(title, kind).to.match(/^[A-Z].{10,}[^.]$/);
        expect(what, kind).to.match(/^[A-Z].{20,}\.$/);
      }
    }
    const titles = taskKind.options.map((kind) => taskWords({ kind, siteId }).title);
    expect(new Set(titles).size).to.equal(12);
  });

  it('says that a message about several bookings has reached nobody, and where they are marked', () => {
    const kind = 'not-reached';
    const one = taskWords({ kind, siteId, bookingId: 'booking' as BookingId });
    expect(one.what).to.equal('A message about this booking has reached nobody.');
    const several = taskWords({ kind, siteId, bookingId: null });
    expect(several.what).to.equal(
      'A message about several bookings has reached nobody. Those bookings are marked “Not told” on the list of the day.',
    );
  });

  it('leads to the letter that has come: the prison reads it, and the clerks post it', () => {
    const kind = 'letter-came';
    const letterId = 'letter' as LetterId;
    const task = { kind, bookingId: 'booking' as BookingId, letterId } as const;
    expect(taskLink({ ...task, siteId })).to.deep.equal({
      to: '/clinics/letters/letter',
      label: 'Open the letter',
    });
    expect(taskWords({ kind, siteId: null }).title).to.equal('Post a letter');
    expect([doneWords({ kind, siteId }), doneWords({ kind, siteId: null })]).to.deep.equal([
      'Read',
      'Posted',
    ]);
    // Its clinician signs it from their own list; a clerk finds the booking.
    expect(taskLink({ kind: 'letter-unsigned', bookingId: task.bookingId, siteId: null })?.label).to.equal(
      'Open the booking',
    );
  });

  it('tells the hospital of a move that the new prison books again', () => {
    const kind = 'rebook-elsewhere';
    expect(taskWords({ kind, siteId: null }).title).to.equal('This patient has moved to another prison');
    expect(taskWords({ kind, siteId }).title).to.equal('Book the clinics of this patient again');
  });

  it('asks the hospital itself to book whoever has come from prison to a care home or home', () => {
    const task = { kind: 'rebook-elsewhere', siteId: null, bookingId: null } as const;
    for (const place of ['care-home', 'home'] as const) {
      expect(taskWords({ ...task, place }).title).to.equal('Book the clinics of this patient again');
      expect(taskLink({ ...task, place })?.to).to.equal('/clinics/book');
    }
    expect(taskLink({ ...task, place: 'prison' })).to.equal(null);
  });

  it('A33, HAZ-33 shows both records by what staff compare, also that one has no NHS number', () => {
    const about = { siteId, siteName: 'HMP Fellside', prisonNumber: 'A1234BC', dateOfBirth: '1980-02-03' };
    const patient = { ...about, patientId: 'one' as PatientId, name: 'Ade Okafor', nhsNumber: null };
    const other = {
      ...patient,
      patientId: 'other' as PatientId,
      prisonNumber: 'A9009BC',
      nhsNumber: '9990000018',
    };
    expect(recordsWords({ patient, merge: { differs: ['nhsNumber'], other } })).to.deep.equal([
      'First record: Ade Okafor, A1234BC, born 3 February 1980, no NHS number.',
      'Second record: Ade Okafor, A9009BC, NHS 999 000 0018, born 3 February 1980.',
    ]);
    expect(recordsWords({ patient, merge: { differs: [], other: null } })[1]).to.equal(
      'The second record is of another prison: ask there.',
    );
    expect(recordsWords({ patient, merge: null })).to.deep.equal([]);
  });

  it('A33 says by the fields in what two records differ, and nothing of what is in them', () => {
    const said = (...differs: ('dateOfBirth' | 'nhsNumber')[]) => differsWords({ differs, other: null });
    expect(said('dateOfBirth', 'nhsNumber')).to.equal('They differ in the date of birth and NHS number.');
    expect(said()).to.equal('One of the two is in a prison of which that system says nothing.');
  });

  it('says whom nothing has reached, of what and when, and leads there', () => {
    const times = { startsAt: '2026-12-01T09:05:00.000Z', endsAt: '2026-12-01T09:25:00.000Z' };
    const clinic = { side: 'clinician', kind: 'session-cancelled', whom: 'Dr Ada Hill', ...times } as const;
    const task = { kind: 'not-reached', siteId: null, bookingId: null } as const;
    expect(taskWords({ ...task, untold: clinic })).to.deep.equal({
      title: 'Tell Dr Ada Hill another way',
      what: 'No message has reached them. The clinic was cancelled: Tue 1 Dec 2026, 09:05 to 09:25.',
    });
    expect(taskLink({ ...task, untold: clinic })).to.deep.equal({
      to: '/clinics/day?day=2026-12-01',
      label: 'Open the day',
    });
    const booking = { ...clinic, kind: 'moved', whom: null } as const;
    const titleOf = (side: 'patient' | 'prison', whose: SiteId | null, whom: string | null) => {
      const patient = { name: 'Ann Example' };
      return taskWords({ ...task, siteId: whose, patient, untold: { ...booking, side, whom } }).title;
    };
    expect(titleOf('patient', null, null)).to.equal('Tell Ann Example another way');
    expect(titleOf('prison', null, 'Ash House')).to.equal('Tell Ash House another way');
    expect(titleOf('prison', siteId, 'HMP Fellside')).to.equal(
      'Tell prison healthcare of HMP Fellside another way',
    );
  });

  it('says by when, and is overdue from the next day on', () => {
    const task = { dueOn: '2026-12-01' };
    expect(dueWords(task)).to.equal('by Tuesday 1 December');
    expect(isOverdue(task, '2026-12-01')).to.equal(false);
    expect(isOverdue(task, '2026-12-02')).to.equal(true);
  });

  it('leads to the booking, else to where one is made', () => {
    const kind = 'rebook-elsewhere';
    const bookingId = 'one' as BookingId;
    expect(taskLink({ kind, siteId, bookingId })?.to).to.equal('/clinics/bookings/one');
    expect(taskLink({ kind, siteId, bookingId: null })?.to).to.equal('/clinics/book');
    expect(taskLink({ kind, siteId: null, bookingId: null })).to.equal(null);
    expect(taskLink({ kind: 'hand-over', siteId: null, bookingId: null })).to.equal(null);
    expect(doneWords({ kind: 'expected-person' })).to.equal('Has come');
    expect(doneWords({ kind })).to.equal('Done');
    expect(doneWords({ kind: 'outcome-missing' })).to.equal(null);
  });
});
