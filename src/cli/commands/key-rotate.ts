import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { toIsoTime } from '../../base/instant.js';
import type { Rotated } from '../../store/ports/managed-keys.js';
import { addOperatorOptions, administer, withSecret } from '../administer.js';
import type { OperatorOptions } from '../administer.js';
import { keyDetails, toKeyJson } from '../key-view.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { parseSpan } from '../span.js';

interface RotateOptions extends OperatorOptions {
  readonly overlap: number;
}

const DAY_MS = 24 * 3_600_000;

export function addKeyRotateCommand(key: Command, output: Output): void {
  addOperatorOptions(key.command('rotate'))
    .description('make a new key in place of an old one, which ends after the overlap; it is shown once')
    .argument('<id>', 'public id of the key')
    .option('--overlap <span>', 'for how long both are valid: 0s, 12h, 7d', overlap, DAY_MS)
    .action((id: string, options: RotateOptions) => rotateKey(id, options, output));
}

async function rotateKey(id: string, options: RotateOptions, output: Output): Promise<void> {
  const text = (secret: string, { value, revision }: { value: Rotated; revision: number }): string => {
    const { key, replaced } = value;
    const oldEnds = replaced.expiresAtMs === null ? 'never' : toIsoTime(replaced.expiresAtMs);
    const extra = { key: secret, revision, replaces: id, oldEnds };
    return options.json ? toJson({ ...extra, ...toKeyJson(key) }) : keyDetails(key, extra);
  };
  await administer({ output, options, secrets: 'makes a secret' }, ({ administration, actor }) =>
    withSecret<Rotated, unknown>(
      (secret, made) => output.deliver(text(secret, made)),
      (show) => {
        const request = { publicId: id, overlapMs: options.overlap, ifMatch: null };
        return administration.keys.rotate(actor, request, { show });
      },
    ),
  );
  if (!options.json) output.note('Keep the key now: it is stored nowhere and cannot be shown again.');
}

function overlap(text: string): number {
  const spanMs = parseSpan(text);
  if (spanMs === null) throw new InvalidArgumentError('write a span such as 0s, 12h, 7d');
  return spanMs;
}
