import { expect } from 'chai';
import type { Answer } from '../../../domain/contract/commands.ts';
import { callId as callIdSchema, patientId } from '../../../domain/ids.ts';
import type { AnswerReply, SaidAnswer, SbardAnswerView } from '../../../domain/record/sbard.ts';
import type { AudienceState } from '../../../domain/states/wire.ts';
import type { Connection } from '../../../web/src/service/connection.ts';
import type { Link } from '../../../web/src/service/link.ts';
import { Observable } from '../../../web/src/service/observable.ts';
import { SbardDrafts } from '../../../web/src/sbard/sbard-drafts.ts';
import { type ShownSbard, type SbardSync, valueShown } from '../../../web/src/sbard/sbard-sync.ts';

const callId = callIdSchema.parse('11111111-1111-4111-8111-111111111111');
const edith = patientId.parse('33333333-3333-4333-8333-333333333333');
const mabel = patientId.parse('44444444-4444-4444-8444-444444444444');
const concern = 'situation.concern';
const nothingYet: ShownSbard = { patientId: edith, answers: [] };

const standing = (value: string | null, version: number): SbardAnswerView => ({
  ...{ linkId: concern, value, version, side: 'clinician', byName: 'Dr Synthetic', ofAnother: false },
  at: '2026-11-30T10:00:00.000Z',
});

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

type Sent = SaidAnswer & { callId: string };
const away: Answer<AnswerReply> = { ok: false, code: 'unavailable', message: 'Not connected.' };
const keptAs = (version: number): Answer<AnswerReply> => ({ ok: true, value: { kept: true, version } });

/** A tab; the test says what the service answers, and when time passes. */
class Tab {
  now = Date.parse('2026-11-30T10:00:00Z');
  readonly sent: Sent[] = [];
  readonly #answers: ((answer: Answer<AnswerReply>) => void)[] = [];
  #timers: { run: () => void }[] = [];
  readonly link = new Observable<Link>({ status: 'connected' });
  readonly sbards: SbardDrafts;

  constructor(storage: Storage) {
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
    this.sbards = new SbardDrafts({
      connection,
      timers: { after, every: () => () => undefined },
      storage,
    });
    this.sbards.open();
  }

  get sync(): SbardSync {
    return this.sbards.of(callId);
  }

  /** Every pause is over. */
  pass(): void {
    const due = this.#timers;
    this.#timers = [];
    for (const { run } of due) run();
  }

  /** The service answers the oldest command that waits. */
  async answer(answer: Answer<AnswerReply>): Promise<void> {
    await this.hear(answer);
    this.pass();
  }

  /** The same, and no time passes. */
  async hear(answer: Answer<AnswerReply>): Promise<void> {
    const next = this.#answers.shift();
    if (next === undefined) throw new Error('nothing was sent');
    next(answer);
    await new Promise(setImmediate);
  }
}

describe('an SBARD as it is typed', () => {
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

  it('is sent in a pause, under one id until the service has answered, and goes on from there', async () => {
    const tab = new Tab(tabStorage());
    tab.sync.type(concern, 'Fe', nothingYet);
    tab.sync.type(concern, 'Fell', nothingYet);
    expect(tab.sent).to.deep.equal([]);
    tab.pass();
    tab.sync.type(concern, 'Fell in the bath', nothingYet);
    await tab.hear(away);
    expect(tab.sync.view.get().saving).to.equal('waiting');
    tab.pass();
    const [first, again] = tab.sent;
    expect(first).to.deep.include({ callId, linkId: concern, value: 'Fell', basis: 0, patientId: edith });
    expect(again).to.deep.equal(first);
    await tab.answer(keptAs(1));
    expect(tab.sent[2]).to.deep.include({ value: 'Fell in the bath', basis: 1 });
    expect(tab.sent[2]?.requestId).to.not.equal(first?.requestId);
    await tab.answer(keptAs(2));
    const view = tab.sync.view.get();
    expect(view).to.deep.include({ drafts: {}, saving: 'saved' });
    // The state of the call comes after the answer: until then the field shows what was saved.
    expect(valueShown(concern, view, [standing('Fell', 1)])).to.equal('Fell in the bath');
    expect(valueShown(concern, view, [standing('Fell downstairs', 3)])).to.equal('Fell downstairs');
  });

  it('outlives a reload while it is not saved, and is sent by the next page with the same id', async () => {
    const storage = tabStorage();
    const before = new Tab(storage);
    before.sync.type(concern, 'Fell', nothingYet);
    before.pass();
    await before.answer(away);
    before.sbards.close();

    const after = new Tab(storage);
    expect(valueShown(concern, after.sync.view.get(), [])).to.equal('Fell');
    expect(after.sbards.unsaved.get().map((one) => one.callId)).to.deep.equal([callId]);
    after.pass();
    expect(after.sent[0]?.requestId).to.equal(before.sent[0]?.requestId);
    await after.answer(keptAs(1));
    expect(after.sbards.unsaved.get()).to.deep.equal([]);
    expect(storage.length).to.equal(0);
  });

  it('shows both texts where another version stands, sends nothing until somebody chooses, and then on that version', async () => {
    const tab = new Tab(tabStorage());
    tab.sync.type(concern, 'Mine', nothingYet);
    tab.pass();
    await tab.answer({ ok: true, value: { kept: false, standing: standing('Theirs', 1) } });
    const problem = () => tab.sync.view.get().drafts[concern]?.problem;
    expect(problem()).to.deep.equal({ kind: 'conflict', standing: standing('Theirs', 1) });
    tab.link.set({ status: 'connected' });
    tab.sync.leave();
    tab.pass();
    expect(tab.sent).to.have.length(1);
    tab.sync.replace(concern, 'Theirs\nMine', nothingYet);
    tab.pass();
    expect(tab.sent[1]).to.deep.include({ value: 'Theirs\nMine', basis: 1 });
    await tab.answer(keptAs(2));
    expect(tab.sync.view.get().drafts).to.deep.equal({});
  });

  it('is no conflict where both have written the same', async () => {
    const tab = new Tab(tabStorage());
    tab.sync.type(concern, 'Fell', nothingYet);
    tab.pass();
    await tab.answer({ ok: true, value: { kept: false, standing: standing('Fell', 1) } });
    expect(tab.sync.view.get().drafts).to.deep.equal({});
  });

  it('that is taken back shows what stands', async () => {
    const tab = new Tab(tabStorage());
    tab.sync.type(concern, 'Mine', nothingYet);
    tab.pass();
    await tab.answer({ ok: true, value: { kept: false, standing: standing('Theirs', 1) } });
    tab.sync.giveUp(concern);
    expect(valueShown(concern, tab.sync.view.get(), [standing('Theirs', 1)])).to.equal('Theirs');
  });

  it('of a call that has become about somebody else is kept here with the reason, of whom it was typed (HAZ-42)', async () => {
    const tab = new Tab(tabStorage());
    tab.sync.type(concern, 'Fell', nothingYet);
    tab.sync.type(concern, 'Fell badly', { patientId: mabel, answers: [] });
    tab.pass();
    expect(tab.sent[0]).to.deep.include({ patientId: edith, value: 'Fell badly' });
    await tab.answer({
      ok: false,
      code: 'conflict',
      message: 'patientId: the call is about somebody else now',
    });
    expect(tab.sync.view.get().drafts[concern]?.problem).to.deep.include({ kind: 'refused' });
    tab.pass();
    expect(tab.sent).to.have.length(1);
    tab.sync.replace(concern, 'Fell badly', { patientId: mabel, answers: [] });
    tab.pass();
    expect(tab.sent[1]).to.deep.include({ patientId: mabel });
  });

  it('does not send what cannot be, and sends a choice at once and a cleared answer as none', async () => {
    const tab = new Tab(tabStorage());
    tab.sync.type('situation.began', 'x'.repeat(201), nothingYet);
    tab.pass();
    expect(tab.sent).to.deep.equal([]);
    tab.sync.type('situation.began', '', { patientId: edith, answers: [] });
    tab.pass();
    expect(tab.sent[0]).to.deep.include({ linkId: 'situation.began', value: null });
    await tab.answer(keptAs(1));
    expect(tab.sync.view.get().drafts).to.deep.equal({});
  });
});
