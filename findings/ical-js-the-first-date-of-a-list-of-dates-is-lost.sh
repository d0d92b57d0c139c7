#!/usr/bin/env bash
# ical.js 2.2.1: an event whose dates are listed (RDATE) without a rule does not happen on its first date. DTSTART is the first of the
# recurrence set (RFC 5545, 3.8.5.2 and 3.8.5.3), and with a rule beside the list ical.js counts it. Without one `Event.iterator`
# begins with the listed dates.
#
# Who is hurt: hospitals that write single on-call days as one event with a list. Their first shift is nobody's, and nothing is
# said. Bedside adds DTSTART to the list before it asks ical.js (server/calendar/icalendar.ts), and tests it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ical.js@2.2.1
cat > dates.mjs <<'JS'
import ical from 'ical.js';

function daysOf(...lines) {
  const times = ['DTSTART:20270104T080000Z', 'DTEND:20270104T120000Z'];
  const event = ['BEGIN:VEVENT', 'UID:shifts@example.org', ...times, ...lines, 'END:VEVENT'];
  const file = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Example//Rota//EN', ...event, 'END:VCALENDAR', ''].join('\r\n');
  const component = new ical.Component(ical.parse(file)).getFirstSubcomponent('vevent');
  const steps = new ical.Event(component).iterator();
  const days = [];
  for (let next = steps.next(); next; next = steps.next()) days.push(next.day);
  return days.join(' ');
}

console.log(`a list: ${daysOf('RDATE:20270106T080000Z,20270108T080000Z')}`);
console.log(`a list that names the first: ${daysOf('RDATE:20270104T080000Z,20270108T080000Z')}`);
console.log(`a list and a rule: ${daysOf('RDATE:20270106T080000Z', 'RRULE:FREQ=WEEKLY;COUNT=2')}`);
JS
seen=$(node dates.mjs)
echo "$seen"
[ "$seen" = 'a list: 6 8
a list that names the first: 4 8
a list and a rule: 4 6 11' ]
