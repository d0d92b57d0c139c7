import { expect } from 'chai';
import type { LetterDraftView } from '../../../domain/clinics/letter-wire.ts';
import type { LetterSections } from '../../../domain/clinics/letter.ts';
import type { BookingId } from '../../../domain/ids.ts';
import { LetterSaver, type LetterText, textFor } from '../../../web/src/clinics/letter-saver.ts';
import { ApiError } from '../../../web/src/service/api.ts';

const empty: LetterSections = {
  requirements: '',
  attendance: 'Seen by video.',
  diagnoses: '',
  summary: '',
  allergies: '',
  medications: '',
  plan: 'For healthcare.',
  advice: '',
};

const draft: LetterDraftView = {
  bookingId: 'booking' as BookingId,
  number: 1,
  revision: 0,
  savedAt: null,
  reader: 'healthcare',
  sections: empty,
  head: {
    organisationName: 'Northdale',
    service: 'Dermatology',
    seenOn: '2027-06-01',
    patient: { name: 'Ann', dateOfBirth: '1980-02-29', nhsNumber: null, prisonNumber: null, siteName: 'HMP' },
    to: 'Healthcare at HMP',
    warning: null,
    writtenBy: 'Dr Ada Hill',
  },
  drafts: [
    { reader: 'healthcare', to: 'Healthcare at HMP', posted: false, sections: empty },
    { reader: 'gp', to: 'The patient’s GP', posted: true, sections: { ...empty, plan: 'For the GP.' } },
  ],
  hospitalKept: false,
  note: null,
  correctsOf: null,
  dropped: false,
};

const typed = (summary: string): LetterText => ({ reader: 'healthcare', sections: { ...empty, summary } });

/** A service with one letter, whose answers can be lost, and a browser whose timers a test lets ring. */
class OneLetter {
  kept: { revision: number; text: LetterText } = { revision: 0, text: typed('') };
  remembered: unknown = null;
  /** Of the next request: `lost` is kept, and its answer does not come; `unheard` does not arrive. */
  next: 'answered' | 'lost' | 'unheard' = 'answered';
  #timer: (() => void) | null = null;

  open(from: LetterDraftView = draft, recalled: { revision: number; text: LetterText } | null = null) {
    return new LetterSaver(from, recalled, {
      save: (text, revision) => this.#save(text, revision),
      read: () => Promise.resolve(this.read()),
      remember: (unsaved) => {
        this.remembered = unsaved;
      },
      timers: {
        after: (_ms, run) => {
          this.#timer = run;
          return () => {
            this.#timer = null;
          };
        },
      },
    });
  }

  get hasTimer(): boolean {
    return this.#timer !== null;
  }

  read(): LetterDraftView {
    const { revision, text } = this.kept;
    return { ...draft, ...text, revision, savedAt: '2027-06-01T09:32:00.000Z' };
  }

  #save(text: LetterText, revision: number): Promise<{ revision: number; savedAt: string }> {
    const { next } = this;
    this.next = 'answered';
    const offline = new ApiError('offline', 'The service cannot be reached.');
    if (next === 'unheard') return Promise.reject(offline);
    if (revision !== this.kept.revision) return Promise.reject(new ApiError('conflict', 'changed'));
    this.kept = { revision: revision + 1, text };
    if (next === 'lost') return Promise.reject(offline);
    return Promise.resolve({ revision: revision + 1, savedAt: '2027-06-01T09:32:00.000Z' });
  }
}

describe('a letter that is kept while it is typed', () => {
  it('says that it is not saved until the service has it, and keeps it in the browser meanwhile', async () => {
    const world = new OneLetter();
    const saver = world.open();
    expect(saver.shown.get().keeping).to.deep.equal({ state: 'saved', at: null });
    saver.change(typed('Plaques'));
    expect(saver.shown.get().keeping).to.deep.equal({ state: 'unsaved', trouble: null });
    expect(world.remembered).to.deep.equal({ revision: 0, text: typed('Plaques') });
    expect(world.hasTimer).to.equal(true);
    expect(await saver.flush()).to.equal(true);
    expect(saver.shown.get().keeping).to.deep.equal({ state: 'saved', at: '2027-06-01T09:32:00.000Z' });
    expect(world.remembered).to.equal(null);
    expect([saver.revision, world.kept.text]).to.deep.equal([1, typed('Plaques')]);
  });

  it('sends what was typed while it was being saved, too', async () => {
    const world = new OneLetter();
    const saver = world.open();
    saver.change(typed('Pla'));
    const saving = saver.flush();
    saver.change(typed('Plaques'));
    expect(await saving).to.equal(true);
    expect(world.kept).to.deep.equal({ revision: 2, text: typed('Plaques') });
  });

  it('tries again by itself when the service has not heard it', async () => {
    const world = new OneLetter();
    const saver = world.open();
    world.next = 'unheard';
    saver.change(typed('Plaques'));
    expect(await saver.flush()).to.equal(false);
    expect(saver.shown.get()).to.deep.equal({
      text: typed('Plaques'),
      keeping: { state: 'unsaved', trouble: 'The service cannot be reached.' },
    });
    expect(world.hasTimer).to.equal(true);
    expect(await saver.flush()).to.equal(true);
    expect(world.kept.text).to.deep.equal(typed('Plaques'));
  });

  it('takes no lost answer for another window', async () => {
    for (const next of ['Plaques', 'Plaques on both elbows']) {
      const world = new OneLetter();
      const saver = world.open();
      world.next = 'lost';
      saver.change(typed('Plaques'));
      expect(await saver.flush()).to.equal(false);
      saver.change(typed(next));
      expect(await saver.flush(), next).to.equal(true);
      expect(world.kept.text).to.deep.equal(typed(next));
      expect(saver.shown.get().keeping.state).to.equal('saved');
    }
  });

  it('shows both texts when another window has written, and writes over it only when that is said', async () => {
    const world = new OneLetter();
    const saver = world.open();
    world.kept = { revision: 3, text: typed('Of the other window') };
    saver.change(typed('Mine'));
    expect(await saver.flush()).to.equal(false);
    const { text, keeping } = saver.shown.get();
    expect(text).to.deep.equal(typed('Mine'));
    expect(keeping.state === 'conflict' && keeping.theirs.sections.summary).to.equal('Of the other window');
    expect(world.kept.text).to.deep.equal(typed('Of the other window'));
    expect(world.remembered).to.deep.equal({ revision: 0, text: typed('Mine') });
    expect(await saver.keepMine()).to.equal(true);
    expect(world.kept).to.deep.equal({ revision: 4, text: typed('Mine') });
  });

  it('takes the text of the other window when that is said', async () => {
    const world = new OneLetter();
    const saver = world.open();
    world.kept = { revision: 3, text: typed('Of the other window') };
    saver.change(typed('Mine'));
    await saver.flush();
    saver.takeTheirs();
    expect(saver.shown.get().text).to.deep.equal(typed('Of the other window'));
    expect([saver.revision, world.remembered]).to.deep.equal([3, null]);
  });

  it('finds after a reload what the service did not get, and asks where another window has written since', async () => {
    const world = new OneLetter();
    const saver = world.open(draft, { revision: 0, text: typed('Before the reload') });
    expect(saver.shown.get()).to.deep.equal({
      text: typed('Before the reload'),
      keeping: { state: 'unsaved', trouble: null },
    });
    expect(await saver.flush()).to.equal(true);
    expect(world.kept.text).to.deep.equal(typed('Before the reload'));
    const later = world.open(world.read(), { revision: 0, text: typed('Older words') });
    expect(later.shown.get().keeping.state).to.equal('conflict');
    expect(later.shown.get().text).to.deep.equal(typed('Older words'));
  });

  it('sends nothing again that the service has refused', async () => {
    const world = new OneLetter();
    const saver = new LetterSaver(draft, null, {
      save: () => Promise.reject(new ApiError('wrong-phase', 'this letter is signed')),
      read: () => Promise.resolve(world.read()),
      remember: () => undefined,
      timers: { after: () => expect.fail('a timer was set') },
    });
    await saver.flush();
    expect(() => {
      saver.change(typed('Late'));
    }).to.throw('a timer was set');
    expect(await saver.flush()).to.equal(false);
    expect(saver.shown.get().keeping).to.deep.equal({ state: 'unsaved', trouble: 'This letter is signed' });
  });

  it('says to other readers what is theirs, and leaves what was typed', () => {
    const text = typed('Plaques');
    expect(textFor('gp', text, draft.drafts)).to.deep.equal({
      reader: 'gp',
      sections: { ...text.sections, plan: 'For the GP.' },
    });
    const own = { ...text, sections: { ...text.sections, plan: 'My own plan.' } };
    expect(textFor('gp', own, draft.drafts).sections.plan).to.equal('My own plan.');
  });
});
