// Writes the files that are made from the contract and from docs/safety/hazards.json: npm run generate

import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { generated } from './generated.ts';
import { runScript } from './run-script.ts';

await runScript({ notesTo: process.stdout }, async ({ say }) => {
  for (const { name, file, text } of generated()) {
    await writeFile(file, text);
    say.line(`wrote ${name}`);
  }
  return 0;
});
