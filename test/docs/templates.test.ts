import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ScopegateError } from '../../src/base/errors.js';
import {
  compileApi,
  describeEndpoint,
  makeRouter,
  makeScopeTable,
  parseTemplate,
  REFUSALS,
} from '../../src/engine/index.js';
import type { EncodedAllowance } from '../../src/engine/index.js';
import { apiSource, endpoint } from '../engine/policies.js';
import { root } from '../support/root.js';

const page = readFileSync(join(root, 'docs/templates.md'), 'utf8');

/** Rows of every table with this heading, as cells. */
function rowsUnder(heading: string): string[][] {
  return page.split('\n\n').flatMap((part) => {
    const lines = part.split('\n');
    if (lines[0] !== heading) return [];
    return lines
      .slice(2)
      .filter((line) => line !== '')
      .map((line) => line.slice(2).replace(/ \|$/, '').split(' | '));
  });
}
const code = (cell: string): string[] => [...cell.matchAll(/`([^`]*)`/g)].map(([, text]) => text ?? '');

const router = makeRouter();

function answer(cell: string, method: string, path: string): { reached: string; refusal: string; canonical: string } {
  const encoded = (/ allows (\w+)$/.exec(cell)?.slice(1) ?? []) as EncodedAllowance[];
  const rows = code(cell).map((text, index) => {
    const [template = '', own = 'GET'] = text.split(' ').reverse();
    return endpoint({ id: index + 1, method: own, template, encoded });
  });
  const api = compileApi(apiSource(rows), makeScopeTable());
  const { endpointIndex, refusal, canonicalPath } = router.route(api, method, path);
  const reached = endpointIndex < 0 ? '' : describeEndpoint(api, endpointIndex).template;
  return { reached, refusal, canonical: canonicalPath };
}

function outcome({ reached, refusal }: { reached: string; refusal: string }): string {
  if (refusal !== '') return `\`${refusal}\``;
  return reached === '' ? 'no route' : 'reached';
}

describe('docs/templates.md', () => {
  const answered = ['template', 'templates', 'endpoint'].flatMap((name) =>
    rowsUnder(`| ${name} | method and path | answer |`),
  );
  it('has its tables', () => {
    expect(answered.length).to.be.greaterThan(25);
  });
  for (const [templates = '', request = '', said = ''] of answered) {
    it(`says what becomes of ${request} with ${templates}`, () => {
      const [method = '', path = ''] = (code(request)[0] ?? '').split(' ');
      expect(outcome(answer(templates, method, path))).to.equal(said);
    });
  }

  for (const [templates = '', request = '', decides = ''] of rowsUnder('| templates | method and path | decides |')) {
    it(`says which of ${templates} decides ${request}`, () => {
      const [method = '', path = ''] = (code(request)[0] ?? '').split(' ');
      expect(answer(templates, method, path).reached).to.equal(code(decides)[0]);
    });
  }

  for (const [template = '', fault = ''] of rowsUnder('| template | fault |')) {
    it(`says what is wrong with ${template}`, () => {
      const text = code(template)[0] ?? '';
      expect(() => parseTemplate(text)).to.throw(ScopegateError, fault);
    });
  }

  for (const [sent = '', canonical = ''] of rowsUnder('| sent | canonical |')) {
    it(`says what ${sent} is in canonical form`, () => {
      expect(answer('`/a/{x}`', 'GET', code(sent)[0] ?? '').canonical).to.equal(code(canonical)[0]);
    });
  }

  const refused = rowsUnder('| detail | for example | why |');
  const long: Readonly<Record<string, string>> = {
    '65 segments': '/a'.repeat(65),
    '8,193 characters': `/a/${'x'.repeat(8190)}`,
  };
  for (const [detail = '', example = ''] of refused) {
    it(`says why ${example} is refused`, () => {
      expect(answer('`/a/{x}` `/{+any}`', 'GET', long[example] ?? code(example)[0] ?? '').refusal).to.equal(
        code(detail)[0],
      );
    });
  }

  it('names every refusal', () => {
    expect(REFUSALS.filter((refusal) => !page.includes(`\`${refusal}\``))).to.deep.equal([]);
  });
});
