#!/usr/bin/env bash
# ical-generator 11.1.0 (read back with ical.js 2.2.1): an event whose start is a JavaScript `Date`, in a calendar with
# `timezone: 'Europe/London'`, is written with the hour that the machine's own clock shows at that instant, and that hour
# is named as one of Europe/London. The same instant gives 10:00 on a machine in London, 09:00 on one that is set to UTC,
# as most servers are, and 05:00 on one in New York. Nothing throws, and DTSTAMP, which RFC 5545 (3.8.7.2) wants in UTC, is
# the machine's hour too.
#
# Nor is the zone defined: there is no VTIMEZONE, which RFC 5545 (3.2.19) requires for each TZID, and ical.js reads the time
# as a floating one, which is another instant in each reader's zone.
#
# In summer every invitation of a server in UTC is an hour off, and in winter none is, so that tests in winter pass.
# Bedside leaves `timezone` out: then the same `Date` is written as an instant in UTC (server/calendar/booking-calendar.ts).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ical-generator@11.1.0 ical.js@2.2.1
cat > write.mjs <<'JS'
import ICAL from 'ical.js';
import ical from 'ical-generator';

function write(timezone) {
  const calendar = ical({ ...timezone });
  calendar.createEvent({
    id: 'one',
    // Ten o'clock in London, in summer.
    start: new Date('2027-06-01T09:00:00Z'),
    end: new Date('2027-06-01T09:30:00Z'),
    stamp: new Date('2027-05-01T08:00:00Z'),
    summary: 'Clinic',
    ...timezone,
  });
  const text = calendar.toString();
  const event = new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent'));
  return {
    written: text.split('\r\n').filter((line) => /^DT(START|STAMP)/.test(line)),
    zoneIsDefined: text.includes('BEGIN:VTIMEZONE'),
    readAs: event.startDate.zone.tzid,
  };
}
console.log(JSON.stringify({ zone: write({ timezone: 'Europe/London' }), none: write({}) }));
JS
expect() {
  local seen
  seen=$(TZ=$1 node write.mjs)
  echo "$1: $seen"
  [ "$seen" = "{\"zone\":{\"written\":[\"DTSTAMP:20270501T$2\",\"DTSTART;TZID=Europe/London:20270601T$3\"],\"zoneIsDefined\":false,\"readAs\":\"floating\"},\"none\":{\"written\":[\"DTSTAMP:20270501T080000Z\",\"DTSTART:20270601T090000Z\"],\"zoneIsDefined\":false,\"readAs\":\"UTC\"}}" ]
}
expect Europe/London 090000 100000
expect UTC 080000 090000
expect America/New_York 040000 050000
