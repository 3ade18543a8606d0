import { createTheme } from '@mantine/core';
import type { CSSVariablesResolver } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 8 },
  defaultRadius: 'md',
  autoContrast: true,
  cursorType: 'pointer',
  fontFamily: 'Inter, "Segoe UI", "Noto Sans", "Liberation Sans", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.65rem' }, h2: { fontSize: '1.15rem' } } },
});

/** The kit's own greys and reds are too pale for small text (WCAG 2.2, 1.4.3: 4.5 to 1). */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-placeholder': colors.gray[7],
    '--mantine-color-error': colors.red[9],
    '--mantine-color-anchor': colors.indigo[8],
    '--page-background': colors.gray[0],
    '--series-allowed': colors.teal[9],
    '--series-denied': colors.red[8],
    '--series-fast': colors.indigo[7],
    '--series-slow': '#a65a00',
  },
  dark: {
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-placeholder': colors.dark[1],
    '--mantine-color-error': colors.red[4],
    '--page-background': colors.dark[8],
    '--series-allowed': colors.teal[4],
    '--series-denied': colors.red[5],
    '--series-fast': colors.indigo[3],
    '--series-slow': colors.yellow[5],
  },
});
