import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { expect } from 'chai';
import type { AskedDocument } from '../../../domain/clinics/preflight.ts';
import type { BookingView, ReferralView } from '../../../domain/clinics/wire.ts';
import type { DocumentId, ReferralId } from '../../../domain/ids.ts';
import { beginBookedVisit, ringInto } from '../../support/booked-visit.ts';
import { valueOf } from '../../support/hearing.ts';
import { World } from '../../support/world.ts';
import { infection, StandInClamd } from '../../support/clamd.ts';
import { ClinicStage, details } from '../../support/clinic-stage.ts';
import { adding, addDocument, files, namesOf } from '../../support/documents.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { Prison } from '../../support/prison.ts';
import { moveEvent, PrisonFeed } from '../../support/prison-feed.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

/** What a log has written. */
class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

describe('the documents of a referral', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let prison: Prison;
  let referral: ReferralView;

  before(async () => {
    running = await RunningServer.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(running);
    prison = new Prison(stage);
    referral = await stage.refer();
  });

  after(() => running[Symbol.asyncDispose]());

  type Given = Partial<Parameters<typeof adding>[0]>;
  const sending = (given: Given = {}) =>
    adding({ ...prison.by(), referralId: referral.referralId, ...given });
  const add = async (given: Given = {}) => (await ask(running, 'addDocument', sending(given))).value;
  const refused = (given: Given, code: Parameters<typeof askRefused>[2]['code']) =>
    askRefused(running, 'addDocument', { ...sending(given), code });
  const list = async (person?: SignedInPerson, referralId: ReferralId = referral.referralId) =>
    (await ask(running, 'listDocuments', { ...prison.by(person), params: { referralId } })).value;
  const open = async (documentId: DocumentId, person?: SignedInPerson) =>
    (await ask(running, 'openDocument', { ...prison.by(person), params: { documentId } })).value;
  const takeBack = (documentId: DocumentId, person?: SignedInPerson) =>
    ask(running, 'takeDocumentBack', {
      ...prison.by(person),
      params: { documentId },
      body: { reason: 'wrong-patient' },
    });
  const bytesOf = async (file: File) => Buffer.from(await file.arrayBuffer());

  /** A booking of the referral that asks for these. */
  async function bookAsking(...documents: AskedDocument[]): Promise<BookingView> {
    const { bookingId } = await stage.hold('09:05', referral.referralId);
    const asking = { ...prison.by(), params: { bookingId }, body: { ...details, documents } };
    return (await ask(running, 'confirmBooking', asking)).value;
  }

  async function asked({ bookingId }: Pick<BookingView, 'bookingId'>) {
    const { value } = await ask(running, 'readPreflight', { ...prison.by(), params: { bookingId } });
    return { states: value.documents.map(({ state }) => state), files: value.files };
  }

  it('A50 are added by the prison and the booking clerk, and opened by whoever is to see the patient', async () => {
    await stage.book('09:05', referral.referralId);
    const name = 'Blutbild „März“ \\ 1/2.pdf';
    const added = await add({ kind: 'blood-results', name: `  ${name} `, content: files.pdf });
    expect(added).to.deep.include({
      ...{ kind: 'blood-results', text: null, name, type: 'application/pdf', checked: false },
      ...{ size: files.pdf.length, addedByName: 'Synthetic prison-healthcare' },
    });
    const photo = await add({
      ...{ kind: 'other', text: 'The left arm', name: 'arm.pdf', content: files.jpeg },
      token: stage.booker.token,
    });
    expect(photo.type).to.equal('image/jpeg');
    const drawing = await add({ kind: 'image', name: 'x', content: files.png, token: stage.clinician.token });
    for (const person of [stage.nurse, stage.booker, stage.clinician]) {
      expect(await list(person)).to.deep.equal({ documents: [added, photo, drawing], checking: false });
      const file = await open(added.documentId, person);
      expect([file.type, await bytesOf(file)]).to.deep.equal(['application/pdf', files.pdf]);
    }
    expect((await open(photo.documentId)).type).to.equal('image/jpeg');
    expect((await open(drawing.documentId)).type).to.equal('image/png');
  });

  it('A50 are served so that nothing in them can run, and a name leads nowhere', async () => {
    const documentId = await addDocument(running, {
      ...prison.by(),
      referralId: referral.referralId,
      name: '../a "b" %2f ü.pdf',
    });
    const { headers } = await fetch(new URL(`/api/documents/${documentId}/content`, running.url), {
      headers: { authorization: `Bearer ${stage.nurse.token}` },
    });
    expect(headers.get('content-type')).to.equal('application/pdf');
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(headers.get('content-security-policy')).to.equal(
      "default-src 'none'; frame-ancestors 'none'; sandbox",
    );
    expect(headers.get('content-disposition')).to.equal(
      `attachment; filename=".._a _b_ _2f _.pdf"; filename*=UTF-8''.._a%20%22b%22%20%252f%20%C3%BC.pdf`,
    );
  });

  it('A50 are there for nobody else', async () => {
    await stage.book('09:05', referral.referralId);
    const { documentId } = await add();
    const { referralId } = referral;
    const clinician = { allowed: ['booker' as const, 'clinician' as const] };
    const byReferral = { ...prison.by(), params: { referralId } };
    const byDocument = { ...prison.by(), params: { documentId } };
    await prison.isRefused('listDocuments', byReferral, clinician);
    await prison.isRefused('openDocument', byDocument, clinician);
    await prison.isRefused('addDocument', sending(), clinician);
    await prison.isRefused('takeDocumentBack', { ...byDocument, body: { reason: 'sent-twice' } }, clinician);
    const others = [await stage.join('clinician'), await (await ClinicStage.create(running)).join('booker')];
    for (const person of others) {
      const by = prison.by(person);
      await askRefused(running, 'listDocuments', { ...byReferral, ...by, code: 'not-found' });
      await askRefused(running, 'openDocument', { ...byDocument, ...by, code: 'not-found' });
      await refused({ token: by.token }, 'not-found');
    }
    await askRefused(running, 'openDocument', { params: { documentId }, code: 'unauthenticated' });
    const officer = await stage.join('wing-officer', [stage.prisonId]);
    await askRefused(running, 'openDocument', { ...byDocument, ...prison.by(officer), code: 'forbidden' });
    expect(namesOf((await list()).documents)).to.deep.equal(['letter.pdf']);
  });

  it('A50 are not the clinician’s before a booking, nor after it is cancelled', async () => {
    const { documentId } = await add();
    const by = { ...prison.by(stage.clinician), params: { documentId } };
    await askRefused(running, 'openDocument', { ...by, code: 'not-found' });
    const { bookingId, version } = await stage.book('09:05', referral.referralId);
    await open(documentId, stage.clinician);
    const body = { version, code: 'not-needed', text: null } as const;
    await ask(running, 'cancelBooking', { ...prison.by(), params: { bookingId }, body });
    await askRefused(running, 'openDocument', { ...by, code: 'not-found' });
  });

  it('A50 follow the person who opens them in the trail, without their names', async () => {
    await stage.book('09:05', referral.referralId);
    const { documentId } = await add({ kind: 'other', text: 'Secret text', name: 'Secret name.pdf' });
    await list(stage.clinician);
    await open(documentId, stage.clinician);
    await takeBack(documentId);
    const trail = await stage.trail('document');
    expect(trail).to.deep.equal([
      'document.added',
      'documents.read',
      'document.opened',
      'document.taken-back',
    ]);
    const [opened] = await prison.entries('document.opened');
    expect(opened?.detail).to.deep.equal({
      ...{ patientId: referral.patient.patientId, documentId, kind: 'other', type: 'application/pdf' },
    });
    const [back] = await prison.entries('document.taken-back');
    expect(back?.detail).to.deep.include({ documentId, reason: 'wrong-patient' });
    expect(JSON.stringify(await prison.entries('document.added'))).not.to.contain('Secret');
  });

  it('A50 are what they are by their bytes, and anything else is refused with the reason', async () => {
    const html = Buffer.from('<script>alert(1)</script>');
    const { detail } = await refused({ name: 'letter.pdf', content: html }, 'invalid');
    expect(detail).to.equal('file: it is not a PDF, JPEG or PNG file');
    expect((await refused({ content: Buffer.alloc(0) }, 'invalid')).detail).to.equal('file: it is empty');
    const most = 10 * 1024 * 1024;
    const large = Buffer.concat([files.pdf, Buffer.alloc(most + 1 - files.pdf.length)]);
    expect((await refused({ content: large }, 'too-large')).detail).to.equal('file: it is larger than 10 MB');
    expect((await add({ content: large.subarray(0, most) })).size).to.equal(most);
    expect((await refused({ kind: 'other' }, 'invalid')).detail).to.equal(
      'document: say which document it is',
    );
    for (const name of [' ', 'a\nb.pdf', 'gnp.\u202Efdp', 'x'.repeat(121)]) {
      const { detail: said } = await refused({ name }, 'invalid');
      expect(said).to.contain('header.bedside-file-name');
      expect(said).not.to.contain(name.trim() === '' ? 'fdp' : name);
    }
    await refused({ name: 'x', referralId: randomUUID() as ReferralId }, 'not-found');
    const raw = await fetch(
      new URL(
        `/api/referrals/${referral.referralId}/documents?kind=letter&requestId=${randomUUID()}`,
        running.url,
      ),
      {
        method: 'POST',
        headers: { authorization: `Bearer ${stage.nurse.token}`, 'bedside-file-name': '%E0%A4%A' },
        body: files.pdf,
      },
    );
    expect(raw.status).to.equal(400);
    expect((await list()).documents).to.have.length(1);
  });

  it('A50 are added once, however often the same request is sent', async () => {
    const requestId = randomUUID();
    const [first, again] = await Promise.all([add({ requestId }), add({ requestId })]);
    expect(again).to.deep.equal(first);
    expect(await add({ requestId })).to.deep.equal(first);
    await refused({ requestId, content: files.png }, 'conflict');
    await refused({ requestId, kind: 'image' }, 'conflict');
    await takeBack(first.documentId);
    await refused({ requestId }, 'conflict');
    expect((await list()).documents).to.deep.equal([]);
  });

  it('A50 are ten at most, and one that is taken back makes room', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => add()));
    expect((await refused({}, 'conflict')).detail).to.contain('ten documents');
    await takeBack(all[3]?.documentId ?? ('' as DocumentId));
    await add();
    expect((await list()).documents).to.have.length(10);
  });

  it('A50 make what the booking asks for received, and needed again when they are taken back', async () => {
    const booking = await bookAsking(
      { kind: 'blood-results', text: null },
      { kind: 'other', text: 'Left arm' },
      { kind: 'letter', text: null },
    );
    expect(await asked(booking)).to.deep.equal({ states: ['needed', 'needed', 'needed'], files: 0 });
    const first = await add({ kind: 'blood-results' });
    const second = await add({ kind: 'blood-results' });
    await add({ kind: 'other', text: 'Right arm' });
    expect(await asked(booking)).to.deep.equal({ states: ['received', 'needed', 'needed'], files: 3 });
    const arm = await add({ kind: 'other', text: 'left ARM' });
    expect((await asked(booking)).states).to.deep.equal(['received', 'received', 'needed']);
    await takeBack(first.documentId);
    await takeBack(arm.documentId);
    expect(await asked(booking)).to.deep.equal({ states: ['received', 'needed', 'needed'], files: 2 });
    await takeBack(second.documentId);
    expect((await asked(booking)).states).to.deep.equal(['needed', 'needed', 'needed']);
  });

  it('A50 that are taken back are gone for everybody, and another one of them is not touched', async () => {
    await stage.book('09:05', referral.referralId);
    const [wrong, right] = [await add({ name: 'wrong.pdf' }), await add({ name: 'right.pdf' })];
    await takeBack(wrong.documentId, stage.booker);
    const by = { ...prison.by(), params: { documentId: wrong.documentId } };
    await askRefused(running, 'openDocument', { ...by, code: 'not-found' });
    await askRefused(running, 'takeDocumentBack', {
      ...by,
      body: { reason: 'sent-twice' },
      code: 'not-found',
    });
    expect(await list(stage.clinician)).to.deep.equal({ documents: [right], checking: false });
  });

  it('A30 go with the patient to the new prison, and the one that they have left reads them no more', async () => {
    const booking = await bookAsking({ kind: 'letter', text: null });
    const { documentId } = await add();
    const other = await stage.addPrison();
    const feed = await PrisonFeed.create(stage);
    const station = await stage.addStation(other);
    await stage.setPrison({ prisonId: other, stationIds: [station] });
    const elsewhere = await stage.join('prison-healthcare', [other]);
    const prisonNumber = referral.patient.prisonNumber ?? '';
    await feed.send(moveEvent(feed, 'received', { prisonNumber, siteId: other, minutes: 1 }));
    const asking = { ...prison.by(), params: { documentId } };
    await askRefused(running, 'openDocument', { ...asking, code: 'not-found' });
    await askRefused(running, 'openDocument', {
      ...asking,
      ...prison.by(stage.clinician),
      code: 'not-found',
    });
    await refused({}, 'not-found');
    await prison.read(booking);
    expect(namesOf((await list(elsewhere)).documents)).to.deep.equal(['letter.pdf']);
    await open(documentId, elsewhere);
    const body = {
      ...stage.place(referral.referralId, '09:35'),
      stationId: station,
    };
    const by = prison.by(elsewhere);
    const { bookingId } = (await ask(running, 'holdTime', { ...by, body })).value;
    const documents = [{ kind: 'letter' as const, text: null }];
    await ask(running, 'confirmBooking', { ...by, params: { bookingId }, body: { ...details, documents } });
    const { value } = await ask(running, 'readPreflight', { ...by, params: { bookingId } });
    expect(value.documents).to.deep.equal([{ kind: 'letter', text: null, state: 'received' }]);
    await open(documentId, stage.clinician);
  });
});

describe('a file that is looked at for viruses', () => {
  let clamd: StandInClamd;
  let running: RunningServer;
  let prison: Prison;
  let referralId: ReferralId;
  const written = new Collected();

  before(async () => {
    clamd = await StandInClamd.create();
    running = await RunningServer.create({
      env: { BEDSIDE_CLAMD_URL: `tcp://127.0.0.1:${String(clamd.port)}` },
      log: written,
    });
    const stage = await ClinicStage.create(running);
    prison = new Prison(stage);
    ({ referralId } = await stage.refer());
  });

  after(async () => {
    await running[Symbol.asyncDispose]();
    await clamd[Symbol.asyncDispose]();
  });

  const names = async () => {
    const asking = { ...prison.by(), params: { referralId } };
    const { documents, checking } = (await ask(running, 'listDocuments', asking)).value;
    expect(checking).to.equal(true);
    return namesOf(documents);
  };

  it('A50 is kept when it is clean, and refused and not kept when a virus is in it', async () => {
    const by = { ...prison.by(), referralId };
    const { value } = await ask(running, 'addDocument', adding({ ...by, name: 'clean.pdf' }));
    expect(value.checked).to.equal(true);
    const content = Buffer.concat([files.pdf, Buffer.from(infection)]);
    const { detail } = await askRefused(running, 'addDocument', {
      ...adding({ ...by, name: 'Secret.pdf', content }),
      code: 'invalid',
    });
    expect(detail).to.equal('file: a virus was found in it, so it was not kept');
    expect(await names()).to.deep.equal(['clean.pdf']);
    const [entry, ...more] = await prison.entries('document.refused');
    expect(more).to.deep.equal([]);
    expect(entry?.detail).to.deep.include({
      kind: 'letter',
      type: 'application/pdf',
      size: content.length,
    });
    expect(JSON.stringify(entry)).not.to.contain('Secret');
  });

  it('A50 is refused, and not for good, while nobody can look at it', async () => {
    const requestId = randomUUID();
    const sending = adding({ ...prison.by(), referralId, name: 'later.pdf', requestId });
    const before = await names();
    clamd.answer = 'stream: Can’t allocate memory ERROR';
    const { detail } = await askRefused(running, 'addDocument', { ...sending, code: 'unavailable' });
    expect(detail).to.equal(
      'file: it cannot be checked for viruses now, so it was not kept; try again in a few minutes',
    );
    expect(await names()).to.deep.equal(before);
    expect(written.text).to.contain('a file could not be checked for viruses');
    expect(written.text).not.to.contain('later.pdf');
    clamd.answer = null;
    await ask(running, 'addDocument', sending);
    expect(await names()).to.deep.equal([...before, 'later.pdf']);
  });
});

describe('documents in a visit', () => {
  let world: World;
  before(async () => {
    world = await World.create();
  });
  after(() => world[Symbol.asyncDispose]());

  it('A50 are readable by a second clinician while they are in it, and neither before nor after', async () => {
    const place = await world.addPlace();
    const { host, visitId, roomId, booking } = await beginBookedVisit(world, place);
    const { referralId } = booking;
    const { url } = world.server(0);
    const documentId = await addDocument({ url }, { token: host.token, referralId });
    const second = await world.onCall(place);
    const asking = { token: second.token, params: { documentId } };
    await askRefused({ url }, 'openDocument', { ...asking, code: 'not-found' });
    const asked = { visitId, clinicianId: second.clinicianId, kind: 'consult' } as const;
    valueOf(await host.socket.say('visit:invite', asked));
    const offerId = await ringInto(second.socket, roomId);
    await askRefused({ url }, 'openDocument', { ...asking, code: 'not-found' });
    valueOf(await second.socket.say('offer:accept', { offerId }));
    expect((await ask({ url }, 'openDocument', asking)).value.size).to.equal(files.pdf.length);
    valueOf(await second.socket.say('visit:leave', { visitId }));
    await askRefused({ url }, 'openDocument', { ...asking, code: 'not-found' });
    await ask({ url }, 'openDocument', { ...asking, token: host.token });
  });
});

describe('a service without anything that looks for viruses', () => {
  it('A50 says so once, when it starts', async () => {
    const written = new Collected();
    const running = await RunningServer.create({ log: written });
    await running[Symbol.asyncDispose]();
    expect(written.text.split('not checked for viruses')).to.have.length(2);
  });
});
