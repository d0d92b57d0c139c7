import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const reader = fileURLToPath(new URL('pdf-reader.ts', import.meta.url));
const read = z.strictObject({ pages: z.int(), text: z.string() });

/** What another program reads from a PDF. */
export async function readPdf(pdf: Uint8Array): Promise<z.infer<typeof read>> {
  const folder = await mkdtemp(join(tmpdir(), 'bedside-pdf-'));
  try {
    const file = join(folder, 'read.pdf');
    await writeFile(file, pdf);
    const { stdout } = await run(process.execPath, [reader, file]);
    return read.parse(JSON.parse(stdout));
  } finally {
    await rm(folder, { recursive: true });
  }
}
