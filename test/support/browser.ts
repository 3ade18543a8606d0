import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { ROOT } from './built-project.js';
import type { Prerequisite } from './prerequisites.js';
import { findProgram } from './programs.js';

/** Pictures of every page, kept for people to look at. */
const SCREENSHOTS = join(ROOT, 'screenshots');

/** The browser that drives the admin page, by the names that systems give it. */
export const CHROMIUM: Prerequisite<string> = {
  name: 'Chromium',
  found: findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome'),
  remedy: 'Install it: apt-get install chromium',
};

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors on the console and in scripts so far, and requests to anywhere else than the service. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: CHROMIUM.found ?? '',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}

interface VisitOptions {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
}

/** Somebody at `baseUrl` with no history, who writes down every complaint. */
export async function visit(browser: Browser, baseUrl: string, options: VisitOptions = {}): Promise<Visit> {
  const { width = 1280, scheme = 'light' } = options;
  const context = await browser.newContext({
    baseURL: baseUrl,
    viewport: { width, height: 860 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(8000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(baseUrl) && !request.url().startsWith('data:'))
      complaints.push(`asks ${request.url()}`);
  });
  return { page, context, complaints, close: () => context.close() };
}

/** Signs in by the form, as a person does. */
export async function signIn(page: Page, key: string, path = '/'): Promise<void> {
  await page.goto(path);
  await page.getByRole('textbox', { name: 'API key' }).fill(key);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** Moves inside the page, without loading it anew. */
export async function follow(page: Page, address: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
}

/** Waits until nothing is loading any more. */
export async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(300);
  await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'detached' });
}

export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  // What sticks to the window would lie across the middle of the picture.
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

interface Findings {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** What axe finds against WCAG 2.2 A and AA and its best practices, a line each. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<Findings>('axe.run(document, { resultTypes: ["violations"] })');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} | ${failureSummary.replaceAll('\n', ' ')}`),
  );
}

/** Whether something makes the page wider than its window. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}
