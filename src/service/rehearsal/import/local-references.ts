import { $RefParser } from '@apidevtools/json-schema-ref-parser';
import { ScopegateError, messageOf } from '../../../base/errors.js';
import { parsePart, referencePart } from './document-parts.js';

/** A part of a document, or what a reference in its place leads to. */
export type Resolve = (value: unknown, where: string) => unknown;

/** More than this one after the other lead in a circle. */
const MAX_CHAIN = 100;

/**
 * References into the document itself (RFC 6901 in a URI fragment). Nothing outside is read: an importer that fetches what
 * a document names could be sent anywhere. What stands beside a reference is added to what it leads to; the two must not
 * say the same thing twice, because one of them would be lost.
 *
 * The answer throws ScopegateError `invalid_argument` for references that lead nowhere, in a circle or outside.
 */
export async function makeResolver(document: object): Promise<Resolve> {
  const references = await $RefParser.resolve(structuredClone(document) as never, { resolve: { external: false } });
  const follow = (reference: string, where: string): unknown => {
    if (!reference.startsWith('#')) {
      throw new ScopegateError(
        'invalid_argument',
        `${where}: the reference "${reference}" leads outside the document`,
        {
          hint: 'Bundle the document into one file first.',
        },
      );
    }
    try {
      return references.get(reference);
    } catch (error) {
      throw new ScopegateError('invalid_argument', `${where}: ${messageOf(error)}`, { cause: error });
    }
  };
  return (value, where) => {
    let part = value;
    for (let step = 0; step < MAX_CHAIN; step++) {
      const { $ref, ...beside } = parsePart(referencePart, part, where);
      if ($ref === undefined) return part;
      part = joined(follow($ref, where), beside, where);
    }
    throw new ScopegateError('invalid_argument', `${where}: its references lead in a circle`);
  };
}

function joined(target: unknown, beside: object, where: string): unknown {
  if (Object.keys(beside).length === 0) return target;
  const { ...found } = parsePart(referencePart, target, where);
  const twice = Object.keys(beside).filter((name) => name in found && !['summary', 'description'].includes(name));
  if (twice.length > 0) {
    throw new ScopegateError(
      'invalid_argument',
      `${where}: "${twice.join('", "')}" stands beside a reference that leads to another one of it`,
    );
  }
  return { ...found, ...beside };
}
