import { pathOf } from './documented.js';
import type { Documented } from './documented.js';
import type { Call, ManageWorld, Reply } from './manage-world.js';

export interface Asked extends Call {
  /** Fills the parameter of the path. */
  readonly of?: string;
  /** Without `?`. */
  readonly query?: string;
}

/** Asks by operation; every answer is held against the document, and what has been seen is counted. */
export interface Observed {
  /** `getApiKey 404`, ... */
  readonly seen: ReadonlySet<string>;
  readonly ask: (id: string, asked?: Asked) => Promise<Reply>;
}

export function observe(world: Pick<ManageWorld, 'call'>, operations: readonly Documented[]): Observed {
  const seen = new Set<string>();
  return {
    seen,
    async ask(id, { of, query, ...call } = {}) {
      const operation = operations.find((each) => each.id === id);
      if (operation === undefined) throw new Error(`no operation ${id}`);
      const path = `${pathOf(operation, of)}${query === undefined ? '' : `?${query}`}`;
      const reply = await world.call(operation.method, path, call);
      const fault = operation.faultOf(reply.status, reply.body);
      if (fault !== null) throw new Error(fault);
      seen.add(`${id} ${String(reply.status)}`);
      return reply;
    },
  };
}
