import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { role } from '../../../domain/actors.ts';
import type { ReferralView } from '../../../domain/clinics/wire.ts';
import { endpoints, type EndpointName } from '../../../domain/contract/rest.ts';
import type { BookingId, LetterId, PatientId } from '../../../domain/ids.ts';
import { addDays, instantOf } from '../../../domain/rota/wall-clock.ts';
import type { Endpoint } from '../../../domain/wire.ts';
import { addDocument } from '../../support/documents.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';
import { readPdf } from '../../support/pdf.ts';
import { Population } from '../../support/population.ts';
import { ask } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

/** What can be read with somebody’s token: all that a page, a print or a file can be made of. */
const reads = Object.entries(endpoints as Readonly<Record<string, Endpoint>>).filter(
  ([, { method, auth }]) => method === 'get' && (auth === 'person' || auth === 'any'),
);

/** When the patient is taken to a hospital: on a day and at a time at which nothing else is. */
const [leaves, comesBack] = ['13:37', '15:53'] as const;

describe('A36 where an external hospital date could get out', () => {
  let running: RunningServer;
  let stage: ClinicStage;
  let referral: ReferralView;
  let onDate: string;
  let seenId: BookingId;
  let known: Readonly<Record<string, string>>;

  before(async () => {
    running = await RunningServer.create();
    stage = await ClinicStage.create(running);
    referral = await stage.refer();
    const { bookingId, sessionId } = await stage.book('09:05', referral.referralId);
    const { patientId } = referral.patient;
    onDate = addDays(stage.date, 9);
    await ask(running, 'addPersonEvent', {
      token: stage.nurse.token,
      params: { patientId },
      body: { kind: 'other', onDate, startsAtClock: leaves, endsAtClock: comesBack, external: true },
    });
    const listed = await ask(running, 'listClinicTemplates', {
      token: stage.booker.token,
      params: { organisationId: stage.organisationId },
    });
    const templateId = listed.value.templates[0]?.templateId ?? '';
    known = {
      organisationId: stage.organisationId,
      siteId: stage.prisonId,
      stationId: stage.stationId,
      personId: stage.clinician.personId,
      referralId: referral.referralId,
      patientId,
      bookingId,
      sessionId,
      templateId,
      // Of what has nothing to do with clinics there is none here.
      letterId: await writeLetters(patientId),
      callId: stage.prisonId,
      linkId: 'situation.concern',
      visitId: stage.prisonId,
      documentId: await addDocument(running, { token: stage.nurse.token, referralId: referral.referralId }),
    };
  });

  after(() => running[Symbol.asyncDispose]());

  /** A visit of the patient after which a hospital comes next: its letter is signed, and another one begun that corrects it. */
  async function writeLetters(patientId: PatientId): Promise<LetterId> {
    const body = { patientId, service: 'Dermatology', priority: 'routine' } as const;
    const other = await ask(running, 'addReferral', { token: stage.nurse.newToken(), body });
    const { bookingId } = await stage.book('10:35', other.value.referralId);
    seenId = bookingId;
    const [first, second] = [randomUUID() as LetterId, randomUUID() as LetterId];
    const by = stage.clinician.personId;
    const said = { attendance: 'attended', nextStep: 'hospital' } as const;
    // Without a visit: a clinic that has begun could not be asked about as the others are.
    await running.server.deps.store.transact(async ({ clinicRunning, letters }) => {
      await clinicRunning.addAttendance(bookingId, said, { by, reason: null });
      await letters.addLetter(first, { bookingId, replaces: null });
    });
    const draft = await ask(running, 'readLetterDraft', {
      token: stage.clinician.newToken(),
      params: { bookingId },
    });
    const { reader, sections, head } = draft.value;
    await running.server.deps.store.transact(async ({ letters }) => {
      await letters.writeLetter(first, { reader, sections });
      await letters.signLetter(first, { head, by });
      const signed = await letters.findLetter(first);
      await letters.addLetter(second, { bookingId, replaces: signed ?? null });
    });
    return first;
  }

  /** Whatever a reader could ask for at that time and about that patient, as plain text. */
  async function read([, { path, query }]: (typeof reads)[number], token: string): Promise<Response> {
    const address = new URL(
      // A letter is about a visit that was held; everything else is asked of the booking that is to come.
      path.replaceAll(/:(\w+)/g, (_, key: string) =>
        key === 'bookingId' && path.includes('/letter') ? seenId : found(key),
      ),
      running.url,
    );
    const asked: Readonly<Record<string, string>> = {
      from: stage.date,
      to: addDays(onDate, 2),
      days: '14',
      // Answered with the day that was asked of.
      day: stage.date,
      // Where a clinic could be moved to: the answer says the day that was asked of.
      date: addDays(stage.date, 1),
      startsAtClock: '09:00',
      startsAt: instantOf(`${onDate}T13:00`).toISOString(),
      endsAt: instantOf(`${onDate}T16:00`).toISOString(),
    };
    for (const key of Object.keys(query?.shape ?? {})) {
      const value = asked[key];
      if (value !== undefined) address.searchParams.set(key, value);
    }
    return fetch(address, { headers: { authorization: `Bearer ${token}` } });
  }

  /** An endpoint with something new in its path has to say here of what it is asked. */
  function found(key: string): string {
    const value = known[key];
    if (value === undefined) throw new Error(`nothing is known by the name of ${key}`);
    return value;
  }

  /** Its day, and its times by the clock and as instants. */
  function secrets(): RegExp {
    const instants = [leaves, comesBack].map((clock) => instantOf(`${onDate}T${clock}`).toISOString());
    const hours = instants.map((instant) => instant.slice(11, 16));
    return new RegExp([onDate, leaves, comesBack, ...hours].join('|'));
  }

  /** The reads by which this token gets at it. */
  async function tellers(token: string): Promise<{ telling: string[]; answered: number }> {
    const telling: string[] = [];
    let answered = 0;
    for (const one of reads) {
      const response = await read(one, token);
      const text = await textOf(response);
      expect(response.status, `${one[0]}: ${text}`).to.be.oneOf([200, 403, 404]);
      if (response.status === 200) answered += 1;
      if (secrets().test(text)) telling.push(one[0]);
    }
    return { telling, answered };
  }

  /** What somebody can read in an answer: also in a PDF, which is not kept as text. */
  async function textOf(response: Response): Promise<string> {
    const bytes = Buffer.from(await response.arrayBuffer());
    const isPdf = response.headers.get('content-type')?.startsWith('application/pdf') ?? false;
    return isPdf ? (await readPdf(bytes)).text : bytes.toString('latin1');
  }

  for (const who of role.options.filter((one) => one !== 'prison-healthcare')) {
    it(`is told by no answer to a ${who}`, async () => {
      const { newToken } = await stage.join(who, [stage.prisonId]);
      const { telling, answered } = await tellers(newToken());
      expect(telling).to.deep.equal([]);
      expect(answered).to.be.greaterThan(0);
    });
  }

  it('is told by no answer to a station, at which patients sit', async () => {
    const population = new Population(running.server.deps);
    const { organisationId, prisonId: siteId } = stage;
    const { token } = await population.addStation({ organisationId, siteId });
    expect((await tellers(token)).telling).to.deep.equal([]);
    expect((await read(readOf('readState'), token)).status).to.equal(200);
  });

  it('is told by no answer to the clinician who writes about the visit, not by a letter or its draft', async () => {
    const token = stage.clinician.newToken();
    expect((await tellers(token)).telling).to.deep.equal([]);
    for (const name of ['readLetterDraft', 'listBookingLetters', 'readLetter', 'writeLetter'] as const) {
      expect((await read(readOf(name), token)).status, name).to.equal(200);
    }
  });

  it('is told to prison healthcare by the list of what the patient has on, and by nothing else', async () => {
    expect((await tellers(stage.nurse.newToken())).telling).to.deep.equal(['listPersonEvents']);
  });

  function readOf(name: EndpointName): (typeof reads)[number] {
    return [name, endpoints[name]];
  }
});
