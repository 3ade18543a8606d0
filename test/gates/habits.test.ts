import { expect } from 'chai';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { root } from '../support/root.js';

/** Lints text as if it were the file of that name; without the rules that need types of a real file. */
async function rulesBroken(filePath: string, text: string): Promise<readonly (string | null)[]> {
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: [
      tseslint.configs.disableTypeChecked,
      { files: ['**/*.ts'], languageOptions: { parserOptions: { project: null } } },
    ],
  });
  const [result] = await eslint.lintText(text, { filePath });
  return [...new Set(result!.messages.map(({ ruleId }) => ruleId))];
}

describe('the habits of the house, as lint rules', () => {
  const lines = (count: number): string => '\n'.repeat(count);
  const habits = [
    { habit: 'files up to 250 lines', rule: 'max-lines', text: `export {};${lines(251)}export {};` },
    {
      habit: 'functions up to 60 lines',
      rule: 'max-lines-per-function',
      text: `export function f(): void {${lines(61)}}`,
    },
    {
      habit: 'up to 4 parameters',
      rule: 'max-params',
      text: 'export const f = (a: 1, b: 1, c: 1, d: 1, e: 1): number => a + b + c + d + e;',
    },
    {
      habit: 'no boolean parameters',
      rule: 'no-restricted-syntax',
      text: 'export function f(deep: boolean): boolean { return deep; }',
    },
    {
      habit: 'no state in modules',
      rule: 'no-restricted-syntax',
      text: 'export let count = 0;\nexport const next = (): number => ++count;',
    },
    { habit: 'no work at import', rule: 'no-restricted-syntax', text: 'export const f = (): void => {};\nf();' },
    {
      habit: 'no regular expressions from text',
      rule: 'no-restricted-syntax',
      text: 'export const f = (text: string): RegExp => new RegExp(text);',
    },
    {
      habit: 'no JSON.parse, which takes the last of two equal members',
      rule: 'no-restricted-syntax',
      text: 'export const f = (text: string): unknown => JSON.parse(text);',
    },
    {
      habit: 'no JSON.parse under another name',
      rule: 'no-restricted-syntax',
      text: 'export const f = (texts: string[]): unknown[] => texts.map(JSON.parse);',
    },
    {
      habit: 'no body that is parsed like that',
      rule: 'no-restricted-syntax',
      text: 'export const f = (response: Response): Promise<unknown> => response.json();',
    },
    {
      habit: 'no time that throws where it is printed',
      rule: 'no-restricted-syntax',
      text: 'export const f = (at: number): string => new Date(at).toISOString();',
    },
    { habit: 'no console', rule: 'no-console', text: `export const f = (): void => console.log('x');` },
    {
      habit: 'the environment is read in src/config.ts',
      rule: 'no-restricted-properties',
      text: `export const home = (): string | undefined => process.env['HOME'];`,
    },
    {
      habit: 'the environment is not read by another name',
      rule: 'no-restricted-imports',
      text: `import { env } from 'node:process';\nexport const f = (): string | undefined => env['HOME'];`,
    },
    { habit: 'no work left for later', rule: 'no-warning-comments', text: `// ${'TO' + 'DO'}: later\nexport {};` },
    {
      habit: 'no any',
      rule: '@typescript-eslint/no-explicit-any',
      text: 'export const f = (value: any): number => Number(value);',
    },
  ];
  for (const { habit, rule, text } of habits) {
    it(habit, async () => {
      expect(await rulesBroken('src/service/some.ts', text)).to.deep.equal([rule]);
    });
  }

  it('let src/config.ts read the environment, and the command line print', async () => {
    const reading = `export const home = (): string | undefined => process.env['HOME'];`;
    expect(await rulesBroken('src/config.ts', reading)).to.deep.equal([]);
    expect(await rulesBroken('src/cli/say.ts', `export const say = (): void => console.log('x');`)).to.deep.equal([]);
  });

  it('let no test be left out', async () => {
    for (const call of ['describe.only', 'it.only', 'it.skip', 'describe.skip']) {
      expect(await rulesBroken('test/some.test.ts', `${call}('x', () => {});`)).to.deep.equal(['no-restricted-syntax']);
    }
  });

  const uncounted = [
    { title: 'a suite behind an if', text: `if (tool !== null) describe('x', () => {});` },
    {
      title: 'a suite in an else',
      text: `if (tool === null) console.log('none');\nelse {\n  describe('x', () => {});\n}`,
    },
    { title: 'a test behind an if', text: `describe('x', () => {\n  if (tool !== null) it('y', () => {});\n});` },
    { title: 'a suite behind an &&', text: `export const it2 = tool !== null && describe('x', () => {});` },
    { title: 'a suite of a ternary', text: `export const y = tool === null ? null : forEachPostgres('x', () => {});` },
    {
      title: 'an early return',
      text: `describe('x', () => {\n  if (tool === null) return;\n  it('y', () => {});\n});`,
    },
    {
      title: 'an early return in a block',
      text: `inBrowser('x', () => {\n  if (tool === null) {\n    return;\n  }\n});`,
    },
    {
      title: 'a test that ends early',
      text: `it('y', async () => {\n  if (tool === null) return;\n  await check();\n});`,
    },
    {
      title: 'a test that ends early in a block',
      text: `it('y', () => {\n  if (tool === null) {\n    return;\n  }\n  check();\n});`,
    },
    {
      title: 'a test that ends early in a loop',
      text: `testWith(tool, 'y', () => {\n  for (const one of all) {\n    if (one === '') return;\n    check();\n  }\n});`,
    },
    {
      title: 'a property that ends early',
      text: `fc.assert(fc.property(text, (one) => {\n  if (one === '') return;\n  check(one);\n}));`,
    },
    { title: 'a test that ends at once', text: `it('y', () => {\n  return;\n});` },
    { title: 'a test behind an if of its own', text: `it('y', () => {\n  if (tool !== null) check();\n});` },
    { title: 'a loop over what is there', text: `for (const one of all.filter(Boolean)) describe(one, () => {});` },
    {
      title: 'a loop that goes on',
      text: `for (const one of all) {\n  if (one === '') continue;\n  describe(one, () => {});\n}`,
    },
    {
      title: 'a test that skips itself',
      text: `describe('x', () => {\n  it('y', function () {\n    this.skip();\n  });\n});`,
    },
  ];
  for (const { title, text } of uncounted) {
    it(`let no suite go uncounted: ${title}`, async () => {
      expect(await rulesBroken('test/some.test.ts', text)).to.include('no-restricted-syntax');
    });
  }

  it('let the functions of a test return early', async () => {
    const text = `it('y', () => {\n  const wait = (): void => {\n    if (isOver) return;\n    check();\n  };\n  wait();\n});`;
    expect(await rulesBroken('test/some.test.ts', text)).not.to.include('no-restricted-syntax');
  });

  it('cannot be switched off in a comment', async () => {
    const text = `export const f = (): void => console.log('x'); // eslint-disable-line no-console`;
    expect(await rulesBroken('src/service/some.ts', text)).to.include('no-console');
  });
});
