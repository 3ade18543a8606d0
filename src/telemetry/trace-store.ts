import type { Tracer } from './tracer.js';

/** The same port, all of whose methods answer with a promise; each call of one is a span under that method's name. */
export function traceStore<Port extends object>(port: Port, tracer: Tracer): Port {
  return new Proxy(port, {
    get(target, property, receiver) {
      const member: unknown = Reflect.get(target, property, receiver);
      if (typeof member !== 'function' || typeof property !== 'string') return member;
      return (...parameters: unknown[]): unknown =>
        tracer.trace(
          {
            name: `store ${property}`,
            kind: 'client',
            traceParent: '',
            attributes: { 'db.system.name': 'postgresql' },
            attributesOf: () => ({}),
          },
          () => Reflect.apply(member, target, parameters) as unknown,
        );
    },
  });
}
