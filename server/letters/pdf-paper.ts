import { fileURLToPath } from 'node:url';
import PdfDocument from 'pdfkit';

/** Names of patients are in more letters than the fonts that every PDF reader has. */
const fonts = {
  regular: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
  bold: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
};

const margin = 56;
/** Below what is written, on every sheet. */
const footHeight = 28;

type Document = InstanceType<typeof PdfDocument>;

/** What stands on the sheets of a letter, from top to bottom. */
export type Paper = {
  title: string;
  organisationName: string;
  notices: readonly string[];
  lines: readonly { name: string; value: string }[];
  /** One without a word is left out. */
  sections: readonly { heading: string; text: string }[];
  signed: string;
  below: string | null;
  /** Of whom it is, on each sheet, because sheets are parted. */
  whose: string;
};

/** A letter as a PDF on sheets of A4. */
export async function writePaper(paper: Paper): Promise<Uint8Array> {
  const document = new PdfDocument({
    size: 'A4',
    margins: { top: margin, left: margin, right: margin, bottom: margin + footHeight },
    lang: 'en-GB',
    displayTitle: true,
    bufferPages: true,
    // Nothing about the patient: a title is shown by whatever lists files.
    info: { Title: paper.title, Creator: 'Bedside', Producer: 'Bedside' },
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    document.once('end', resolve);
    document.once('error', reject);
  });
  draw(document, paper);
  drawFeet(document, paper);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

function draw(document: Document, paper: Paper): void {
  document.font(fonts.bold).fontSize(11).text(paper.organisationName);
  document.moveDown(0.6);
  document.fontSize(16).text(paper.title);
  document.moveDown(0.4);
  for (const notice of paper.notices) {
    document.font(fonts.bold).fontSize(10).text(notice);
    document.moveDown(0.4);
  }
  for (const { name, value } of paper.lines) {
    document.font(fonts.regular).fontSize(10).text(`${name}: `, { continued: true });
    document.font(fonts.bold).text(value);
  }
  for (const { heading, text } of paper.sections) {
    if (text.trim() === '') continue;
    document.moveDown(0.8);
    document.font(fonts.bold).fontSize(11).text(heading);
    document.moveDown(0.2);
    document.font(fonts.regular).fontSize(10).text(text.trim());
  }
  document.moveDown(1);
  document.font(fonts.bold).fontSize(10).text(paper.signed);
  if (paper.below !== null) document.font(fonts.regular).text(paper.below);
}

function drawFeet(document: Document, { whose }: Paper): void {
  const { start, count } = document.bufferedPageRange();
  for (let place = 0; place < count; place += 1) {
    document.switchToPage(start + place);
    const foot = `${whose}. Page ${String(place + 1)} of ${String(count)}`;
    // Inside the margin: below it the library would begin a new sheet.
    document.page.margins.bottom = 0;
    document.font(fonts.regular).fontSize(8);
    document.text(foot, margin, document.page.height - margin, { lineBreak: false });
  }
}
