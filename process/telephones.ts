import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/min';
import type { Telephones } from '../domain/ports.ts';

const unitedKingdom = '44';
const usualDigits = 10;

export const telephones: Telephones = {
  read(typed) {
    const number = parsePhoneNumberFromString(typed, { defaultCountry: 'GB', extract: false });
    if (number === undefined || !isDialable(number)) return undefined;
    const written =
      number.countryCallingCode === unitedKingdom ? number.formatNational() : number.formatInternational();
    return { e164: number.number, written };
  },
};

/**
 * By the lengths that a country has, and no closer: the library's table of ranges lacks the numbers that Ofcom keeps for drama,
 * and new ones. Of the United Kingdom nearly all have ten digits after +44; the few shorter ones must be in the table, because
 * nine digits are mostly a number of which one is missing.
 */
function isDialable(number: PhoneNumber): boolean {
  if (number.countryCallingCode !== unitedKingdom) return number.isPossible();
  return number.nationalNumber.length === usualDigits || number.isValid();
}
