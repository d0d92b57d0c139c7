import { letterTitle, linesOfHead, signedWords } from '../../domain/clinics/letter-paper.ts';
import { letterHeadings, letterSectionNames, type SignedLetter } from '../../domain/clinics/letter.ts';
import type { Letters } from '../../domain/clinics/read-letters.ts';
import { writePaper } from './pdf-paper.ts';

/** Letters of clinics as PDFs. */
export class PdfLetters implements Letters {
  write(letter: SignedLetter): Promise<Uint8Array> {
    const { head, sections } = letter;
    const { signed, corrects, replaced } = signedWords(letter);
    const number = head.patient.nhsNumber ?? head.patient.prisonNumber;
    return writePaper({
      title: letterTitle,
      organisationName: head.organisationName,
      notices: [head.warning, replaced].filter((notice) => notice !== null),
      lines: linesOfHead(head),
      sections: letterSectionNames.map((name) => ({ heading: letterHeadings[name], text: sections[name] })),
      signed,
      below: corrects,
      whose: [head.patient.name, number].filter((part) => part !== null).join(', '),
    });
  }
}
