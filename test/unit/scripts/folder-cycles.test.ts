import { expect } from 'chai';
import { type CruisedModule, findFolderCycle } from '../../../scripts/folder-cycles.ts';

/** `from: to…`, where a `~` in front stands for an import of types alone. */
function modules(imports: Readonly<Record<string, readonly string[]>>): CruisedModule[] {
  return Object.entries(imports).map(([source, resolved]) => ({
    source,
    dependencies: resolved.map((to) => ({ resolved: to.replace('~', ''), typeOnly: to.startsWith('~') })),
  }));
}

describe('cycles between folders', () => {
  it('are found where no file is in one, and named by the imports that make them', () => {
    expect(
      findFolderCycle(
        modules({
          'domain/calls/a.ts': ['domain/offers/b.ts'],
          'domain/calls/c.ts': [],
          'domain/offers/b.ts': [],
          'domain/offers/d.ts': ['domain/visits/e.ts'],
          'domain/visits/e.ts': ['domain/calls/c.ts'],
          'domain/main.ts': ['domain/calls/a.ts'],
        }),
      ),
    ).to.have.members([
      'domain/calls/a.ts -> domain/offers/b.ts',
      'domain/offers/d.ts -> domain/visits/e.ts',
      'domain/visits/e.ts -> domain/calls/c.ts',
    ]);
  });

  it('are not made by types, by files of one folder, or by packages', () => {
    expect(
      findFolderCycle(
        modules({
          'domain/calls/a.ts': ['domain/offers/b.ts', 'domain/calls/c.ts', 'node_modules/zod/index.js'],
          'domain/calls/c.ts': [],
          'domain/offers/b.ts': ['~domain/calls/a.ts'],
        }),
      ),
    ).to.equal(undefined);
  });

  it('are not made by the root of a layer, whose files count one by one', () => {
    const imports = {
      'domain/actors.ts': [],
      'domain/calls/a.ts': ['domain/actors.ts'],
      'domain/use-cases.ts': ['domain/calls/a.ts'],
    };
    expect(findFolderCycle(modules(imports))).to.equal(undefined);
    expect(
      findFolderCycle(modules({ ...imports, 'domain/actors.ts': ['domain/calls/a.ts'] })),
    ).to.have.members(['domain/actors.ts -> domain/calls/a.ts', 'domain/calls/a.ts -> domain/actors.ts']);
  });
});
