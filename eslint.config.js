import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Calls that define tests, and the body of those that define a suite. Conditions in a loop over a table of cases are data. */
const DEFINES_TESTS = '[callee.name=/^(describe|it|suiteWith|testWith|inBrowser|forEachPostgres|onOnePostgres)$/]';
const SUITE_BODY =
  'CallExpression[callee.name=/^(describe|suiteWith|inBrowser|forEachPostgres|onOnePostgres)$/] > :function > BlockStatement';

const TEST_BODY =
  'CallExpression:matches([callee.name=/^(it|testWith)$/], [callee.property.name=/^(asyncProperty|property)$/]) > :function > BlockStatement';
/** Where statements of a test itself stand; what its inner functions return is theirs. */
const BLOCKS_OF_TEST = [
  TEST_BODY,
  ...['ForOfStatement', 'ForStatement', 'WhileStatement', 'TryStatement'].map(
    (kind) => `${TEST_BODY} > ${kind} > BlockStatement`,
  ),
].join(', ');

/** Habits that no stock rule knows, as selectors; each message says what to do instead. */
const habits = {
  noBooleanParameter: {
    selector: 'FunctionDeclaration > .params[typeAnnotation.typeAnnotation.type="TSBooleanKeyword"]',
    message: 'A boolean parameter says nothing at the call: take an options object, or write two functions.',
  },
  noModuleState: {
    selector: ':matches(Program, ExportNamedDeclaration) > VariableDeclaration[kind="let"]',
    message: 'No state in a module: make it a part of what a makeX function returns.',
  },
  noWorkAtImport: {
    selector: 'Program > ExpressionStatement > :matches(CallExpression, AwaitExpression, NewExpression)',
    message: 'No work at import: put it into a function that an entry calls.',
  },
  noDecorator: { selector: 'Decorator', message: 'No decorators: wire with makeX functions.' },
  noRegExpFromText: {
    selector: ':matches(NewExpression, CallExpression)[callee.name="RegExp"]',
    message: 'No regular expression from text: a policy could then choose it.',
  },
  noLooseJson: {
    selector:
      ':matches(MemberExpression[object.name="JSON"][property.name="parse"], CallExpression[arguments.length=0][callee.property.name="json"])',
    message: 'JSON.parse takes the last of two equal members: use src/base/strict-json.ts.',
  },
  noBareTime: {
    selector: 'CallExpression[callee.property.name="toISOString"]',
    message: 'It throws for a time beyond the calendar: use toIsoTime of src/base/instant.ts.',
  },
  noFocusedTest: {
    selector:
      'MemberExpression[object.name=/^(describe|context|suite|it|test|specify)$/][property.name=/^(only|skip)$/]',
    message: 'Every test runs, always.',
  },
  noSkippedTest: {
    selector: 'CallExpression > MemberExpression[object.type="ThisExpression"][property.name="skip"]',
    message: 'Say what the test needs: suiteWith or testWith of test/support/prerequisites.ts.',
  },
  noConditionalSuite: {
    selector: [
      `:matches(Program, Program > ForOfStatement > BlockStatement, ${SUITE_BODY}) > IfStatement CallExpression${DEFINES_TESTS}`,
      `:matches(ConditionalExpression, LogicalExpression) CallExpression${DEFINES_TESTS}`,
    ].join(', '),
    message: 'A suite that is not defined is not counted: use suiteWith or testWith of test/support/prerequisites.ts.',
  },
  noEarlyReturn: {
    selector: `${SUITE_BODY} > IfStatement :matches(ReturnStatement, ContinueStatement)`,
    message: 'Tests below are not counted: use suiteWith or testWith of test/support/prerequisites.ts.',
  },
  noEarlyEnd: {
    selector: [
      `:matches(${BLOCKS_OF_TEST}) > IfStatement > ReturnStatement[argument=null]`,
      `:matches(${BLOCKS_OF_TEST}) > IfStatement > BlockStatement > ReturnStatement[argument=null]`,
      `:matches(${BLOCKS_OF_TEST}) > ReturnStatement[argument=null]`,
      `${TEST_BODY} > IfStatement:first-child:last-child[alternate=null]`,
    ].join(', '),
    message:
      'A test that ends early passes uncounted: expect something on each way, use fc.pre in a property, or testWith of test/support/prerequisites.ts.',
  },
  noSelectedSuites: {
    selector:
      'Program > ForOfStatement[right.callee.property.name="filter"], Program > ForOfStatement > BlockStatement > IfStatement ContinueStatement',
    message: 'What a loop passes over is not counted: use suiteWith of test/support/prerequisites.ts.',
  },
};

/** `process.env` is read in one file; importing the process module would be a way around that. */
const noEnvironment = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Only src/config.ts reads the environment.' },
  ],
  'no-restricted-imports': [
    'error',
    { paths: ['process', 'node:process'].map((name) => ({ name, message: 'Use the global `process`.' })) },
  ],
};

const everywhere = {
  eqeqeq: 'error',
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
};

const typed = {
  '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true }],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'only-allowed-literals' }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/strict-boolean-expressions': ['error', { allowString: false, allowNumber: false }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};

const sizes = {
  'max-lines': ['error', { max: 250 }],
  'max-lines-per-function': ['error', { max: 60 }],
  'max-params': ['error', { max: 4 }],
};

/** The habits of `src`; those named are left out. */
const habitsOfSource = (...leftOut) => [
  'error',
  ...[
    'noBooleanParameter',
    'noModuleState',
    'noWorkAtImport',
    'noDecorator',
    'noRegExpFromText',
    'noLooseJson',
    'noBareTime',
  ]
    .filter((name) => !leftOut.includes(name))
    .map((name) => habits[name]),
];

/** Who may call JSON.parse, and why it is harmless there. */
const looseJson = [
  // The strict reader itself, after it has validated the text.
  'src/base/strict-json.ts',
  'src/base/scan-json.ts',
  // package.json and other files of installed packages: whoever writes those can write the code as well.
  'src/base/version.ts',
  'src/store/postgres/embedded/binaries.ts',
  // The client library reads answers of the service that it was configured for; nothing is decided by them.
  'src/client/management.ts',
];

export default defineConfig(
  {
    ignores: [
      'dist/',
      'coverage/',
      'reports/',
      '.stryker-tmp/',
      '.scopegate/',
      // Made by tools of others.
      'src/wire/*',
      'test/gates/fixtures/',
    ],
  },
  // A rule that can be switched off in a comment is no gate.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  { rules: everywhere },
  {
    files: ['**/*.ts'],
    ignores: ['web/**', 'bench/routing/**'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: import.meta.dirname } },
    rules: typed,
  },
  // A package of its own: the types of what it compares are there only once that is installed.
  { files: ['bench/routing/**/*.ts'], extends: [tseslint.configs.strict] },
  {
    files: ['web/**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './web/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: { ...typed, ...sizes, 'no-console': 'error', 'no-restricted-syntax': ['error', habits.noModuleState] },
  },
  // A function that draws is mostly what it draws, an attribute a line.
  { files: ['web/**/*.tsx'], rules: { 'max-lines-per-function': ['error', { max: 90 }] } },
  {
    files: ['src/**/*.ts'],
    rules: {
      ...sizes,
      ...noEnvironment,
      'no-console': 'error',
      'no-restricted-syntax': habitsOfSource(),
    },
  },
  { files: ['src/config.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['src/main.ts', 'src/cli/main.ts'],
    rules: { 'no-restricted-syntax': habitsOfSource('noWorkAtImport') },
  },
  { files: ['src/base/instant.ts'], rules: { 'no-restricted-syntax': habitsOfSource('noBareTime') } },
  { files: looseJson, rules: { 'no-restricted-syntax': habitsOfSource('noLooseJson') } },
  // Typed arrays are indexed on every line there, and an index check per access is what the engine must not pay.
  { files: ['src/engine/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'max-params': sizes['max-params'],
      'no-restricted-syntax': [
        'error',
        habits.noFocusedTest,
        habits.noSkippedTest,
        habits.noConditionalSuite,
        habits.noEarlyReturn,
        habits.noEarlyEnd,
        habits.noSelectedSuites,
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/strict-boolean-expressions': 'off',
    },
  },
  // The one place that skips tests, and counts them.
  { files: ['test/support/prerequisites.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'URL', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Buffer', 'fetch']
          .concat(['performance', 'AbortController', 'AbortSignal'])
          .map((name) => [name, 'readonly']),
      ),
    },
    rules: { ...sizes },
  },
  { files: ['**/*.cjs'], languageOptions: { globals: { require: 'readonly', module: 'writable' } } },
);
