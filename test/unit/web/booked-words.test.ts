import { expect } from 'chai';
import { clinicianWordsAt, peopleInRoomAt } from '../../../web/src/booked/part-words.ts';
import { agreedReadByAt, notesReadByAt } from '../../../web/src/booked/place-words.ts';

describe('a booked visit in words, by the kind of place', () => {
  it('A47 says before the debrief that a patient at home is put out of the visit by it', () => {
    const { leaves, steps, parts } = clinicianWordsAt('home');
    expect(leaves).to.deep.equal({
      title: 'End the visit for the patient?',
      text: 'The patient, family and interpreter leave the visit now, and cannot come back. You stay.',
      no: 'No, go on with the patient',
    });
    expect(steps.debrief).to.equal('End it for the patient: debrief');
    expect(parts.debrief).to.equal('Debrief: without the patient');
  });

  it('A47 asks at a station whether the patient has left the room', () => {
    for (const place of [undefined, 'care-home'] as const) {
      expect(clinicianWordsAt(place).leaves.title).to.equal('Has the patient left?');
      expect(clinicianWordsAt(place).leaves.text).to.equal(
        'Family and interpreter leave the visit now, and cannot come back.',
      );
    }
  });

  it('A47 names officers in the room of a prison only', () => {
    expect(peopleInRoomAt(undefined)).to.deep.equal([
      'patient',
      'nurse',
      'officer',
      'interpreter',
      'family',
      'other',
    ]);
    for (const place of ['care-home', 'home'] as const) {
      expect(peopleInRoomAt(place)).to.deep.equal(['patient', 'nurse', 'interpreter', 'family', 'other']);
    }
  });

  it('says who reads the note for the patient, by which no paper comes to a home', () => {
    expect(notesReadByAt(undefined)).to.deep.equal({
      patient: 'This may be printed for the patient.',
      staff: 'Only staff of the prison’s healthcare and of the hospital read this.',
    });
    expect(notesReadByAt('care-home').patient).to.equal(
      'It is not sent to the care home: tell the staff there as well.',
    );
    expect(notesReadByAt('home')).to.deep.equal({
      patient:
        'The patient reads it on the page of their link. Somebody else may have the link: nothing private.',
      staff: 'Only staff of the hospital read this.',
    });
  });

  it('promises no station where there is none, and warns of hospitals in prisons only', () => {
    expect(agreedReadByAt(undefined)).to.equal(
      'Shown at the station in these words, where the patient can read them: no hospital, no date',
    );
    expect(agreedReadByAt('care-home')).to.equal(
      'Shown at the station in these words, where the patient can read them',
    );
    expect(agreedReadByAt('home')).to.equal(
      'Kept with the booking, for those who look after the patient. No screen shows it to the patient',
    );
  });
});
