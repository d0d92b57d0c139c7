#!/usr/bin/env bash
# node-ical 0.26.1: the dates that a calendar adds to a series (RDATE, RFC 5545 3.8.5.2) are in no answer of `expandRecurringEvent`, with
# or without a rule beside them, and nothing says so. An on-call shift that somebody takes over for one day is just not there; the text of the
# line is to be found in the event as `rdate`, unread.
#
# A day or a week of DURATION is 24 or 168 hours to it also where clocks change, though RFC 5545 (3.3.6) counts days by the calendar: a
# shift of P1D from midnight on 28 March 2027 in Europe/London ends at 01:00 of the next day by the clock instead of at midnight, so
# that two people's days overlap for an hour.
#
# Bedside reads rotas with ical.js, which has added dates, and tests both (test/unit/server/calendars.test.ts).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts node-ical@0.26.1
cat > shifts.mjs <<'JS'
import ical from 'node-ical';

function shift(...lines) {
  const event = ['BEGIN:VEVENT', 'UID:shift@example.org', 'DTSTAMP:20270101T000000Z', ...lines, 'SUMMARY:On call', 'END:VEVENT'];
  const file = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Example//Rota//EN', ...event, 'END:VCALENDAR', ''];
  return ical.sync.parseICS(file.join('\r\n'))['shift@example.org'];
}

const [from, to] = [new Date('2027-01-01'), new Date('2027-02-01')];
const startsOf = (event) => ical.expandRecurringEvent(event, { from, to }).map(({ start }) => start.toISOString().slice(0, 10));
const eightToTwelve = ['DTSTART:20270104T080000Z', 'DTEND:20270104T120000Z'];
const withRule = shift(...eightToTwelve, 'RRULE:FREQ=WEEKLY;COUNT=2', 'RDATE:20270106T080000Z');
const withoutRule = shift(...eightToTwelve, 'RDATE:20270106T080000Z');
const day = shift('DTSTART;TZID=Europe/London:20270328T000000', 'DURATION:P1D');
console.log(`rule: ${startsOf(withRule).join(' ')}`);
console.log(`no rule: ${startsOf(withoutRule).join(' ')}`);
console.log(`unread: ${withRule.rdate}`);
console.log(`day: ${day.start.toISOString()} to ${day.end.toISOString()}`);
JS
seen=$(node shifts.mjs)
echo "$seen"
[ "$seen" = 'rule: 2027-01-04 2027-01-11
no rule: 2027-01-04
unread: 20270106T080000Z
day: 2027-03-28T00:00:00.000Z to 2027-03-29T00:00:00.000Z' ]
