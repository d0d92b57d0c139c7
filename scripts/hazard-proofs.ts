// Whether the proofs that the hazard log names are there: files, and tests with exactly those titles.

import ts from 'typescript';
import type { Hazard } from './hazards.ts';

/** Where to look: `read` answers undefined for a file that does not exist. */
type Sources = { read: (file: string) => Promise<string | undefined> };

/** @returns one line a fault: the hazard, and what is not there */
export async function findHazardFaults(hazards: readonly Hazard[], { read }: Sources): Promise<string[]> {
  const index = ((await read('docs/safety/README.md')) ?? '').split('\n');
  const faults: string[] = [];
  for (const { id, title, controls } of hazards) {
    const entry = `- [${id}](hazard-log.md#${id.toLowerCase()}) ${title}`;
    if (!index.includes(entry)) faults.push(`${id}: docs/safety/README.md has no line ${entry}`);
    for (const [n, control] of controls.entries()) {
      const number = `${id}.${n + 1}`;
      for (const file of control.files) {
        if ((await read(file)) === undefined) faults.push(`${number}: there is no file ${file}`);
      }
      for (const proof of control.tests) {
        const fault = await findProofFault(proof, { read });
        if (fault !== undefined) faults.push(`${number}: ${fault}`);
      }
    }
  }
  return faults;
}

type Proof = Hazard['controls'][number]['tests'][number];

async function findProofFault({ file, title }: Proof, { read }: Sources): Promise<string | undefined> {
  if (!/^test\/.*\.ts$/.test(file)) return `${file} is no file of tests`;
  const text = await read(file);
  if (text === undefined) return `there is no file ${file}`;
  return testTitles(file, text).has(title) ? undefined : `no test “${title}” in ${file}`;
}

/** Titles of all tests that run; one that is built from a template is given as it stands in the source. */
export function testTitles(file: string, text: string): Set<string> {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const titles = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      // What is skipped proves nothing, nor does anything in it.
      if (isSkipped(node)) return;
      const title = titleOf(node, source);
      if (title !== undefined) titles.add(title);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

function isSkipped({ expression }: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(expression) && isTestFunction(expression.expression)
    ? expression.name.text === 'skip'
    : ts.isIdentifier(expression) && ['xit', 'xdescribe'].includes(expression.text);
}

function isTestFunction(node: ts.Node): boolean {
  return ts.isIdentifier(node) && ['it', 'describe'].includes(node.text);
}

function titleOf({ expression, arguments: [first] }: ts.CallExpression, source: ts.SourceFile) {
  if (first === undefined || !isTestFunction(expression)) return undefined;
  if (ts.isStringLiteralLike(first)) return first.text;
  return ts.isTemplateExpression(first) ? first.getText(source).slice(1, -1) : undefined;
}
