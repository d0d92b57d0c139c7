import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import ts from 'typescript';
import { allowedKeys } from '../../../process/log.ts';

const run = promisify(execFile);
const folders = ['config', 'domain', 'process', 'server', 'sfu', 'signalling', 'store', 'workers'];

/** The keys of every object that is handed to a log as it is written. */
function loggedKeys(file: string, text: string): string[] {
  const keys: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      const logs =
        /^(info|warn|error|child)$/.test(name.text) && /log$|createLog\(/i.test(expression.getText());
      const fields = logs ? node.arguments.filter(ts.isObjectLiteralExpression) : [];
      for (const { properties } of fields) {
        keys.push(...properties.flatMap((property) => property.name?.getText() ?? []));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return keys;
}

describe('what the code writes into the log', () => {
  it('comes out: every field is among those that may', async () => {
    const { stdout } = await run('git', ['ls-files', ...folders.map((folder) => `${folder}/*.ts`)]);
    const files = stdout.trim().split('\n');
    const found = await Promise.all(
      files.map(async (file) =>
        loggedKeys(file, await readFile(file, 'utf8')).map((key) => `${file} ${key}`),
      ),
    );
    const all = found.flat();
    expect(all.length).to.be.above(50);
    const kept = (one: string) => allowedKeys.has(one.split(' ')[1] ?? '');
    expect(all.filter((one) => !kept(one))).to.deep.equal([]);
  });
});
