#!/usr/bin/env bash
# libphonenumber-js 1.13.16 (full metadata) and google-libphonenumber 3.2.47 agree: a number of the United Kingdom that is typed
# with two digits missing is read with its trunk 0 inside, `07700 9000` as `+44077009000`, and is possible. The 0 is taken off only
# where what is left has a length that the country has (7, 9 or 10), since it might be a short number; eight digits are none, so
# the 0 stays and counts as the ninth. With one digit missing the 0 goes, and nine digits are possible as well.
#
# So `isPossible()` lets through what nobody can dial, and the E.164 form that is stored of it has a 0 after +44, which no number of the
# country has. Whoever is asked for a number at which they will be woken has to be asked again: by the usual ten digits, or
# `isValid()` for the few shorter ones. `isValid()` alone refuses numbers that are newer than the table of ranges.
#
# Numbers are of the ranges that Ofcom keeps for drama, cut short.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts libphonenumber-js@1.13.16 google-libphonenumber@3.2.47
cat > short.mjs <<'JS'
import google from 'google-libphonenumber';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

const util = google.PhoneNumberUtil.getInstance();
for (const typed of ['07700 900009', '07700 90000', '07700 9000', '0161 496 00', '020 7946 00']) {
  const js = parsePhoneNumberFromString(typed, { defaultCountry: 'GB', extract: false });
  const other = util.parse(typed, 'GB');
  const e164 = util.format(other, google.PhoneNumberFormat.E164);
  console.log(`${typed}: ${js.number} possible ${js.isPossible()}; ${e164} possible ${util.isPossibleNumber(other)}`);
}
JS
seen=$(node short.mjs)
echo "$seen"
[ "$seen" = '07700 900009: +447700900009 possible true; +447700900009 possible true
07700 90000: +44770090000 possible true; +44770090000 possible true
07700 9000: +44077009000 possible true; +44077009000 possible true
0161 496 00: +44016149600 possible true; +44016149600 possible true
020 7946 00: +44020794600 possible true; +44020794600 possible true' ]
