import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { ClinicTemplate, ReferralPriority } from '../../../domain/clinics/clinic.ts';
import type { BookingView } from '../../../domain/clinics/wire.ts';
import type {
  ClinicSessionId,
  ClinicTemplateId,
  PatientId,
  ReferralId,
  ShiftId,
  SiteId,
  StationId,
} from '../../../domain/ids.ts';
import { addDays, instantOf, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { signIn } from '../browsers.ts';
import { ask } from '../rest-client.ts';
import type { PersonWithPassword } from '../world.ts';
import type { Stage } from './stage.ts';

export const today = wallDateOf(new Date());
/** The day of the clinic. */
export const day = addDays(today, 3);

const lengths = { preMinutes: 5, mainMinutes: 20, debriefMinutes: 5 };

/** A prison and a clinic of four places on one day, at 09:05, 09:35, 10:05 and 10:35; patients are fetched half an hour before. */
export class Clinic {
  readonly stage: Stage;
  readonly siteId = randomUUID() as SiteId;
  readonly stationId = randomUUID() as StationId;
  readonly sessionId = randomUUID() as ClinicSessionId;
  readonly doctor: PersonWithPassword;
  readonly nurse: PersonWithPassword;
  /** Another nurse, who does what she does over REST. */
  readonly colleague: { token: string };
  #patients = 0;

  private constructor(stage: Stage, people: Pick<Clinic, 'doctor' | 'nurse' | 'colleague'>) {
    this.stage = stage;
    this.doctor = people.doctor;
    this.nurse = people.nurse;
    this.colleague = people.colleague;
  }

  static async create(stage: Stage): Promise<Clinic> {
    const { world, place } = stage;
    const doctor = await world.addPersonWithPassword(place, { onRota: false });
    const nurse = await world.addPersonWithPassword(place, { roles: ['prison-healthcare'] });
    const colleague = await world.addPerson(place, ['prison-healthcare']);
    const clinic = new Clinic(stage, { doctor, nurse, colleague });
    await clinic.#hold([nurse.personId, colleague.personId]);
    return clinic;
  }

  async #hold(nurses: PersonWithPassword['personId'][]): Promise<void> {
    const { organisationId } = this.stage.place;
    const { siteId, stationId, sessionId } = this;
    const template = templateOf(this);
    const times = { startsAtClock: '09:00', endsAtClock: '11:00' };
    await this.stage.world.deps.store.transact(async ({ accounts, clinics }) => {
      await accounts.addSite({ siteId, organisationId, name: 'HMP Fellside', kind: 'prison', phone: null });
      await accounts.addStation({ id: stationId, siteId, name: 'Video room 1' });
      await clinics.setPrisonDay({
        siteId,
        leadMinutes: 30,
        moveBackMinutes: 15,
        regime: ([1, 2, 3, 4, 5, 6, 7] as const).map((weekday) => ({ weekday, from: '08:00', to: '11:35' })),
        escortPlaces: 4,
        stationIds: [stationId],
      });
      for (const personId of nurses) await clinics.setPersonSites(personId, [siteId]);
      await clinics.addTemplate(template);
      await clinics.addSessions([
        {
          ...lengths,
          ...times,
          id: sessionId,
          organisationId,
          templateId: null,
          service: 'Dermatology',
          clinicianId: this.doctor.personId,
          date: day,
          startsAt: instantOf(`${day}T09:00`),
          endsAt: instantOf(`${day}T11:00`),
          capacity: 1,
          state: 'open',
        },
      ]);
    });
  }

  /** A patient who waits for the clinic. */
  async addReferral(
    name: string,
    { priority = 'routine', waited = 12 }: { priority?: ReferralPriority; waited?: number } = {},
  ): Promise<ReferralId> {
    const { organisationId } = this.stage.place;
    const patientId = randomUUID() as PatientId;
    const id = randomUUID() as ReferralId;
    this.#patients += 1;
    const prisonNumber = `A000${this.#patients}BC`;
    await this.stage.world.deps.store.transact(async ({ clinics }) => {
      await clinics.addPatient({
        id: patientId,
        organisationId,
        siteId: this.siteId,
        name,
        dateOfBirth: '1980-02-03',
        nhsNumber: null,
        prisonNumber,
      });
      await clinics.addReferral({
        id,
        organisationId,
        patientId,
        siteId: this.siteId,
        service: 'Dermatology',
        priority,
        clockStart: addDays(today, -waited),
        state: 'waiting',
      });
    });
    return id;
  }

  /** Takes a place of the clinic as the other nurse. */
  async book(referralId: ReferralId, clock: string): Promise<BookingView> {
    const { colleague, sessionId, stationId } = this;
    const { url } = this.stage;
    const { token } = colleague;
    const startsAt = instantOf(`${day}T${clock as '09:05'}`).toISOString();
    const body = { referralId, sessionId, stationId, startsAt, requestId: randomUUID() };
    const { value } = await ask({ url }, 'holdTime', { token, body });
    const confirmed = await ask({ url }, 'confirmBooking', {
      token,
      params: { bookingId: value.bookingId },
      body: {
        officer: 'outside',
        otherwise: 'hospital-escort',
        interpreterLanguage: 'Polish',
        noteForPatient: null,
        noteForStaff: 'Brings a dressing.',
      },
    });
    return confirmed.value;
  }

  /** Somebody signed in at the clinics' page. */
  async open(who: PersonWithPassword): Promise<Page> {
    const page = await signIn(await this.stage.device(), { url: this.stage.url, ...who });
    await page.goto(`${this.stage.url}/clinics`);
    return page;
  }

  /** The actions of the audit trail about bookings that change something. */
  async bookingTrail(): Promise<string[]> {
    const trail = await this.stage.trail();
    return trail.filter((action) => action.startsWith('booking.') && action !== 'booking.read');
  }
}

function templateOf({ stage, doctor }: Pick<Clinic, 'stage' | 'doctor'>): ClinicTemplate {
  return {
    ...lengths,
    id: randomUUID() as ClinicTemplateId,
    organisationId: stage.place.organisationId,
    service: 'Dermatology',
    clinicianId: doctor.personId,
    weekday: 1,
    everyWeeks: 1,
    startsAtClock: '09:00',
    endsAtClock: '11:00',
    capacity: 1,
    validFrom: addDays(today, 400),
    validTo: null,
  };
}

/** A booking clerk of the hospital. */
export async function addClerk({ world, place }: Stage): Promise<PersonWithPassword> {
  return await world.addPersonWithPassword(place, { roles: ['booker'] });
}

/** The doctor is on call on that day from 08:00 to 20:00. */
export async function giveShift({ stage, doctor }: Clinic, on: string): Promise<void> {
  const { organisationId } = stage.place;
  await stage.world.deps.store.transact(async ({ rota, queues }) => {
    const queueIds = (await queues.list(organisationId)).map(({ id }) => id);
    await rota.add([
      {
        id: randomUUID() as ShiftId,
        organisationId,
        clinicianId: doctor.personId,
        startsAt: instantOf(`${on}T08:00`),
        endsAt: instantOf(`${on}T20:00`),
        queueIds,
        tier: 1,
      },
    ]);
  });
}
