import { createTheme } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';

/** With a little blue: the kit's own is a flat grey. */
const dark: MantineColorsTuple = [
  ...(['#dfe2e9', '#b4b9c6', '#8b91a1', '#666d7d', '#3b4150'] as const),
  ...(['#2f3441', '#252a35', '#1a1e27', '#13161d', '#0d0f14'] as const),
];

export const theme = createTheme({
  primaryColor: 'indigo',
  colors: { dark },
  primaryShade: { light: 7, dark: 8 },
  defaultRadius: 'md',
  autoContrast: true,
  cursorType: 'pointer',
  fontFamily: '"Inter Variable", "Segoe UI", "Noto Sans", "Liberation Sans", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.6rem' }, h2: { fontSize: '1.05rem' } } },
});

/** The kit's own greys and reds are too pale for small text (WCAG 2.2, 1.4.3: 4.5 to 1). */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-placeholder': colors.gray[7],
    '--mantine-color-error': colors.red[9],
    '--mantine-color-anchor': colors.indigo[8],
    '--mantine-color-text': '#15171c',
    '--page-background': '#f6f7fa',
    '--soft-accent': '#e9edff',
    '--soft-write': '#fff1de',
    '--read': colors.indigo[9],
    '--write': '#8a4b00',
    '--tag-background': '#eceef3',
    '--soft-allowed': colors.teal[0],
    '--soft-denied': colors.red[0],
    '--series-allowed': colors.teal[9],
    '--series-denied': colors.red[8],
    '--series-fast': colors.indigo[7],
    '--series-slow': '#a65a00',
  },
  dark: {
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-placeholder': colors.dark[1],
    '--mantine-color-error': colors.red[4],
    '--mantine-color-text': '#e4e6ea',
    '--page-background': colors.dark[8],
    '--soft-accent': 'rgb(92 124 250 / 16%)',
    '--soft-write': 'rgb(250 176 5 / 14%)',
    '--read': colors.indigo[2],
    '--write': colors.yellow[3],
    '--tag-background': 'rgb(255 255 255 / 8%)',
    '--soft-allowed': 'rgb(56 217 169 / 13%)',
    '--soft-denied': 'rgb(255 107 107 / 14%)',
    '--series-allowed': colors.teal[4],
    '--series-denied': colors.red[5],
    '--series-fast': colors.indigo[3],
    '--series-slow': colors.yellow[5],
  },
});
