import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './built-project.js';

const DOCKERFILE = readFileSync(join(ROOT, 'deploy', 'docker', 'Dockerfile'), 'utf8');

interface Locked {
  readonly dev?: true;
  readonly optional?: true;
  readonly devOptional?: true;
}

/** Lays into a folder what the Dockerfile puts into the image: the files that it copies, with the packages that it leaves. */
export function layContainerFiles(folder: string): void {
  for (const path of copiedPaths()) {
    if (path === 'node_modules') layPackages(folder);
    else symlinkSync(join(ROOT, path), join(folder, path));
  }
}

function copiedPaths(): readonly string[] {
  return [...DOCKERFILE.matchAll(/^COPY --from=build \/build\/(\S+)/gm)].map(([, path]) => path!);
}

function layPackages(folder: string): void {
  const omitted = new Set([...DOCKERFILE.matchAll(/--omit=(\w+)/g)].map(([, kind]) => kind));
  const removed = [...DOCKERFILE.matchAll(/\brm -rf (node_modules\/\S+)/g)].map(([, path]) => path!);
  const isLeft = ([path, { dev, optional, devOptional }]: [string, Locked]): boolean =>
    !(omitted.has('dev') && (dev ?? devOptional ?? false)) &&
    !(omitted.has('optional') && (optional ?? devOptional ?? false)) &&
    !removed.some((gone) => path.startsWith(gone));
  // What npm has installed here: of optional packages those of this platform.
  const lock = JSON.parse(readFileSync(join(ROOT, 'node_modules', '.package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const left = Object.entries(lock.packages).filter(isLeft);
  for (const [path] of left) {
    // A package inside another comes along with it.
    if (path.lastIndexOf('node_modules/') > 0) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(join(ROOT, path), join(folder, path));
  }
}
