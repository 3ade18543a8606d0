import { defineConfig } from 'vite';

/** The service puts the nonce of each answer in the place of `__CSP_NONCE__`. */
export default defineConfig({
  root: import.meta.dirname,
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // A data: address would need an exception from the content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    // The kit marks its modules for servers that draw pages; nothing is drawn on a server here.
    rolldownOptions: {
      onLog: (level, log, handle) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handle(level, log);
      },
    },
  },
});
