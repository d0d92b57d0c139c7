#!/usr/bin/env bash
# ical.js 2.2.1: an event with DURATION:PT12H over the night of a clock change lasts 11 or 13 hours.
#
# RFC 5545, 3.3.6 tells nominal days and weeks from exact hours, minutes and seconds: twelve hours from 20:00 in London
# on 27 March 2027 end at 09:00 by the clock of the next day. ical.js adds them to the wall clock, as if they were
# nominal, so DURATION:PT24H and DURATION:P1D mean the same to it. That holds for a single event as for a repeating one.
#
# Who is hurt: whoever adds up hours worked or looks for gaps in the cover with times from ical.js. An end that is given
# as DTEND is not concerned. Bedside takes the end as ical.js gives it: a shift written as twelve hours ends at the same
# time by the clock every day, which is how wards change over, and an hour is not left uncovered in autumn.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund ical.js@2.2.1
cat > read.mjs <<'JS'
import ical from 'ical.js';

const zone = [
  'BEGIN:VTIMEZONE', 'TZID:Europe/London',
  'BEGIN:DAYLIGHT', 'DTSTART:19810329T010000', 'TZOFFSETFROM:+0000', 'TZOFFSETTO:+0100',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU', 'END:DAYLIGHT',
  'BEGIN:STANDARD', 'DTSTART:19961027T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU', 'END:STANDARD',
  'END:VTIMEZONE',
];

const hoursOf = (start, duration) => {
  const event = ['BEGIN:VEVENT', 'UID:one', `DTSTART;TZID=Europe/London:${start}`, `DURATION:${duration}`, 'END:VEVENT'];
  const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Finding//EN', ...zone, ...event, 'END:VCALENDAR', ''];
  const calendar = new ical.Component(ical.parse(text.join('\r\n')));
  const { startDate, endDate } = new ical.Event(calendar.getFirstSubcomponent('vevent'));
  return (endDate.toUnixTime() - startDate.toUnixTime()) / 3600;
};

const seen = [
  ['an ordinary night', '20270320T200000', 'PT12H', 12, 12],
  ['the spring’s change', '20270327T200000', 'PT12H', 12, 11],
  ['the autumn’s change', '20271030T200000', 'PT12H', 12, 13],
  ['the spring’s change, a day', '20270327T200000', 'P1D', 23, 23],
  ['the spring’s change, 24 hours', '20270327T200000', 'PT24H', 24, 23],
].map(([what, start, duration, rfc, was]) => ({ what, start, duration, rfc, was, now: hoursOf(start, duration) }));
console.table(seen);
if (seen.some(({ was, now }) => was !== now)) {
  console.error('ical.js no longer behaves as it did.');
  process.exitCode = 1;
}
JS
node read.mjs
