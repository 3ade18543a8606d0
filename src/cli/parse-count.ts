import { InvalidArgumentError } from 'commander';

/** A whole number that an option takes; commander says which option refused it. */
export function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number.');
}
