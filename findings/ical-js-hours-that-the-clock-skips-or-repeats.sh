#!/usr/bin/env bash
# ical.js 2.2.1: a wall time that the spring's change skips is read as an hour too early, and one that the autumn's
# change repeats as the second of the two.
#
# RFC 5545, 3.3.5 says otherwise: a time that does not occur counts with the offset before the gap (01:30 in London on
# 28 March 2027 is 01:30 UTC), one that occurs twice means the first (01:30 on 31 October 2027 is 00:30 UTC). The
# calendar below brings its own VTIMEZONE, so no other source of zones has a part in it.
#
# Who is hurt: a night shift that begins or ends in that hour stands on the rota an hour away from where the calendar
# program shows it. Bedside reads wall times by Node's data for zones and not by ical.js (domain/rota/wall-clock.ts).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ical.js@2.2.1
cat > read.mjs <<'JS'
import ical from 'ical.js';

const file = (event) => [
  'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Finding//EN',
  'BEGIN:VTIMEZONE', 'TZID:Europe/London',
  'BEGIN:DAYLIGHT', 'DTSTART:19810329T010000', 'TZOFFSETFROM:+0000', 'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', 'END:DAYLIGHT',
  'BEGIN:STANDARD', 'DTSTART:19961027T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU', 'END:STANDARD',
  'END:VTIMEZONE',
  'BEGIN:VEVENT', 'UID:one', ...event, 'END:VEVENT', 'END:VCALENDAR', '',
].join('\r\n');

const startOf = (wall) => {
  const calendar = new ical.Component(ical.parse(file([`DTSTART;TZID=Europe/London:${wall}`, 'DURATION:PT1H'])));
  const { startDate } = new ical.Event(calendar.getFirstSubcomponent('vevent'));
  return new Date(startDate.toUnixTime() * 1000).toISOString();
};

const seen = [
  ['an ordinary night', '20270327T013000', '2027-03-27T01:30:00.000Z', '2027-03-27T01:30:00.000Z'],
  ['skipped in spring', '20270328T013000', '2027-03-28T01:30:00.000Z', '2027-03-28T00:30:00.000Z'],
  ['repeated in autumn', '20271031T013000', '2027-10-31T00:30:00.000Z', '2027-10-31T01:30:00.000Z'],
].map(([what, wall, rfc, was]) => ({ what, wall, rfc, was, now: startOf(wall) }));
console.table(seen);
if (seen.some(({ was, now }) => was !== now)) {
  console.error('ical.js no longer behaves as it did.');
  process.exitCode = 1;
}
JS
node read.mjs
