import { ScopegateError } from '../../../base/errors.js';

/** The part of an OpenAPI document that holds schemas. */
interface Document {
  readonly paths?: unknown;
  readonly components?: object | undefined;
}

/** A title is the name of a shape; titles for people have spaces. */
const NAME = /^[A-Z][A-Za-z]*$/;

/**
 * The document with each schema that has a name in one place, `components.schemas`, and a reference wherever it is used:
 * generators of clients make one type of it, under its name.
 *
 * @throws ScopegateError `internal` for two shapes of one name
 */
export function nameComponents<T extends Document>(document: T): T {
  const schemas: Record<string, unknown> = {};
  const paths = hoist(document.paths, schemas);
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([one], [other]) => (one < other ? -1 : 1)));
  return { ...document, paths, components: { ...document.components, schemas: sorted } };
}

function hoist(value: unknown, schemas: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => hoist(item, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const { title, ...members } = value as Readonly<Record<string, unknown>>;
  const inner = Object.fromEntries(Object.entries(members).map(([name, member]) => [name, hoist(member, schemas)]));
  if (title === undefined) return inner;
  // A property may be called "title": its schema is no text.
  if (typeof title !== 'string' || !NAME.test(title)) return { title: hoist(title, schemas), ...inner };
  const earlier = schemas[title];
  if (earlier !== undefined && JSON.stringify(earlier) !== JSON.stringify(inner)) {
    throw new ScopegateError('internal', `two shapes of the Management API have the name ${title}`);
  }
  schemas[title] = inner;
  return { $ref: `#/components/schemas/${title}` };
}
