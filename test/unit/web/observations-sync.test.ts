import { expect } from 'chai';
import type { Answer } from '../../../domain/contract/commands.ts';
import { callId as callIdSchema, observationSetId, patientId } from '../../../domain/ids.ts';
import type { ObservationSetView, RecordedObservations } from '../../../domain/record/observation-set.ts';
import type { AudienceState } from '../../../domain/states/wire.ts';
import type { Connection } from '../../../web/src/service/connection.ts';
import type { Link } from '../../../web/src/service/link.ts';
import { Observable } from '../../../web/src/service/observable.ts';
import { StationObservations } from '../../../web/src/station/station-observations.ts';
import { type ObservationsDraft, takenAtOf } from '../../../web/src/station/observations-draft.ts';
import type { ObservationsSync, ShownCall } from '../../../web/src/station/observations-sync.ts';
import { illValues } from '../../support/residents.ts';

const callId = callIdSchema.parse('11111111-1111-4111-8111-111111111111');
const setId = observationSetId.parse('22222222-2222-4222-8222-222222222222');
const edith = patientId.parse('33333333-3333-4333-8333-333333333333');

const typedIll: ObservationsDraft = {
  respiration: '24',
  spo2: '93',
  oxygen: 'air',
  systolic: '120',
  pulse: '130',
  consciousness: 'A',
  temperature: '35.1',
  minutesAgo: '',
};

const saved: ObservationSetView = {
  setId,
  version: 1,
  ofThisCall: true,
  state: 'final',
  takenAt: '2026-11-30T09:00:00.000Z',
  scale: 1,
  values: illValues,
};

const emptyCall: ShownCall = { details: { patientId: edith }, oxygenScale: 1, observations: [] };
const withSaved: ShownCall = { ...emptyCall, observations: [saved] };

/** A storage as that of a tab. */
function tabStorage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (place) => [...items.keys()][place] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      items.set(key, value);
    },
    removeItem: (key) => {
      items.delete(key);
    },
    clear: () => {
      items.clear();
    },
  };
}

type Sent = RecordedObservations & { callId: string };
const ok: Answer<unknown> = { ok: true, value: { setId, version: 1, total: 7 } };
const away: Answer<unknown> = { ok: false, code: 'unavailable', message: 'Not connected.' };
const refusal = (code: 'conflict' | 'invalid' | 'not-found' | 'wrong-phase', message = '') =>
  ({ ok: false, code, message }) as const;

/** A station's tab; what the service answers to each set is said by the test, and so is when time passes. */
class Tab {
  now = Date.parse('2026-11-30T10:00:00Z');
  readonly sent: Sent[] = [];
  readonly #answers: ((answer: Answer<unknown>) => void)[] = [];
  #timers: { run: () => void }[] = [];
  readonly link = new Observable<Link>({ status: 'connected' });
  readonly storage: Storage;
  readonly observations: StationObservations;

  constructor(storage = tabStorage()) {
    this.storage = storage;
    const connection = {
      link: this.link,
      audience: new Observable<AudienceState | null>(null),
      now: () => this.now,
      refresh: () => Promise.resolve(),
      command: (_: string, payload: Sent) => {
        this.sent.push(payload);
        return new Promise((resolve) => {
          this.#answers.push(resolve);
        });
      },
    } as unknown as Connection;
    const after = (_: number, run: () => void) => {
      const timer = { run };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
      };
    };
    this.observations = new StationObservations({
      connection,
      timers: { after, every: after },
      storage,
    });
    this.observations.open();
  }

  get sync(): ObservationsSync {
    return this.observations.of(callId);
  }

  get view() {
    return this.sync.view.get();
  }

  /** Every timer that was started is over. */
  async ring(): Promise<void> {
    const due = this.#timers;
    this.#timers = [];
    for (const { run } of due) run();
    await settled();
  }

  async hear(answer: Answer<unknown>): Promise<void> {
    const heard = this.#answers.shift();
    if (heard === undefined) throw new Error('nothing was sent');
    heard(answer);
    await settled();
  }

  /** The answer, and what follows when the pause after it is over. */
  async answer(answer: Answer<unknown>): Promise<void> {
    await this.hear(answer);
    await this.ring();
  }

  type(typed: Partial<ObservationsDraft>): void {
    for (const [field, value] of Object.entries(typed))
      this.sync.type(field as keyof ObservationsDraft, value);
  }

  /** Types a set, and has it sent. */
  async save(typed: Partial<ObservationsDraft>, call: ShownCall = emptyCall): Promise<void> {
    this.type(typed);
    this.sync.save(call);
    await this.ring();
  }
}

const settled = () => new Promise(setImmediate);

describe('observations at a station', () => {
  // Browsers have it, Node has not.
  const errors: unknown[] = [];
  before(() => {
    const value = (error: unknown) => errors.push(error);
    Object.defineProperty(globalThis, 'reportError', { value, configurable: true });
  });
  after(() => {
    Reflect.deleteProperty(globalThis, 'reportError');
    expect(errors).to.deep.equal([]);
  });
  const minutes = 60_000;

  describe('the time at which observations were taken (HAZ-37)', () => {
    it('stays through a correction and a second one after a refusal, however late they are saved', async () => {
      const tab = new Tab();
      tab.sync.correct(saved);
      tab.now += 30 * minutes;
      await tab.save({ pulse: '80' }, withSaved);
      expect(tab.sent[0]?.takenAt).to.equal('2026-11-30T09:00:00.000Z');
      await tab.answer(refusal('conflict'));
      tab.now += 30 * minutes;
      await tab.save({ pulse: '81' }, withSaved);
      expect(tab.sent.map(({ takenAt, values }) => [takenAt, values.pulse])).to.deep.equal([
        ['2026-11-30T09:00:00.000Z', 80],
        ['2026-11-30T09:00:00.000Z', 81],
      ]);
    });

    it('is that of the first save when a set is saved again after a refusal', async () => {
      const tab = new Tab();
      await tab.save(typedIll);
      await tab.answer(refusal('conflict'));
      expect(tab.view).to.deep.include({ draft: typedIll, pending: [] });
      tab.now += 12 * minutes;
      await tab.save({});
      expect(tab.sent.map(({ takenAt }) => takenAt)).to.deep.equal([
        '2026-11-30T10:00:00.000Z',
        '2026-11-30T10:00:00.000Z',
      ]);
    });

    it('is another one only when the minutes are typed, and is reckoned then', async () => {
      const tab = new Tab();
      tab.sync.correct(saved);
      tab.type({ minutesAgo: '20' });
      tab.now += 5 * minutes;
      await tab.save({}, withSaved);
      expect(tab.sent[0]?.takenAt).to.equal('2026-11-30T09:40:00.000Z');

      const emptied = new Tab();
      emptied.sync.correct(saved);
      emptied.type({ minutesAgo: '20' });
      await emptied.save({ minutesAgo: '' }, withSaved);
      expect(emptied.sent[0]?.takenAt).to.equal('2026-11-30T09:00:00.000Z');
    });

    it('can be a minute less than a day ago at most', () => {
      const at = (minutesAgo: string) =>
        takenAtOf({ ...typedIll, minutesAgo }, Date.parse('2026-11-30T10:00:00Z'));
      expect(at('1439')).to.equal('2026-11-29T10:01:00.000Z');
      expect(at('1440')).to.equal(null);
      expect(at('8x')).to.equal(null);
    });
  });

  describe('observations that wait', () => {
    it('leave the form free for the next set, and both are saved, each once', async () => {
      const tab = new Tab();
      await tab.save(typedIll);
      await tab.answer(away);
      await tab.save({ ...typedIll, pulse: '140' });
      expect(tab.view.pending.map(({ set }) => set.values.pulse)).to.deep.equal([130, 140]);
      tab.type({ pulse: '150' });
      await tab.answer(ok);
      await tab.answer(ok);
      expect(tab.sent.map(({ values }) => values.pulse)).to.deep.equal([130, 130, 140]);
      expect(tab.sent[0]?.requestId).to.equal(tab.sent[1]?.requestId);
      expect(tab.view.pending).to.deep.equal([]);
      expect(tab.view.draft.pulse).to.equal('150');
    });

    it('say so while the service is away, also while the next set is typed', async () => {
      const tab = new Tab();
      await tab.save(typedIll);
      expect(tab.view.saving).to.equal('saving');
      await tab.hear(away);
      tab.type({ pulse: '150' });
      expect(tab.view.saving).to.equal('waiting');
      await tab.ring();
      await tab.answer(ok);
      expect(tab.view.saving).to.equal('saved');
      tab.type({ pulse: '151' });
      expect(tab.view.saving).to.equal('typing');
    });

    it('as a correction cannot be taken back, or made twice, and its answer wipes nothing that was typed since', async () => {
      const tab = new Tab();
      tab.sync.correct(saved);
      await tab.save({ pulse: '80' }, withSaved);
      expect(tab.sync.isBeingCorrected(saved)).to.equal(true);
      tab.sync.clear();
      tab.sync.correct(saved);
      expect(tab.view.corrects).to.equal(null);
      tab.type({ pulse: '150' });
      await tab.answer(ok);
      expect(tab.view).to.deep.include({ pending: [], corrects: null });
      expect(tab.view.draft.pulse).to.equal('150');
      expect(tab.sync.isBeingCorrected(saved)).to.equal(false);
    });

    it('and are refused stay beside what was typed since, with the reason, until they are changed or deleted', async () => {
      const tab = new Tab();
      await tab.save(typedIll);
      tab.type({ pulse: '150' });
      await tab.answer(refusal('conflict'));
      const [refused] = tab.view.pending;
      expect(refused?.refused?.words).to.contain('has just changed');
      expect(tab.view.draft.pulse).to.equal('150');
      tab.sync.change(refused?.set.requestId ?? '');
      expect(tab.view.draft.pulse).to.equal('150');
      tab.sync.clear();
      tab.sync.change(refused?.set.requestId ?? '');
      expect(tab.view).to.deep.include({ draft: typedIll, pending: [] });
    });
  });

  describe('observations of a call that has left the screen', () => {
    it('are still sent after a reload, without anybody opening the call', async () => {
      const before = new Tab();
      await before.save(typedIll);
      before.observations.close();
      await before.answer(away);
      expect(before.sent).to.have.length(1);

      const tab = new Tab(before.storage);
      expect(tab.observations.unsaved.get().map((one) => one.callId)).to.deep.equal([callId]);
      await tab.ring();
      expect(tab.sent).to.deep.equal([before.sent[0]]);
      await tab.answer(ok);
      expect(tab.observations.unsaved.get()).to.deep.equal([]);
      expect(tab.storage.length).to.equal(0);
    });

    it('are sent when the connection comes back', async () => {
      const tab = new Tab();
      await tab.save(typedIll);
      await tab.hear(away);
      expect(tab.sent).to.have.length(1);
      tab.link.set({ status: 'connected' });
      await tab.ring();
      expect(tab.sent).to.have.length(2);
      await tab.answer(ok);
      expect(tab.view.pending).to.deep.equal([]);
    });

    it('and were only typed are offered again, and saved of whom the call was about, as taken when they were typed', async () => {
      const before = new Tab();
      before.sync.see({ details: { patientId: edith }, oxygenScale: 2 });
      before.type({ ...typedIll, temperature: '98.6' });
      before.observations.close();

      const tab = new Tab(before.storage);
      tab.now += 40 * minutes;
      tab.sync.saveLeft();
      await tab.ring();
      const { requestId, ...said } = tab.sent[0] ?? { requestId: '' };
      expect(requestId).not.to.equal('');
      expect(said).to.deep.equal({
        callId,
        patientId: edith,
        scale: 2,
        takenAt: '2026-11-30T10:00:00.000Z',
        values: { ...illValues, temperature: null },
        total: null,
        corrects: null,
      });
    });

    it('and were only typed are deleted after 12 hours; what is on its way is not', () => {
      const before = new Tab();
      before.type({ pulse: '80' });
      before.now += 12 * 60 * minutes - 1;
      before.link.set({ status: 'lost', since: 0, unread: false });
      expect(before.view.draft.pulse).to.equal('80');
      before.now += 1;
      before.link.set({ status: 'connected' });
      expect(before.view.draft.pulse).to.equal('');
      expect(before.storage.length).to.equal(0);

      const sending = new Tab();
      sending.type(typedIll);
      sending.sync.save(emptyCall);
      sending.now += 13 * 60 * minutes;
      sending.link.set({ status: 'lost', since: 0, unread: false });
      expect(sending.view.pending).to.have.length(1);
    });
  });

  describe('a correction', () => {
    const correct = async (call: ShownCall) => {
      const tab = new Tab();
      tab.sync.correct(saved);
      await tab.save({ pulse: '80' }, call);
      return tab;
    };

    it('is of the version that was seen, and of the newest one once a conflict has been shown', async () => {
      const newer: ShownCall = { ...withSaved, observations: [{ ...saved, version: 3 }] };
      const tab = await correct(newer);
      expect(tab.sent[0]?.corrects).to.deep.equal({ setId, version: 1 });
      await tab.answer(refusal('conflict'));
      expect(tab.view.refused).to.contain('Look whether this is right, and save again');
      await tab.save({}, newer);
      expect(tab.sent[1]?.corrects).to.deep.equal({ setId, version: 3 });
    });

    it('is saved as a new set where the one that it corrects is gone', async () => {
      const moved: ShownCall = {
        ...emptyCall,
        observations: [{ ...saved, setId: observationSetId.parse('44444444-4444-4444-8444-444444444444') }],
      };
      expect((await correct(moved)).sent[0]?.corrects).to.equal(null);

      const tab = await correct(withSaved);
      await tab.answer(refusal('not-found', 'no such observations'));
      expect(tab.view.refused).to.equal(
        'Not saved: the set that you correct is not there any more. Save again, and they are saved as a new set.',
      );
      await tab.save({}, withSaved);
      expect(tab.sent[1]?.corrects).to.equal(null);
    });
  });

  describe('why observations were refused', () => {
    const wordsOf = async (answer: Answer<unknown>) => {
      const tab = new Tab();
      await tab.save(typedIll);
      await tab.answer(answer);
      expect(tab.view.draft).to.deep.equal(typedIll);
      return tab.view.refused;
    };

    it('is said by what the answer names', async () => {
      expect(await wordsOf(refusal('wrong-phase', 'the call has ended'))).to.contain('the call is over');
      expect(await wordsOf(refusal('not-found', 'no such call'))).not.to.contain('over');
      expect(await wordsOf(refusal('invalid', 'dateOfBirth: NEWS2 is for people of 16 and over'))).to.contain(
        'NEWS2 is for people of 16 and over',
      );
      expect(await wordsOf(refusal('invalid', 'takenAt: it is in the future'))).to.equal(
        'Not saved: none of more than a day ago, or of a time that is to come, is saved. Say how many minutes ago they were taken.',
      );
      expect(await wordsOf(refusal('invalid', 'values.pulse: cannot be: is the unit right?'))).to.equal(
        'Not saved: one of the values cannot be. Check each, and its unit, and save again.',
      );
    });
  });
});
