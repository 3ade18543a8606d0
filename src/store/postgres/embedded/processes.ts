import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Names one life of one process: `<pid>-<when it started>`. A pid alone is not enough, because the system gives it out
 * again; in a container the same small numbers come back at every start.
 */
export type ProcessMark = string;

/** The mark of a live process; undefined when there is none with this pid. A zombie is not alive. */
export function markOf(pid: number): ProcessMark | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    const [state = 'Z', start] = process.platform === 'linux' ? lifeOnLinux(pid) : lifeByPs(pid);
    return /^[ZX]/.test(state) ? undefined : `${pid}-${start ?? ''}`;
  } catch {
    return undefined;
  }
}

/** Whether the very process that had this mark is still alive. */
export function isAlive(mark: ProcessMark): boolean {
  return markOf(pidOf(mark)) === mark;
}

export function pidOf(mark: ProcessMark): number {
  return Number.parseInt(mark, 10);
}

/** As PostgreSQL sees it: true also for a zombie, and for a process that is not ours. */
export function pidExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The arguments a process was started with, its program first; empty when it is gone or hidden. */
export function argumentsOf(pid: number): readonly string[] {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    return ps(pid, 'command').split(' ');
  } catch {
    return [];
  }
}

/** proc(5): the state, and field 22, ticks since boot, with the boot it counts from. */
function lifeOnLinux(pid: number): readonly (string | undefined)[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  return [fields[0], `${fields[19] ?? ''}-${bootId}`];
}

function lifeByPs(pid: number): readonly (string | undefined)[] {
  const [state, ...started] = ps(pid, 'stat=,lstart').split(/\s+/);
  return [state, started.join('').replaceAll(/\W/g, '')];
}

function ps(pid: number, columns: string): string {
  return execFileSync('/bin/ps', ['-o', `${columns}=`, '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
}
