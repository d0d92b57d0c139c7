#!/usr/bin/env bash
# libphonenumber-js 1.13.16, full metadata: of the United Kingdom's numbers that Ofcom keeps for drama some are valid and some are not. The ones
# that most test data use are not: 01632 960xxx (no real area) and the mobiles 07700 900xxx. London's 020 7946 0xxx, other cities' and
# 0306 999 0xxx, free and premium numbers are valid. Parsed with `+44`, the two refused ranges have no country at all, only a
# calling code; typed the national way they have the default country.
#
# A form that asks `isValid()` refuses the demonstration's own people, or a test set passes with London's numbers and fails with
# mobiles. What is asked for a number that somebody types is `isPossible()`; whether it rings is known when it is rung.
#
# Source of the ranges: Ofcom, "Telephone numbers for use in TV and radio drama programmes".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts libphonenumber-js@1.13.16
cat > drama.mjs <<'JS'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

const numbers = ['01632 960009', '07700 900009', '020 7946 0009', '0113 496 0009', '028 9649 6009', '0306 999 0009', '0808 157 0009'];
for (const number of numbers) {
  const typed = parsePhoneNumberFromString(number, 'GB');
  const stored = parsePhoneNumberFromString(typed.number);
  console.log(`${number}: possible ${typed.isPossible()}, valid ${typed.isValid()}, country when stored ${stored.country}`);
}
JS
seen=$(node drama.mjs)
echo "$seen"
[ "$seen" = '01632 960009: possible true, valid false, country when stored undefined
07700 900009: possible true, valid false, country when stored undefined
020 7946 0009: possible true, valid true, country when stored GB
0113 496 0009: possible true, valid true, country when stored GB
028 9649 6009: possible true, valid true, country when stored GB
0306 999 0009: possible true, valid true, country when stored GB
0808 157 0009: possible true, valid true, country when stored GB' ]
