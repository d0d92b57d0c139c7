const known: Readonly<Record<string, string>> = {
  'call.placed': 'Placed a call',
  'call.described': 'Described a call',
  'call.ringing': 'Rang a clinician',
  'call.answered': 'Answered a call',
  'offer.declined': 'Declined a call',
  'offer.missed': 'Did not answer a call',
  'offer.withdrawn': 'Stopped ringing a clinician',
  'call.cancelled': 'Cancelled a call',
  'call.requeued': 'Put a call back in the queue',
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
  'person.profile-set': 'Changed somebody’s skills or telephone',
  'history.exported': 'Saved the history of calls as a file',
  'quality.exported': 'Saved the connections of a day as a file',
  'operations.opened': 'Looked at the job queues',
  'media-node.drained': 'Drained a media node',
};

/** An action's name for people. An unknown one is made readable: `clinic.opened-late` becomes “Clinic: opened late”. */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[-_]/g, ' ').replaceAll(/[.:]/g, ': ');
  return known[action] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Details are codes and ids; ids are shortened, because they are for finding, not for reading. */
export function detailWords(detail: Readonly<Record<string, string | number | boolean | null>>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${actionWords(name).toLowerCase()}: ${shorten(String(value))}`)
    .join(', ');
}

export function shorten(value: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? value.slice(0, 8) : value;
}
