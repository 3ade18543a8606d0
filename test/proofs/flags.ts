import { parseArgs } from 'node:util';

/** A whole number, or a text out of a closed set where one is given. */
export type Flag = {
  readonly what: string;
} & (
  | { readonly fallback: number; readonly least: number }
  | { readonly fallback: string; readonly oneOf?: readonly string[] }
  | { readonly fallback: false }
);

export type Flags = Readonly<Record<string, Flag>>;

export type FlagValues<Spec extends Flags> = {
  readonly [Name in keyof Spec]: Spec[Name]['fallback'] extends number
    ? number
    : Spec[Name]['fallback'] extends string
      ? string
      : boolean;
};

export type ParsedFlags<Spec extends Flags> =
  { readonly values: FlagValues<Spec> } | { readonly problem: string } | { readonly help: string };

/** What stands on the command line of a proof; a flag that makes no sense is a problem in words. */
export function parseFlags<const Spec extends Flags>(words: readonly string[], spec: Spec): ParsedFlags<Spec> {
  const options = Object.fromEntries(
    Object.entries(spec).map(([name, { fallback }]) => [
      name,
      { type: fallback === false ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  let given: Record<string, unknown>;
  try {
    const all = { ...options, help: { type: 'boolean' as const } };
    given = parseArgs({ args: [...words], options: all }).values;
  } catch (error) {
    return { problem: (error as Error).message };
  }
  if (given['help'] === true) return { help: describe(spec) };
  const values: Record<string, unknown> = {};
  for (const [name, flag] of Object.entries(spec)) {
    const value = given[name] ?? flag.fallback;
    const problem = problemOf(flag, value);
    if (problem !== null) return { problem: `--${name}: ${problem}` };
    values[name] = typeof flag.fallback === 'number' ? Number(value) : value;
  }
  return { values: values as FlagValues<Spec> };
}

/** The same of this process: prints what is wrong and ends with 2, or with 0 after `--help`. */
export function readFlags<const Spec extends Flags>(command: string, spec: Spec): FlagValues<Spec> {
  const parsed = parseFlags(process.argv.slice(2), spec);
  if ('values' in parsed) return parsed.values;
  if ('help' in parsed) console.log(`${command} -- [flags]\n${parsed.help}`);
  else console.error(`${command}: ${parsed.problem}\n${describe(spec)}`);
  process.exit('help' in parsed ? 0 : 2);
}

function problemOf(flag: Flag, value: unknown): string | null {
  if ('least' in flag) {
    const isWhole = typeof value === 'number' || /^\d{1,12}$/.test(String(value));
    if (isWhole && Number(value) >= flag.least) return null;
    return `"${String(value)}" is no whole number from ${String(flag.least)} on`;
  }
  const { oneOf } = flag as { readonly oneOf?: readonly string[] };
  if (oneOf === undefined) return null;
  const unknown = String(value)
    .split(',')
    .filter((one) => !oneOf.includes(one));
  return unknown.length === 0 ? null : `"${unknown.join(', ')}" is none of ${oneOf.join(', ')}`;
}

function describe(spec: Flags): string {
  return Object.entries(spec)
    .map(([name, { what, fallback }]) => `  --${name}  ${what}${fallback === false ? '' : ` (${String(fallback)})`}`)
    .join('\n');
}
