import type { components, operations } from '../../wire/management.js';

type Operation = operations[keyof operations];
type Success = 200 | 201 | 204;

/** The parameters in one place, such as `path`; `never` for an operation without any. */
type Parameters<Op extends Operation, Place extends 'path' | 'query'> = NonNullable<Op['parameters'][Place]>;
type Body<Op> = Op extends { requestBody: { content: { 'application/json': infer Content } } } ? Content : never;
type Member<Name extends string, Value> = [Value] extends [never] ? object : Readonly<Record<Name, Value>>;

/** The input of an operation, apart from headers. */
export type InputOf<Op extends Operation> = Member<'path', Parameters<Op, 'path'>> &
  Partial<Member<'query', Parameters<Op, 'query'>>> &
  Member<'body', Body<Op>>;

/** The successful answer of an operation; null if it has no body. */
export type OutputOf<Op extends Operation> = {
  [Status in keyof Op['responses'] & Success]: Op['responses'][Status] extends {
    content: { 'application/json': infer Content };
  }
    ? Content
    : null;
}[keyof Op['responses'] & Success];

export type { operations as ManagementOperations };

/** Every shape of the Management API by its name: `ManagementShapes['ApiKey']`. */
export type ManagementShapes = components['schemas'];
