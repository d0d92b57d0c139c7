// Words that had a private meaning, or several, do not come back in names: docs/glossary.md has the table, and says
// what to say instead.

import path from 'node:path';
import ts from 'typescript';

const retired = new Set(
  [
    ['rung', 'rungs', 'ladder', 'ladders', 'held', 'hold', 'holds', 'told', 'seat', 'seats', 'hub', 'hubs'],
    [
      'way',
      'ways',
      'look',
      'looks',
      'stay',
      'stays',
      'lane',
      'lanes',
      'gathered',
      'warden',
      'desk',
      'keeper',
    ],
  ].flat(),
);

/** Two words that are retired as a pair: each is good English by itself. */
const retiredPairs = new Set(['let go', 'go ahead', 'with next']);

/** The law's own word for it. */
const wordsOfTheField = /legal holds?/g;

/** In clinics a time is held, which is the field's own word, and a resource that serves several at once has seats. */
const wordsOfClinics = /\b(held|holds?|seats?)\b/g;
const filesOfClinics = /clinic|booking/;

/** Properties on the wire, in stored settings and rows, in the log, and in what a bench prints: their names are agreed. */
const keptProperties = new Set(
  [
    ['rung', 'ladder', 'ladderStep', 'ladder_round', 'ladder_step', 'siteRung', 'site_rung', 'held'],
    ['toldAt', 'told_at', 'adviceTold', 'advice_told_at', 'secondsToTold', 'letGo', 'seat', 'stay', 'ways'],
    ['hubPhone', 'hub_phone', 'hub_message', 'hub_message_at', 'hub_message_by'],
    ['heldBy', 'held_by', 'heldUntil', 'held_until', 'seats', 'holdTime', 'releaseHold'],
  ].flat(),
);

/** Pages at which somebody sits are called desks; migrations keep the names of the rows they made. */
const keptNames = /(Desk|DeskScreen|DeskProps)$/;
const keptFiles = /(^|\/)([a-z]+-)?desk(-screen)?\.tsx$|^store\/migrations\//;

/**
 * @param file a source's path, relative to the root of the repository
 * @returns one line a fault: `file:line name`, or the file's own name
 */
export function retiredNames(file: string, text: string): string[] {
  if (keptFiles.test(file)) return [];
  const field = filesOfClinics.test(file) ? [wordsOfTheField, wordsOfClinics] : [wordsOfTheField];
  const faults = isRetired(path.basename(file), field) ? [file] : [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (isRetiredName(node, field)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      faults.push(`${file}:${line + 1} ${node.text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
}

function isRetiredName(
  node: ts.Node,
  field: readonly RegExp[],
): node is ts.Identifier | ts.PrivateIdentifier {
  if (!ts.isIdentifier(node) && !ts.isPrivateIdentifier(node)) return false;
  const { parent } = node;
  if (!('name' in parent) || parent.name !== node || !isDeclaration(parent)) return false;
  if (!isRetired(node.text, field) || keptNames.test(node.text)) return false;
  return !(isProperty(parent) && keptProperties.has(node.text));
}

function isDeclaration(node: ts.Node): boolean {
  return (
    isProperty(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isParameter(node)
  );
}

/** What may have its name from the wire or a row, and what takes it from there. */
function isProperty(node: ts.Node): boolean {
  return (
    ts.isPropertySignature(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isNamedTupleMember(node)
  );
}

/** `letGo`, `LetGo`, `let-go` and `let_go` are the same two words. The field's own words do not count. */
function isRetired(name: string, field: readonly RegExp[]): boolean {
  const spaced = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ');
  const words = field
    .reduce((left, word) => left.replaceAll(word, ''), spaced)
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  return (
    words.some((word) => retired.has(word)) ||
    words.some((word, n) => retiredPairs.has(`${word} ${words[n + 1] ?? ''}`))
  );
}
