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
  const start = process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
  return start === undefined ? undefined : `${pid}-${start}`;
}

/** Whether the very process that had this mark still lives. */
export function isAlive(mark: ProcessMark): boolean {
  return markOf(Number.parseInt(mark, 10)) === mark;
}

export function pidOf(mark: ProcessMark): number {
  return Number.parseInt(mark, 10);
}

/** As PostgreSQL sees it: true also for a zombie, and for a process that is not ours. */
export function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
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

/** Field 22 of /proc/PID/stat, ticks since boot, with the boot it counts from (proc(5)). */
function startOnLinux(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  if (state === 'Z' || state === 'X') return undefined;
  return `${fields[19] ?? ''}-${bootId()}`;
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
}

function startByPs(pid: number): string | undefined {
  try {
    const [state = 'Z', ...started] = ps(pid, 'stat=,lstart').split(/\s+/);
    return state.startsWith('Z') ? undefined : started.join('').replaceAll(/\W/g, '');
  } catch {
    return undefined;
  }
}

function ps(pid: number, columns: string): string {
  return execFileSync('/bin/ps', ['-o', `${columns}=`, '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
}
