import type pg from 'pg';
import type { ReceivedMail } from '../../../test/support/mail-server.ts';

/** What has come of a clinic's bookings and of the messages about them; 0 everywhere is the aim, but for the first two. */
export type Found = {
  cancelled: number;
  booked: number;
  /** Bookings whose own state, whose claims and whose referral do not say the same. */
  inTwoStates: number;
  /** Messages that have reached nobody's mail box, and for which no task stands. */
  untold: number;
  /** Mails more than one of the same message. */
  reachedTwice: number;
  /** Somebody who should have been told of the lockdown and has no message of it. */
  notTriedToTell: number;
  /** Bookings of which a nurse has had no reminder, or more than one. */
  remindersMissing: number;
  remindersTwice: number;
};

const bookingsInTwoStates = `
  select bookings.id from bookings
  join referrals on referrals.id = referral_id
  left join lateral (select count(*) as active from reservations where booking_id = bookings.id and active) on true
  where (bookings.state = 'booked') <> (active > 0)
    or referrals.state <> case bookings.state when 'booked' then 'booked' else 'to-rebook' end
    or bookings.state not in ('booked', 'cancelled')`;

/** Reads what the database says, beside the mails that have really come. */
export async function whoWasReached(
  client: pg.Client,
  { mails, nurses, others }: { mails: readonly ReceivedMail[]; nurses: string[]; others: string[] },
): Promise<Found> {
  const count = async (text: string, values: unknown[] = []): Promise<number> => {
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from (${text}) found`,
      values,
    );
    return rows[0]?.n ?? 0;
  };
  const reminders = `
    select bookings.id, nurse, count(message_id) as times
    from bookings cross join unnest($1::uuid[]) nurse
    left join (clinic_message_bookings
      join clinic_messages on clinic_messages.id = message_id and kind = 'reminder' and clinic_messages.state <> 'not-needed')
      on booking_id = bookings.id and person_id = nurse
    where bookings.state = 'booked' group by 1, 2`;
  return {
    cancelled: await count(`select 1 from bookings where state = 'cancelled' and cancel_code = 'lockdown'`),
    booked: await count(`select 1 from bookings where state = 'booked'`),
    inTwoStates: await count(bookingsInTwoStates),
    untold: await countUntold(client, mails),
    reachedTwice: mails.length - new Set(mails.map(deliveryOf)).size,
    notTriedToTell: await count(
      `select 1 from unnest($1::uuid[]) person
       where (select count(*) from clinic_messages where person_id = person and kind = 'stopped') <> 1`,
      [[...nurses.slice(1), ...others]],
    ),
    remindersMissing: await count(`select 1 from (${reminders}) r where times = 0`, [nurses]),
    remindersTwice: await count(`select 1 from (${reminders}) r where times > 1`, [nurses]),
  };
}

/**
 * A message is told when one of its mails has come, or when a mail that tells of several at once has; where none has, a task
 * must stand.
 */
async function countUntold(client: pg.Client, mails: readonly ReceivedMail[]): Promise<number> {
  const come = [...new Set(mails.map(deliveryOf))];
  const { rows } = await client.query<{ address: string; kind: string; n: number }>(
    `select email as address, clinic_messages.kind, count(*)::int as n
     from clinic_messages join people on people.id = person_id
     where state <> 'not-needed'
       and not exists (select 1 from deliveries where clinic_message_id = clinic_messages.id and id::text = any($1))
       and not exists (
         select 1 from clinic_tasks join clinic_message_bookings using (booking_id)
         where message_id = clinic_messages.id and clinic_tasks.kind = 'not-reached' and done_at is null
       )
     group by email, clinic_messages.kind`,
    [come],
  );
  const besides = announcedBesides(mails);
  return rows.reduce((total, { address, kind, n }) => {
    const announced = kind === 'booked' ? (besides.get(address) ?? 0) : 0;
    return total + Math.max(0, n - announced);
  }, 0);
}

/** Of how many bookings each address was told in mails about several, beside the one whose delivery the mail is. */
function announcedBesides(mails: readonly ReceivedMail[]): Map<string, number> {
  const once = new Map(mails.map((mail) => [deliveryOf(mail), mail]));
  const besides = new Map<string, number>();
  for (const { to, content } of once.values()) {
    const [, several] = /^Subject: (\d+) video clinics were booked/im.exec(content) ?? [];
    for (const address of several === undefined ? [] : to) {
      besides.set(address, (besides.get(address) ?? 0) + Number(several) - 1);
    }
  }
  return besides;
}

/** The delivery that a mail is of, which stands in its id: the same mail sent twice has the same one. */
function deliveryOf({ content }: ReceivedMail): string {
  const [, id] = /^Message-ID: <([0-9a-f-]{36})@/im.exec(content) ?? [];
  if (id === undefined) throw new Error('a mail is of no delivery');
  return id;
}
