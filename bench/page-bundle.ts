import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The script of a page of a bench's own, with everything that it imports. */
export async function bundlePage(file: URL): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'esnext',
      rolldownOptions: { input: fileURLToPath(file), output: { format: 'iife' } },
    },
  });
  if (!('output' in built)) throw new Error('The page was not bundled.');
  return built.output[0].code;
}
