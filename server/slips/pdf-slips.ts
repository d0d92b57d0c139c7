import { fileURLToPath } from 'node:url';
import bwip from 'bwip-js/node';
import PdfDocument from 'pdfkit';
import { type Slip, slipTimeWords, slipTitle, type Slips } from '../../domain/clinics/slip.ts';
import { clockOf, dayInWords } from '../../domain/rota/wall-clock.ts';

/** Names of patients are in more letters than the fonts that every PDF reader has. */
const fonts = {
  regular: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
  bold: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
};

const margin = 36;
const barHeight = 42;
/** A scanner at arm's length reads bars of a third of a millimetre and more: 1.2 points. */
const moduleWidth = 1.2;

/** Slips as PDFs of one sheet A5; the same reference gives the same bars on paper and on the screen. */
export class PdfSlips implements Slips {
  barsOf(reference: string): number[] {
    const [drawn] = bwip.raw({ bcid: 'code128', text: reference });
    if (drawn === undefined || !('sbs' in drawn)) {
      throw new Error('a reference has no bars');
    }
    return drawn.sbs;
  }

  async write(slip: Slip): Promise<Uint8Array> {
    const document = new PdfDocument({
      size: 'A5',
      margin,
      lang: 'en-GB',
      displayTitle: true,
      // Nothing about the patient: a title is shown by whatever lists files.
      info: { Title: slipTitle, Creator: 'Bedside', Producer: 'Bedside' },
    });
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<void>((resolve, reject) => {
      document.once('end', resolve);
      document.once('error', reject);
    });
    draw(document, slip, this.barsOf(slip.reference));
    document.end();
    await ended;
    return Buffer.concat(chunks);
  }
}

type Document = InstanceType<typeof PdfDocument>;

function draw(document: Document, slip: Slip, bars: readonly number[]): void {
  document.font(fonts.bold).fontSize(18).text(slipTitle);
  document.moveDown(0.4);
  for (const [name, value] of linesOf(slip)) {
    document.font(fonts.regular).fontSize(9).text(name);
    document.font(fonts.bold).fontSize(12).text(value);
    document.moveDown(0.3);
  }
  document.moveDown(0.4);
  drawBars(document, bars);
  document.moveDown(0.3);
  document.font(fonts.regular).fontSize(10).text(`Reference ${slip.reference}`, margin);
  const at = new Date(slip.printedAt);
  document.text(`Printed at ${clockOf(at)} on ${dayInWords(at)}`);
}

/** What stands on a slip, and nothing else (A37). */
function linesOf(slip: Slip): [string, string][] {
  const startsAt = new Date(slip.startsAt);
  const place = [
    slip.wing === null ? null : `Wing ${slip.wing}`,
    slip.cell === null ? null : `cell ${slip.cell}`,
  ];
  const known = place.filter((part) => part !== null);
  return [
    ['Name', slip.name],
    ['Prison number', slip.prisonNumber ?? 'Not known'],
    ['Where you are', known.length === 0 ? 'Not known' : known.join(', ')],
    ['Day', dayInWords(startsAt)],
    ['Time', slipTimeWords(slip, (instant) => clockOf(new Date(instant)))],
    ['Place', slip.place],
    ...(slip.noteForPatient === null ? [] : [['Please note', slip.noteForPatient] as [string, string]]),
  ];
}

/** Bars and gaps in turn, the first a bar; the paper beside them is the quiet that a scanner needs. */
function drawBars(document: Document, bars: readonly number[]): void {
  const top = document.y;
  let left = margin;
  for (const [place, width] of bars.entries()) {
    if (place % 2 === 0) document.rect(left, top, width * moduleWidth, barHeight).fill('black');
    left += width * moduleWidth;
  }
  document.y = top + barHeight;
  document.fillColor('black');
}
