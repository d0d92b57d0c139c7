import { expect } from 'chai';
import { auditActions } from '../../../domain/audit.ts';
import { actionWords, detailWords } from '../../../web/src/admin/audit-words.ts';

/** Written out, so that a changed word is seen. */
const expected: Readonly<Record<string, string>> = {
  'call.placed': 'Placed a call',
  'call.described': 'Described a call',
  'call.raised': 'Raised the acuity of a call',
  'call.messaged': 'Sent a message to the screen of a station',
  'call.ringing': 'Rang a clinician',
  'call.taken': 'Took a call out of its order',
  'call.answered': 'Answered a call',
  'offer.declined': 'Declined a call',
  'offer.missed': 'Did not answer a call',
  'offer.withdrawn': 'Stopped ringing a clinician',
  'clinician.paused': 'Paused a clinician who had missed a call',
  'clinician.unreachable': 'Could not reach the device of a clinician',
  'call.cancelled': 'Cancelled a call',
  'call.requeued': 'Put a call back in the queue',
  'call.passed-on': 'Passed a call on to another queue',
  'call.dropped': 'Ended a call whose station had lost its connection',
  'call.ended': 'Ended a call',
  'call.escalated': 'Took a step because nobody had answered',
  'escalation.settled': 'Learnt what came of that step',
  'advice.acknowledged': 'Read the advice to ring 999 or 111',
  'delivery.acknowledged': 'Opened a message',
  'call-back.opened': 'Opened a call-back',
  'call-back.telephoned': 'Sent a message to the telephone of a site',
  'call-back.answered': 'Answered a call-back',
  'call-back.closed': 'Closed a call-back',
  'call.read': 'Read a call',
  'visit.started': 'Started a booked visit',
  'visit.invited': 'Asked a second clinician into a visit',
  'visit.joined': 'Joined a visit as the second clinician',
  'visit.left': 'Left a visit as the second clinician',
  'visit.handed-over': 'Handed a visit over to another clinician',
  'visit.ended': 'Ended a visit',
  'guest.invited': 'Asked a guest into a visit',
  'guest.withdrawn': 'Took an invitation back',
  'guest.joined': 'Used an invitation and waits in the lobby',
  'guest.admitted': 'Let a guest into a visit',
  'guest.refused': 'Refused a guest',
  'guest.removed': 'Put a guest out of a visit',
  'guest.left': 'Left a visit as a guest',
  'guest.gone': 'Lost the connection as a guest',
  'guest.back': 'Came back as a guest',
  'visit.locked': 'Locked a visit to guests',
  'visit.unlocked': 'Opened a visit to guests',
  'visit.clinician-lost': 'Noticed that the clinician was no longer in the visit',
  'visit.clinician-back': 'Noticed that the clinician was in the visit again',
  'visit.sound-lost': 'Did not hear the station any more',
  'visit.sound-back': 'Heard the station again',
  'visit.site-rung': 'Had the telephone of a site rung',
  'visit.telephoned': 'Learnt what came of ringing that telephone',
  'visit.muted-all': 'Muted everybody else',
  'outcome.recorded': 'Recorded an outcome',
  'wrap-up.ended': 'Ended the wrap-up',
  'presence.set': 'Changed readiness',
  'person.signed-in': 'Signed in',
  'person.signed-out': 'Signed out',
  'person.sign-in-refused': 'Was refused to sign in',
  'person.password-changed': 'Changed the own password',
  'person.password-reset': 'Made a temporary password',
  'person.added': 'Added a person',
  'person.roles-set': 'Changed somebody’s roles',
  'person.disabled': 'Disabled a person',
  'person.enabled': 'Enabled a person',
  'family.revoked': 'Revoked a sign-in',
  'organisation.added': 'Added an organisation',
  'organisation.region-set': 'Chose the region of an organisation',
  'site.added': 'Added a site',
  'site.media-path-set': 'Chose the way media of a site takes',
  'station.added': 'Added a station',
  'station.code-issued': 'Made a one-time code',
  'station.enrolled': 'Enrolled a device',
  'station.enrolment-refused': 'Was refused to enrol',
  'station.revoked': 'Revoked a station',
  'notice.raised': 'Warned the managers',
  'notice.acknowledged': 'Acknowledged a warning',
  'push.subscribed': 'Turned on notifications at a device',
  'push.unsubscribed': 'Turned off notifications at a device',
  'shift.added': 'Put somebody on the rota',
  'shift.changed': 'Changed a shift',
  'shift.removed': 'Took a shift off the rota',
  'shift.copied': 'Copied a week of the rota',
  'queue.added': 'Added a queue',
  'queue.changed': 'Changed a queue',
  'site.queue-set': 'Chose the queue of a site',
  'proposal.made': 'Proposed a change of a queue',
  'proposal.confirmed': 'Confirmed a change of a queue',
  'proposal.rejected': 'Rejected a change of a queue',
  'proposal.withdrawn': 'Withdrew a change of a queue',
  'proposal.expired': 'Ended a proposal that nobody had confirmed in time',
  'proposal.skipped': 'Changed a queue alone because nobody else could confirm it',
  'person.profile-set': 'Changed somebody’s skills or telephone',
  'history.exported': 'Saved the history of calls as a file',
  'quality.exported': 'Saved the connections of a day as a file',
  'operations.opened': 'Looked at the job queues',
  'media-node.drained': 'Drained a media node',
  'legal-hold.set': 'Put a call under a legal hold',
  'legal-hold.lifted': 'Lifted the legal hold of a call',
  'retention.erased': 'Erased calls whose period of retention was over',
  'template.added': 'Said when a clinic is held',
  'session.published': 'Opened a clinic for booking',
  'session.cancelled': 'Cancelled a clinic',
  'session.planned': 'Planned the next clinics',
  'prison-day.set': 'Changed when patients of a prison can be brought to a clinic',
  'person.sites-set': 'Changed in which prisons somebody works',
  'patient.added': 'Added a patient',
  'patients.read': 'Read the patients of prisons',
  'referral.made': 'Referred a patient to a clinic',
  'referrals.read': 'Read who waits for a clinic',
  'booking.held': 'Held a time of a clinic',
  'booking.booked': 'Booked a clinic',
  'booking.released': 'Gave a held time up',
  'booking.lapsed': 'Ended a hold that nobody had confirmed in time',
  'booking.changed': 'Changed what is written about a booking',
  'booking.moved': 'Moved a booking',
  'booking.cancelled': 'Cancelled a booking',
  'booking.read': 'Read a booking',
  'bookings.read': 'Read the bookings of some days',
  'booking.restored': 'Brought a booking back',
  'slip.made': 'Made the slip of a booking',
  'preflight.set': 'Said what is ready for a booked visit',
  'preflight.read': 'Read what is ready for a booked visit',
  'preflights.read': 'Read what is ready for the visits of some days',
  'patient.whereabouts-set': 'Said where a patient is, or what officers have to know',
  'list.read': 'Read a movement or unlock list',
  'list.printed': 'Printed a movement or unlock list',
  'station.blocked': 'Blocked a station for clinics',
  'station.block-lifted': 'Lifted the block of a station',
  'event.added': 'Said what else a patient has on',
  'event.removed': 'Took back what else a patient has on',
  'events.read': 'Read what else a patient has on',
  'movements.stopped': 'Stopped movements in a prison',
  'movements.resumed': 'Lifted a stop of movements',
  'clinic-task.raised': 'Asked somebody to see to something of a clinic',
  'clinic-task.done': 'Saw to something of a clinic',
  'clinic-tasks.read': 'Read what has to be seen to in clinics',
};

describe('the audit trail in words', () => {
  it('names every action that is written', () => {
    const actions = Object.keys(auditActions);
    expect(Object.fromEntries(actions.map((action) => [action, actionWords(action)]))).to.deep.equal(
      expected,
    );
  });

  it('has words of its own for each', () => {
    const words = Object.keys(auditActions).map(actionWords);
    expect(words.filter((said) => said.trim() === '')).to.deep.equal([]);
    expect(new Set(words).size).to.equal(words.length);
  });

  it('makes an unknown action readable', () => {
    expect(actionWords('clinic.opened-late')).to.equal('Clinic: opened late');
  });

  it('leaves out what is empty and shortens ids', () => {
    const detail = { reason: 'other', visit: '0197f3b2-6f5c-7c4e-9d1b-1f2e3d4c5b6a', note: null };
    expect(detailWords(detail)).to.equal('reason: other, visit: 0197f3b2');
  });

  it('says how many more there were of what was counted', () => {
    expect(detailWords({ reason: 'wrong-password', more: 4812 })).to.equal(
      'reason: wrong-password, and 4,812 more',
    );
  });
});
