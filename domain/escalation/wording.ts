import type { DeliveryId } from '../ids.ts';
import { rotaTimeZone } from '../rota/wall-clock.ts';
import type { ClinicReason, DeliveryReason, Message } from './escalation-port.ts';

/** The clinics have words of their own. */
type Reason = Exclude<DeliveryReason, ClinicReason>;

/** Whether the message still applies: the situation may have changed since the delivery was created. */
export function stillWanted(reason: Reason): boolean {
  if (reason.kind === 'call') return reason.unanswered;
  // That has happened and stays so, whoever has seen the warning at the organisation itself.
  if (reason.kind === 'notice' && reason.notice === 'changed-alone') return true;
  return reason.open;
}

/**
 * What a message says: the name of a site at most, because it travels over networks and onto screens that anybody can
 * read. The address carries the delivery, so that opening it acknowledges it.
 */
export function messageOf(
  reason: Reason,
  about: { deliveryId: DeliveryId; publicUrl: string; now: Date },
): Message {
  const { deliveryId, publicUrl, now } = about;
  return {
    deliveryId,
    ...wordsOf(reason, now),
    url: pageOf(reason, deliveryId, publicUrl),
  };
}

function pageOf({ kind }: Reason, deliveryId: DeliveryId, publicUrl: string): string | null {
  switch (kind) {
    case 'call':
      return `${publicUrl}/clinician?delivery=${deliveryId}`;
    case 'notice':
      return `${publicUrl}/?delivery=${deliveryId}`;
    case 'call-back':
      // For the person who picks up the telephone: nobody could acknowledge by name.
      return `${publicUrl}/station`;
    case 'visit':
      return null;
  }
}

function wordsOf(reason: Reason, now: Date): Pick<Message, 'subject' | 'text'> {
  switch (reason.kind) {
    case 'call':
      return {
        subject: 'A call is waiting',
        text: `A call at ${reason.siteName} has waited ${waited(reason.placedAt, now)} and nobody has answered.`,
      };
    case 'call-back':
      return {
        subject: 'Your call was cut off',
        text: `Your call to Bedside from ${reason.siteName} was cut off. Go back to the device you called from and press to go on. Life in danger? Call 999.`,
      };
    case 'visit':
      return {
        subject: 'Your video visit has lost its sound',
        text: `The sound of the video visit at ${reason.siteName} does not get through. Please stay near this telephone: the clinician will telephone you. Life in danger? Call 999.`,
      };
    case 'notice':
      return wordsOfNotice(reason);
  }
}

function wordsOfNotice(notice: Reason & { kind: 'notice' }): Pick<Message, 'subject' | 'text'> {
  switch (notice.notice) {
    case 'missed-twice':
      return { subject: 'Missed calls', text: 'A clinician has missed two calls in this shift.' };
    case 'cover-gap':
      return {
        subject: 'A gap in the rota',
        text: `Nobody is on the rota${ofQueue(notice)} ${span(notice)}.`,
      };
    case 'changed-alone':
      return {
        subject: 'A queue was changed by one person alone',
        text: 'Somebody has changed the settings of a queue, or moved a site to another one, in an organisation where nobody else could confirm it. Open Queues to see what was changed.',
      };
    case 'record-opened':
      return {
        subject: 'A record was opened without a relationship',
        text: 'A clinician has opened the record of a patient without a call, a visit or a booking. Somebody else has to review whether it was justified. Open Oversight, Opened records.',
      };
    case 'nobody-on-call':
      return notice.onBreak > 0
        ? {
            subject: 'Everybody on call is on a break',
            text: 'Everybody who is on call is on a break now, and a call would find nobody.',
          }
        : { subject: 'Nobody is on call', text: 'Nobody is on call now, and a call would find nobody.' };
  }
}

function ofQueue({ queueName }: { queueName: string | null }): string {
  return queueName === null ? '' : ` of ${queueName}`;
}

function waited(since: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - since.getTime()) / 60_000);
  if (minutes < 1) return 'less than a minute';
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}

function span({ from, until }: { from: string | null; until: string | null }): string {
  const begins = from === null ? '' : ` from ${clockTime(from)}`;
  const ends = until === null ? '' : ` until ${clockTime(until)}`;
  return `of a queue${begins}${ends}`;
}

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: rotaTimeZone,
  weekday: 'long',
  hour: '2-digit',
  minute: '2-digit',
});

function clockTime(instant: string): string {
  return clock.format(new Date(instant));
}
