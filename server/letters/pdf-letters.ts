import { fileURLToPath } from 'node:url';
import PdfDocument from 'pdfkit';
import { letterTitle, linesOfHead, signedWords } from '../../domain/clinics/letter-paper.ts';
import { letterHeadings, letterSectionNames, type SignedLetter } from '../../domain/clinics/letter.ts';
import type { Letters } from '../../domain/clinics/read-letters.ts';

/** Names of patients are in more letters than the fonts that every PDF reader has. */
const fonts = {
  regular: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
  bold: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
};

const margin = 56;
/** Below what is written, on every sheet. */
const footHeight = 28;

type Document = InstanceType<typeof PdfDocument>;

/** Letters as PDFs on sheets of A4. Each sheet says of whom it is, because sheets are parted. */
export class PdfLetters implements Letters {
  async write(letter: SignedLetter): Promise<Uint8Array> {
    const document = new PdfDocument({
      size: 'A4',
      margins: { top: margin, left: margin, right: margin, bottom: margin + footHeight },
      lang: 'en-GB',
      displayTitle: true,
      bufferPages: true,
      // Nothing about the patient: a title is shown by whatever lists files.
      info: { Title: letterTitle, Creator: 'Bedside', Producer: 'Bedside' },
    });
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<void>((resolve, reject) => {
      document.once('end', resolve);
      document.once('error', reject);
    });
    draw(document, letter);
    drawFeet(document, letter);
    document.end();
    await ended;
    return Buffer.concat(chunks);
  }
}

function draw(document: Document, letter: SignedLetter): void {
  const { head, sections } = letter;
  document.font(fonts.bold).fontSize(11).text(head.organisationName);
  document.moveDown(0.6);
  document.fontSize(16).text(letterTitle);
  document.moveDown(0.4);
  for (const notice of [head.warning, signedWords(letter).replaced]) {
    if (notice === null) continue;
    document.font(fonts.bold).fontSize(10).text(notice);
    document.moveDown(0.4);
  }
  for (const { name, value } of linesOfHead(head)) {
    document.font(fonts.regular).fontSize(10).text(`${name}: `, { continued: true });
    document.font(fonts.bold).text(value);
  }
  for (const name of letterSectionNames) {
    if (sections[name].trim() === '') continue;
    document.moveDown(0.8);
    document.font(fonts.bold).fontSize(11).text(letterHeadings[name]);
    document.moveDown(0.2);
    document.font(fonts.regular).fontSize(10).text(sections[name].trim());
  }
  document.moveDown(1);
  document.font(fonts.bold).fontSize(10).text(signedWords(letter).signed);
  const { corrects } = signedWords(letter);
  if (corrects !== null) document.font(fonts.regular).text(corrects);
}

function drawFeet(document: Document, { head: { patient } }: SignedLetter): void {
  const { start, count } = document.bufferedPageRange();
  const number = patient.nhsNumber ?? patient.prisonNumber;
  for (let place = 0; place < count; place += 1) {
    document.switchToPage(start + place);
    const whose = [patient.name, number].filter((part) => part !== null).join(', ');
    const foot = `${whose}. Page ${String(place + 1)} of ${String(count)}`;
    // Inside the margin: below it the library would begin a new sheet.
    document.page.margins.bottom = 0;
    document.font(fonts.regular).fontSize(8);
    document.text(foot, margin, document.page.height - margin, { lineBreak: false });
  }
}
