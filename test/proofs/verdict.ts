/** What a proof has compared, and the least of it that proves anything. */
export interface Compared {
  readonly what: string;
  readonly got: number;
  readonly least: number;
}

/** A proof that compared too little has failed, whatever it found. Says both, and answers whether every promise was kept. */
export function isProven(
  compared: readonly Compared[],
  broken: readonly string[],
  say: (line: string) => void = console.log,
): boolean {
  const tooLittle = compared.filter(({ got, least }) => !(least >= 1 && got >= least));
  for (const { what, got, least } of compared) say(`compared: ${String(got)} ${what}, at least ${String(least)}`);
  for (const line of broken.slice(0, 10)) say(`  broken: ${line}`);
  for (const { what } of tooLittle) say(`  too little was compared: ${what}`);
  if (broken.length > 0) say('a promise was broken');
  else say(tooLittle.length > 0 || compared.length === 0 ? 'nothing was proved' : 'every promise was kept');
  return broken.length === 0 && tooLittle.length === 0 && compared.length > 0;
}
