import type { Role } from '../../domain/actors.ts';
import { clinicDeliveries } from '../../domain/clinics/deliver-messages.ts';
import { remindOfBookings } from '../../domain/clinics/reminders.ts';
import type { BookingMessageView } from '../../domain/clinics/message-wire.ts';
import type { BookingView } from '../../domain/clinics/wire.ts';
import { deliver } from '../../domain/escalation/deliver.ts';
import type { BookingId, DeliveryId, PersonId, SiteId } from '../../domain/ids.ts';
import { readLinkSecrets } from '../../server/auth/link-secrets.ts';
import { bookingCalendars } from '../../server/calendar/booking-calendar.ts';
import { ConfiguredMessengers } from '../../workers/delivery/messengers.ts';
import type { PolicyTimes } from '../../workers/delivery/policy.ts';
import type { ClinicStage } from './clinic-stage.ts';
import { inDatabase } from './database-rows.ts';
import { MailServer } from './mail-server.ts';
import type { SignedInPerson } from './population.ts';
import { ask } from './rest-client.ts';
import { RunningServer } from './running-server.ts';
import { TextProvider } from './text-provider.ts';

export const mailFrom = 'bedside@example.org';

/**
 * A server whose messages are sent when a test says so, over a real mail server and a stand-in for a provider of texts: no
 * worker runs, so that nothing is sent in between.
 */
export class ClinicPost implements AsyncDisposable {
  readonly running: RunningServer;
  readonly mail: MailServer;
  readonly texts: TextProvider;
  readonly #messengers: ConfiguredMessengers;
  readonly #owned: AsyncDisposableStack;

  private constructor(parts: {
    running: RunningServer;
    mail: MailServer;
    texts: TextProvider;
    messengers: ConfiguredMessengers;
    owned: AsyncDisposableStack;
  }) {
    this.running = parts.running;
    this.mail = parts.mail;
    this.texts = parts.texts;
    this.#messengers = parts.messengers;
    this.#owned = parts.owned;
  }

  /** `env` adds channels: every service here sends e-mail. `times` is for a provider that fails again and again. */
  static async create({
    withTexts = false,
    env = {},
    times,
  }: { withTexts?: boolean; env?: Record<string, string>; times?: PolicyTimes } = {}) {
    await using opening = new AsyncDisposableStack();
    const mail = opening.use(await MailServer.open());
    const texts = opening.use(await TextProvider.open());
    const running = opening.use(
      await RunningServer.create({
        env: {
          BEDSIDE_SMTP_URL: mail.url,
          BEDSIDE_MAIL_FROM: mailFrom,
          ...(withTexts && texts.env),
          ...env,
        },
      }),
    );
    const messengers = await ConfiguredMessengers.create({
      delivery: running.config.delivery,
      clock: running.clock,
      publicUrl: publicUrlOf(running),
      ...(times && { times }),
    });
    opening.defer(() => {
      messengers.close();
    });
    return new ClinicPost({ running, mail, texts, messengers, owned: opening.move() });
  }

  /** The address that stands in messages. */
  get publicUrl(): string {
    return publicUrlOf(this.running);
  }

  /** Tries everything that is due once. */
  async deliver(): Promise<void> {
    for (const id of await this.#due()) await this.deliverOne(id);
  }

  async deliverOne(deliveryId: DeliveryId): Promise<{ remainingMs: number }> {
    const { deps } = this.running.server;
    const { publicUrl } = this;
    const { store, newId, secrets } = deps;
    const tokens = await readLinkSecrets(this.running.config.tokens);
    const links = { store, newId, secrets, ...tokens };
    const clinics = clinicDeliveries(bookingCalendars({ publicUrl, mailFrom }), links);
    return deliver({ ...deps, messengers: this.#messengers, publicUrl, clinics }, { deliveryId });
  }

  /** What a worker does every half minute. */
  remind(): Promise<void> {
    return remindOfBookings(this.running.server.deps);
  }

  /** The e-mails to somebody since then, as they were sent. */
  to({ personId }: Pick<SignedInPerson, 'personId'>): string[] {
    return this.mail.received
      .filter(({ to }) => to.includes(`${personId}@example.org`))
      .map(({ content }) => content.replaceAll('=\r\n', ''));
  }

  /** How many e-mails have gone to each of these. */
  counts(people: readonly Pick<SignedInPerson, 'personId'>[]): number[] {
    return people.map((person) => this.to(person).length);
  }

  async setPhone({ personId }: { personId: PersonId }, phone: string): Promise<void> {
    await this.query('update people set phone = $2 where id = $1', [personId, phone]);
  }

  async query<R extends Record<string, unknown>>(text: string, values: unknown[] = []): Promise<R[]> {
    return inDatabase(
      this.running.config.databaseUrl,
      async (client) => (await client.query<R>(text, values)).rows,
    );
  }

  /** What is told of a booking, in the fewest words: `moved hospital sent`. */
  async statesOf(bookingId: BookingId, person: SignedInPerson): Promise<string[]> {
    const asking = { token: person.newToken(), params: { bookingId } };
    const { messages } = (await ask(this.running, 'listBookingMessages', asking)).value;
    return messages.map(({ kind, side, state }: BookingMessageView) => `${kind} ${side} ${state}`);
  }

  async read(bookingId: BookingId, person: SignedInPerson): Promise<BookingView> {
    const asking = { token: person.newToken(), params: { bookingId } };
    return (await ask(this.running, 'readBooking', asking)).value;
  }

  /** The open tasks of whoever asks, as `kind key of the booking`. */
  async tasks(person: SignedInPerson): Promise<string[]> {
    const { tasks } = (await ask(this.running, 'listClinicTasks', { token: person.newToken() })).value;
    return tasks.map(({ kind }) => kind);
  }

  /** Puts the clock to an instant that is still to come. */
  waitUntil(instant: Date | string): void {
    const at = new Date(instant).getTime();
    this.running.clock.forward(at - this.running.clock.now().getTime());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned.disposeAsync();
  }

  async #due(): Promise<DeliveryId[]> {
    const rows = await this.query<{ id: DeliveryId }>(
      `select id from deliveries where state in ('pending', 'late') and due_at <= $1 order by created_at, id`,
      [this.running.clock.now()],
    );
    return rows.map(({ id }) => id);
  }
}

/** Somebody else of the stage’s organisation; a person of prison healthcare works in its prison. */
export function joined(stage: ClinicStage, role: Role): Promise<SignedInPerson> {
  const siteIds: SiteId[] = role === 'prison-healthcare' ? [stage.prisonId] : [];
  return stage.join(role, siteIds);
}

/** The server has the name where its url has the number. */
function publicUrlOf({ url }: RunningServer): string {
  return url.replace('127.0.0.1', 'localhost');
}
