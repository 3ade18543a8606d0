import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { openPepper } from '../../app/database.js';
import { systemClock } from '../../base/clock.js';
import { makeRotateKey } from '../../service/keys/rotate-key.js';
import { makeKeyStore } from '../../store/postgres/key-store.js';
import { keyDetails, toKeyJson } from '../key-view.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { parseSpan } from '../span.js';
import { withDatabase } from '../with-database.js';

interface RotateOptions {
  readonly overlap: number;
  readonly json?: true;
}

const DAY_MS = 24 * 3_600_000;

export function addKeyRotateCommand(key: Command, output: Output): void {
  key
    .command('rotate')
    .description('make a new key in place of an old one, which ends after the overlap; it is shown once')
    .argument('<id>', 'public id of the key')
    .option('--overlap <span>', 'for how long both are valid: 0s, 12h, 7d', overlap, DAY_MS)
    .option('--json', 'print as JSON')
    .action((id: string, options: RotateOptions) => rotateKey(id, options, output));
}

async function rotateKey(id: string, options: RotateOptions, output: Output): Promise<void> {
  await withDatabase(output, async ({ pool, database, config, log }) => {
    const rotate = makeRotateKey({
      store: makeKeyStore(pool),
      pepper: await openPepper(database, { config, log }),
      keyPrefix: config.keyPrefix,
      maxOverlapMs: config.maxKeyOverlapMs,
      clock: systemClock,
    });
    const { revision, value } = await rotate({ publicId: id, overlapMs: options.overlap });
    const extra = { key: value.key, revision, replaces: id, oldEnds: new Date(value.oldExpiresAtMs).toISOString() };
    if (options.json) output.print(toJson({ ...extra, ...toKeyJson(value.row) }));
    else output.print(keyDetails(value.row, extra, Date.now()));
    if (!options.json) output.note('Keep the key now: it is stored nowhere and cannot be shown again.');
  });
}

function overlap(text: string): number {
  const spanMs = parseSpan(text);
  if (spanMs === null) throw new InvalidArgumentError('write a span such as 0s, 12h, 7d');
  return spanMs;
}
