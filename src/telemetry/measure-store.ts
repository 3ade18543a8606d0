import { isScopegateError } from '../base/errors.js';
import type { Metrics } from './metrics.js';

/** A port whose methods all answer with a promise. */
type AsyncPort = object;

/** The same port; each failure of one of its methods is counted under that method's name. */
export function measureStore<Port extends AsyncPort>(port: Port, metrics: Pick<Metrics, 'storeErrors'>): Port {
  return new Proxy(port, {
    get(target, property, receiver) {
      const member: unknown = Reflect.get(target, property, receiver);
      if (typeof member !== 'function' || typeof property !== 'string') return member;
      return async (...parameters: unknown[]) => {
        try {
          return (await Reflect.apply(member, target, parameters)) as unknown;
        } catch (error) {
          metrics.storeErrors.inc({ operation: property, code: isScopegateError(error) ? error.code : 'internal' });
          throw error;
        }
      };
    },
  });
}
