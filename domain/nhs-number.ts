import { z } from 'zod';

/** NHS number: ten digits whose last is the modulus-11 check digit (NHS Data Dictionary). */
export const nhsNumber = z
  .string()
  .transform((value) => value.replaceAll(/[\s-]/g, ''))
  .refine((value) => /^\d{10}$/.test(value) && checkDigitFits(value), 'not a valid NHS number');

function checkDigitFits(digits: string): boolean {
  const sum = Array.from(digits.slice(0, 9)).reduce(
    (total, digit, place) => total + Number(digit) * (10 - place),
    0,
  );
  return (11 - (sum % 11)) % 11 === Number(digits[9]);
}
