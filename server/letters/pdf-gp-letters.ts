import { gpLetterTitle, gpSignedWords, linesOfGpHead } from '../../domain/gp-letters/gp-letter-paper.ts';
import {
  gpLetterHeadings,
  gpLetterSectionNames,
  type SignedGpLetter,
} from '../../domain/gp-letters/gp-letter.ts';
import type { GpLetterDeps } from '../../domain/gp-letters/gp-letters.ts';
import { writePaper } from './pdf-paper.ts';

/** Letters to GPs as PDFs. */
export class PdfGpLetters {
  write: GpLetterDeps['gpLetterPdfs']['write'] = ({ head, sections, signedAt }: SignedGpLetter) => {
    const { name, nhsNumber } = head.patient;
    return writePaper({
      title: gpLetterTitle,
      organisationName: head.organisationName,
      notices: [],
      lines: linesOfGpHead(head),
      sections: gpLetterSectionNames.map((one) => ({ heading: gpLetterHeadings[one], text: sections[one] })),
      signed: gpSignedWords(head, signedAt),
      below: null,
      whose: nhsNumber === null ? name : `${name}, ${nhsNumber}`,
    });
  };
}
