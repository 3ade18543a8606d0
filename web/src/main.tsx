import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import './page.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Frame } from './shell/frame.js';
import { SessionProvider } from './shell/session.js';
import { cssVariables, theme } from './shell/theme.js';
import { ToastProvider } from './shell/toasts.js';

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <ToastProvider>
        <SessionProvider>
          <Frame />
        </SessionProvider>
      </ToastProvider>
    </MantineProvider>
  </StrictMode>,
);
