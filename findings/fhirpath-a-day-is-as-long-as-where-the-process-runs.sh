#!/usr/bin/env bash
# fhirpath 5.2.2 (HL7's fhirpath.js): what is added to a date and time is added in the zone of the process, not at the offset that the
# value itself has, and the answer has the offset of the process. Days and months begin and end elsewhere then:
#
# - `@2027-03-27T12:00:00Z + 1 day = @2027-03-28T12:00:00Z` is true in UTC and in New York, and false in Europe/London, where clocks go
#   forward in that night: the day has 23 hours, though the value says UTC.
# - `@2027-02-28T23:30:00-05:00 + 1 month` is 28 March 23:30 -04:00 in New York, and 1 April 04:30 in UTC: another month.
# - A time without any offset gets one: `@2027-03-28T12:00:00 + 1 hour` ends on `-00:00` in UTC. So does every other answer in UTC; the
#   "-00:00" of RFC 3339 says that nobody knows where the value is from.
#
# FHIRPath 2.0 (6.8, "Date/Time Arithmetic") adds calendar units to the value that is given, and knows no zone of a process. A rule such as "due a month after" gives two answers on
# two servers with the same record. Bedside works out clinical dates with Temporal and a named zone; FHIRPath only checks invariants of R4, none
# of which adds to a time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts fhirpath@5.2.2
cat > added.mjs <<'JS'
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4/index.js';

const expressions = [
  '@2027-03-27T12:00:00Z + 1 day = @2027-03-28T12:00:00Z',
  '@2027-02-28T23:30:00-05:00 + 1 month',
  '@2027-03-28T12:00:00 + 1 hour',
];
const answers = expressions.map((expression) => String(fhirpath.evaluate({}, expression, {}, r4)));
console.log(`${process.env.TZ}: ${answers.join(' | ')}`);
JS
seen=$(for zone in UTC Europe/London America/New_York; do TZ=$zone node added.mjs; done)
echo "$seen"
[ "$seen" = 'UTC: true | 2027-04-01T04:30:00-00:00 | 2027-03-28T13:00:00-00:00
Europe/London: false | 2027-04-01T04:30:00+01:00 | 2027-03-28T13:00:00+01:00
America/New_York: true | 2027-03-28T23:30:00-04:00 | 2027-03-28T13:00:00-04:00' ]
