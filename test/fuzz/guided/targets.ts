import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Finding } from './finding.js';
import { tryPath } from './path-properties.js';
import { tryTemplate } from './template-properties.js';

export interface Target {
  readonly name: string;
  readonly attempt: (input: string) => Finding;
}

export const TARGETS: readonly Target[] = [
  { name: 'paths', attempt: tryPath },
  { name: 'templates', attempt: tryTemplate },
];

export function corpusPath({ name }: Target): string {
  return fileURLToPath(new URL(`../corpus/${name}.json`, import.meta.url));
}

/** Inputs as JSON texts, because some are no valid UTF-8 when written raw. */
export function readCorpus(target: Target): string[] {
  return JSON.parse(readFileSync(corpusPath(target), 'utf8')) as string[];
}
