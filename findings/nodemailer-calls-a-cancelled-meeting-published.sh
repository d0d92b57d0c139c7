#!/usr/bin/env bash
# nodemailer 10.6.0: `icalEvent` with a calendar that says METHOD:CANCEL, or METHOD:REQUEST, and without the option
# `method`, is sent as `Content-Type: text/calendar; method=PUBLISH`. The content is not looked at. RFC 6047 (2.4) wants
# both to say the same: a mail reader that goes by the header is not told that the meeting is cancelled, or that an answer
# is wanted. With `method` given the header says it.
#
# It also adds the same calendar a second time, as an attachment called invite.ics.
#
# Bedside gives the method beside the content, from one place (workers/delivery/email.ts).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts nodemailer@10.6.0
cat > send.mjs <<'JS'
import { createTransport } from 'nodemailer';

const lines = (method) => [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Example//EN',
  `METHOD:${method}`,
  'BEGIN:VEVENT',
  'UID:one@example.org',
  'DTSTAMP:20270501T080000Z',
  'DTSTART:20270601T090000Z',
  'SEQUENCE:1',
  ...(method === 'CANCEL' ? ['STATUS:CANCELLED'] : []),
  'END:VEVENT',
  'END:VCALENDAR',
  '',
];
const transport = createTransport({ streamTransport: true, buffer: true });
async function headerOf(method, given) {
  const icalEvent = { content: lines(method).join('\r\n'), ...given };
  const mail = { from: 'a@example.org', to: 'b@example.org', subject: 'Clinic', text: 'Clinic', icalEvent };
  const { message } = await transport.sendMail(mail);
  const text = String(message);
  return {
    header: /^Content-Type: text\/calendar;.*method=(\w+)/m.exec(text)?.[1],
    attached: text.includes('filename=invite.ics'),
  };
}
console.log(
  JSON.stringify({
    cancel: await headerOf('CANCEL', {}),
    request: await headerOf('REQUEST', {}),
    given: await headerOf('CANCEL', { method: 'CANCEL' }),
  }),
);
JS
seen=$(node send.mjs)
echo "$seen"
[ "$seen" = '{"cancel":{"header":"PUBLISH","attached":true},"request":{"header":"PUBLISH","attached":true},"given":{"header":"CANCEL","attached":true}}' ]
