import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/root.js';

/** Where every exported function says its shapes, units, errors and source. */
const PLACES = [
  ...['administration', 'decision', 'identity', 'insight', 'recording'].map((name) => `src/service/${name}`),
  ...['src/client', 'src/transports/grpc'],
];

const EXPORTED = /^export (?:async )?function\*? (\w+)/;

/**
 * Names of exported functions whose declaration does not follow a docstring. `makeX` needs none where the type `X` of the same
 * file has one.
 */
function undocumented(text: string): string[] {
  const lines = text.split('\n');
  const isDocumented = (at: number): boolean => lines[at - 1]?.endsWith('*/') === true;
  const types = lines.flatMap((line, at) =>
    isDocumented(at) ? (/^export (?:interface|type) (\w+)/.exec(line)?.[1] ?? []) : [],
  );
  return lines.flatMap((line, at) => {
    const name = EXPORTED.exec(line)?.[1];
    if (name === undefined || isDocumented(at)) return [];
    return name.startsWith('make') && types.includes(name.slice('make'.length)) ? [] : [name];
  });
}

describe('exported functions say what they do', () => {
  it('finds one that does not', () => {
    const text = '/** Says. */\nexport function one(): void {}\n\nexport async function other(): Promise<void> {}\n';
    expect(undocumented(text)).to.deep.equal(['other']);
  });

  it('takes the docstring of a type for the function that makes it', () => {
    const text =
      '/** A clock. */\nexport interface Clock {}\n\nexport function makeClock(): Clock {}\n\nexport function makeTime() {}\n';
    expect(undocumented(text)).to.deep.equal(['makeTime']);
  });

  for (const place of PLACES) {
    it(`in ${place}`, () => {
      const files = readdirSync(join(root, place), { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.ts'),
      );
      expect(files.length).to.be.greaterThan(0);
      const found = files.flatMap((file) =>
        undocumented(readFileSync(join(root, place, file), 'utf8')).map((name) => `${file}: ${name}`),
      );
      expect(found).to.deep.equal([]);
    });
  }
});
