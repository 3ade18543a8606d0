/** What is asked, as columns: at 10,000 requests an object each would push what is measured out of the processor's caches. */
export interface Requests<Credential> {
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  /** One each, or none at all. */
  readonly credentials: readonly Credential[];
}

export interface Task {
  readonly name: string;
  /** Goes through some requests, each another one than the last time. */
  readonly call: () => void;
  /** Requests of one call. */
  readonly size: number;
}

export type Ask<Credential> = (method: string, path: string, credential: Credential) => number | boolean;

/** Whatever is not used may not be computed. */
export const sink = { sum: 0 };

export type TaskOver = typeof taskOver;

export function taskOver<C>(name: string, requests: Requests<C>, size: number, ask: Ask<C>): Task {
  const { methods, paths, credentials } = requests;
  let at = 0;
  const call = (): void => {
    let sum = 0;
    for (let k = 0; k < size; k++) {
      sum += Number(ask(methods[at]!, paths[at]!, credentials[at]!));
      at = at + 1 === paths.length ? 0 : at + 1;
    }
    sink.sum = (sink.sum + sum) | 0;
  };
  return { name, call, size };
}

let copies = 0;

/**
 * `taskOver` as a copy of its own for each contestant. A loop that several share knows several callees, and what is measured then
 * is for a good part how it calls them.
 */
export async function freshTaskOver(): Promise<TaskOver> {
  const copy = (await import(`./task.js?copy=${String(++copies)}`)) as { taskOver: TaskOver };
  return copy.taskOver;
}
