import path from 'node:path';

/** A module as dependency-cruiser describes it: what it needs when it runs, and what only for its types. */
export interface CruisedModule {
  source: string;
  dependencies: { resolved: string; typeOnly?: boolean; dependencyTypes?: string[] }[];
}

/**
 * Folders that need each other cannot be understood, moved or tested one without the other, also where no single file is
 * in a cycle. Types alone are free: they are gone when the program runs. A file that stands in the root of a layer is
 * counted by itself: beside ports and errors, which everybody needs, the tables that know every feature stand there.
 *
 * @returns a cycle, each step with the import that makes it; undefined when there is none
 */
export function findFolderCycle(modules: readonly CruisedModule[]): string[] | undefined {
  const sources = new Set(modules.map(({ source }) => source));
  const needs = new Map<string, Map<string, string>>();
  for (const { source, dependencies } of modules) {
    for (const { resolved, typeOnly, dependencyTypes } of dependencies) {
      const isType = typeOnly === true || dependencyTypes?.includes('type-only') === true;
      const [from, to] = [folderOf(source), folderOf(resolved)];
      if (isType || from === to || !sources.has(resolved)) continue;
      const found = needs.get(from) ?? new Map<string, string>();
      needs.set(from, found.set(to, `${source} -> ${resolved}`));
    }
  }
  dropThoseWithoutNeeds(needs);
  return walkACycle(needs);
}

function folderOf(file: string): string {
  const folder = path.dirname(file);
  return folder.includes('/') ? folder : file;
}

/** What is left afterwards leads only to what is left, so that every walk along it comes round. */
function dropThoseWithoutNeeds(needs: Map<string, Map<string, string>>): void {
  for (let before = -1; before !== needs.size;) {
    before = needs.size;
    for (const [folder, found] of needs) {
      for (const to of found.keys()) if (!needs.has(to)) found.delete(to);
      if (found.size === 0) needs.delete(folder);
    }
  }
}

function walkACycle(needs: ReadonlyMap<string, ReadonlyMap<string, string>>): string[] | undefined {
  const visited: string[] = [];
  const steps: string[] = [];
  let [at] = needs.keys();
  while (at !== undefined && !visited.includes(at)) {
    visited.push(at);
    const [next] = needs.get(at) ?? [];
    steps.push(next?.[1] ?? '');
    at = next?.[0];
  }
  return at === undefined ? undefined : steps.slice(visited.indexOf(at));
}
