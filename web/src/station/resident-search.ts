import type { ResidentView } from '../../../domain/residents/wire.ts';

/** Those in whom every word is found: in the name, the place, or the date of birth as people write it. */
export function wanted(residents: readonly ResidentView[], search: string): readonly ResidentView[] {
  const words = plain(search)
    .split(/\s+/)
    .filter((word) => word !== '');
  return residents.filter((resident) => {
    const text = textOf(resident);
    return words.every((word) => text.includes(word));
  });
}

/** Whether another one has the same name, so that the date of birth has to be checked (HAZ-36). */
export function withSameName(
  residents: readonly ResidentView[],
  { patientId, name }: Pick<ResidentView, 'patientId' | 'name'>,
): boolean {
  return residents.some((other) => other.patientId !== patientId && plain(other.name) === plain(name));
}

function textOf({ name, place, dateOfBirth }: ResidentView): string {
  const [year = '', month = '', day = ''] = dateOfBirth.split('-');
  const numbers = `${String(Number(day))}/${String(Number(month))}/${year} ${day}/${month}/${year} ${dateOfBirth}`;
  return plain(`${name} ${place ?? ''} ${numbers}`);
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}
