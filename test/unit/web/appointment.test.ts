import { expect } from 'chai';
import { asksAgainIn, oneAtATime } from '../../../web/src/appointment/asking.ts';
import {
  cancelledWords,
  delayWords,
  helpWords,
  lateJoinWords,
  overWords,
} from '../../../web/src/appointment/appointment-words.ts';
import { keepName, keptName } from '../../../web/src/appointment/kept-name.ts';
import { contactSavedWords } from '../../../web/src/clinics/contact-words.ts';
import { ApiError } from '../../../web/src/service/api.ts';

describe('the page of an appointment by link', () => {
  it('asks one question at a time, and gives one up that gets no answer', async () => {
    const answers: (() => void)[] = [];
    let time = 0;
    const ask = oneAtATime(
      () =>
        new Promise((resolve) => {
          answers.push(resolve);
        }),
      { giveUpMs: 12_000, now: () => time },
    );
    for (time of [0, 4000, 8000]) ask();
    expect(answers).to.have.length(1);
    time = 12_000;
    ask();
    expect(answers).to.have.length(2);
    // The first answer comes late, and says nothing about the second.
    answers[0]?.();
    await settled();
    ask();
    expect(answers).to.have.length(2);
    answers[1]?.();
    await settled();
    ask();
    expect(answers).to.have.length(3);
  });

  it('asks no more once its link is not known, and goes on after an outage', () => {
    expect(asksAgainIn(null)).to.equal(30_000);
    expect(asksAgainIn(new ApiError('unavailable', 'away'))).to.equal(30_000);
    expect(asksAgainIn(new ApiError('not-found', 'gone'))).to.equal(false);
  });

  it('says plainly that nobody comes any more, and whether another appointment follows', () => {
    const organisationName = 'Synthetic Hospital';
    expect(cancelledWords({ organisationName, goesOn: true })).to.equal(
      'Synthetic Hospital has cancelled this appointment. Nobody will see you at this time, so you need not wait here. You do not need to do anything: the clinic arranges what comes next and sends you a message.',
    );
    expect(cancelledWords({ organisationName, goesOn: false })).to.match(
      /you need not wait here\. No other appointment follows from it\.$/,
    );
  });

  it('A46 asks whoever is late to join at once, and whoever is early to join at their time', () => {
    const startsAt = '2026-11-30T16:41:00.000Z';
    const at = (instant: string) => lateJoinWords({ startsAt }, Date.parse(instant));
    expect(at('2026-11-30T16:40:59.999Z')).to.equal('Please join at your time: the clinic may catch up.');
    expect(at(startsAt)).to.equal('Your time has come: join now and wait here.');
  });

  it('A46 says a long delay in hours', () => {
    const late = (minutes: number) => delayWords({ is: 'late', minutes });
    expect(late(55)).to.equal('Running about 55 minutes late.');
    expect(late(60)).to.equal('Running about 1 hour late.');
    expect(late(185)).to.equal('Running about 3 hours 5 minutes late.');
  });

  it('A47 promises no way back to a patient for whom the clinician has ended it', () => {
    expect(overWords({ patientLeft: false })).to.match(
      /if the clinician starts it again, you can join here\.$/,
    );
    expect(overWords({ patientLeft: true })).to.equal(
      'The clinician has ended it for you. You can close this page.',
    );
  });

  it('asks nobody to reload the page of an appointment that is over', () => {
    expect(helpWords({ state: 'booked' }).first).to.match(/^Reload this page\./);
    for (const state of ['over', 'cancelled'] as const) {
      expect(helpWords({ state })).to.deep.equal({ heading: 'If you have a question', first: 'Ring' });
    }
  });

  describe('the name under which somebody waits', () => {
    beforeEach(() => {
      const kept = new Map<string, string>();
      const value = {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, text: string) => kept.set(key, text),
        removeItem: (key: string) => kept.delete(key),
      };
      Object.defineProperty(globalThis, 'sessionStorage', { value, configurable: true });
    });
    after(() => {
      Reflect.deleteProperty(globalThis, 'sessionStorage');
    });

    it('is kept for the same link only', () => {
      expect(keptName('one')).to.equal(null);
      keepName('one', 'Ann Example');
      expect(keptName('one')).to.equal('Ann Example');
      expect(keptName('two')).to.equal(null);
      keepName('one', null);
      expect(keptName('one')).to.equal(null);
    });

    it('is asked for again where something else is kept', () => {
      for (const other of ['Ann Example', '"one"', '["one",1]']) {
        sessionStorage.setItem('bedside-appointment-name', other);
        expect(keptName('one'), other).to.equal(null);
      }
    });
  });
});

describe('another address of a patient at home', () => {
  it('HAZ-35 says which links are sent, and which are not', () => {
    const said = (sent: number, unsent: number) => contactSavedWords({ changed: true, sent, unsent });
    expect(said(0, 0)).to.equal('Saved. No appointment is to come, so no link is sent.');
    expect(said(1, 0)).to.equal('Saved. 1 new link is sent. The old links do not work any more.');
    expect(said(2, 0)).to.equal('Saved. 2 new links are sent. The old links do not work any more.');
    expect(said(0, 1)).to.equal(
      'Saved. No new link is sent. The old links do not work any more. 1 link cannot be sent by this service: ring the patient.',
    );
    expect(contactSavedWords({ changed: false, sent: 0, unsent: 0 })).to.not.include('Saved');
  });
});

/** What follows a promise that is settled has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
