import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Flags of Node with which a server that is measured can say what it holds. */
export const memoryProbe = ['--expose-gc', '--import', new URL('memory-probe.ts', import.meta.url).href];

/**
 * What JavaScript holds in that process once all garbage is gone: objects and buffers, in KiB. The resident set would
 * say how much garbage there happened to be, and what the allocator keeps of it.
 */
export async function kibOf(child: ChildProcess): Promise<number> {
  const answered = once(child, 'message');
  child.send('memory');
  const [bytes] = (await answered) as [number];
  return bytes / 1024;
}
