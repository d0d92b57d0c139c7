import type { InterpreterBody } from '../../../domain/clinics/interpreter-wire.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { Problem } from '../ui/answer.ts';

const known = [
  { message: 'Enter a name or reference', of: 'name' },
  { message: 'Enter 1 to 20 languages, each of at most 40 letters', of: 'languages' },
  { message: 'Enter a telephone number, like 01632 960 001, or leave it empty', of: 'phone' },
];

/** What is sent of an interpreter as they were typed, or what is wrong with it, each at its field. */
export function readInterpreter(typed: {
  name: string;
  languages: string;
  phone: string;
}): { body: InterpreterBody } | { problems: Problem[] } {
  const languages = typed.languages.split(',').filter((one) => one.trim() !== '');
  const phone = typed.phone.trim() === '' ? null : typed.phone.trim();
  const read = endpoints.addInterpreter.body.safeParse({ name: typed.name.trim(), languages, phone });
  if (read.success) return { body: read.data };
  const wrong = read.error.issues.map(({ path }) => path[0]);
  return {
    problems: known
      .filter(({ of }) => wrong.includes(of))
      .map(({ message, of }) => ({ message, field: `interpreter-${of}` })),
  };
}
