import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: true,
    // The content security policy allows scripts and styles as files of our own only, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: new URL('index.html', import.meta.url).pathname,
        'push-worker': new URL('src/push/push-worker.ts', import.meta.url).pathname,
      },
      output: {
        // Browsers know the service worker by its address, which therefore stays the same.
        entryFileNames: ({ name }) => (name === 'push-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
});
