import type { AnyDefinition, EnumTypeDefinition, MessageTypeDefinition, PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import descriptor from 'protobufjs/ext/descriptor/index.js';
import type { IDescriptorProto, IFileDescriptorProto } from 'protobufjs/ext/descriptor/index.js';

/**
 * Server reflection (grpc.reflection.v1 and v1alpha) for everything in `served`.
 *
 * What the loader knows of a file names types relative to where they are used, and does not say which files it
 * imports. Clients that link the files, as buf and grpcurl do, need both in full (google/protobuf/descriptor.proto,
 * FieldDescriptorProto.type_name and FileDescriptorProto.dependency; grpc/grpc-node issue 2595).
 */
export function makeReflection(served: PackageDefinition): ReflectionService {
  const files = filesOf(served);
  const homes = new Map<string, string>();
  for (const file of files) {
    for (const name of declaredTypes(file)) homes.set(name, file.name ?? '');
  }
  const linked = files.map((file) =>
    Buffer.from(descriptor.FileDescriptorProto.encode(linkFile(file, homes)).finish()),
  );
  // Only the descriptors of a definition are read.
  const [first] = Object.values(served).filter(hasDescriptors);
  return new ReflectionService(first === undefined ? {} : { all: { ...first, fileDescriptorProtos: linked } });
}

type TypeDefinition = MessageTypeDefinition<object, object> | EnumTypeDefinition;

/** A service has none: its file is among those of its messages. */
function hasDescriptors(definition: AnyDefinition): definition is TypeDefinition {
  return 'fileDescriptorProtos' in definition;
}

function filesOf(served: PackageDefinition): readonly IFileDescriptorProto[] {
  const files = new Map<string, IFileDescriptorProto>();
  for (const { fileDescriptorProtos } of Object.values(served).filter(hasDescriptors)) {
    for (const bytes of fileDescriptorProtos) {
      const file = descriptor.FileDescriptorProto.decode(bytes) as IFileDescriptorProto;
      const messageType = (file.messageType ?? []).map(nameMapEntries);
      files.set(file.name ?? '', { ...file, messageType });
    }
  }
  return [...files.values()];
}

/** The entries of a map `filter_metadata` are of type `FilterMetadataEntry`; the loader calls it after the field. */
function nameMapEntries(message: IDescriptorProto): IDescriptorProto {
  const nested = message.nestedType ?? [];
  const entries = new Set(nested.filter(({ options }) => options?.mapEntry === true).map(({ name }) => name));
  return {
    ...message,
    field: (message.field ?? []).map((field) =>
      entries.has(field.typeName) ? { ...field, typeName: entryName(field.typeName ?? '') } : field,
    ),
    nestedType: nested.map((one) =>
      entries.has(one.name) ? { ...one, name: entryName(one.name ?? '') } : nameMapEntries(one),
    ),
  };
}

function entryName(field: string): string {
  return `${field.replace(/(?:^|_)(.)/g, (_all, letter: string) => letter.toUpperCase())}Entry`;
}

type Named = { readonly name?: string | null };

/** Full names of the messages and enums of a file: `.package.Outer.Inner`. */
function declaredTypes({ package: home, messageType, enumType }: IFileDescriptorProto): readonly string[] {
  const named = (outer: string, types: readonly Named[] | null | undefined): string[] =>
    (types ?? []).map(({ name }) => `${outer}.${name ?? ''}`);
  const within = (outer: string, message: IDescriptorProto): string[] => {
    const name = `${outer}.${message.name ?? ''}`;
    const inner = (message.nestedType ?? []).flatMap((nested) => within(name, nested));
    return [name, ...inner, ...named(name, message.enumType)];
  };
  const outer = `.${home ?? ''}`;
  return [...(messageType ?? []).flatMap((message) => within(outer, message)), ...named(outer, enumType)];
}

/** The file with full names of types, and with the names of the files that declare them. */
function linkFile(file: IFileDescriptorProto, homes: ReadonlyMap<string, string>): IFileDescriptorProto {
  const dependencies = new Set<string>();
  const link = (scope: string, type: string | undefined): string => {
    const name = fullName(scope, type ?? '', homes);
    const home = homes.get(name);
    if (home !== undefined && home !== file.name) dependencies.add(home);
    return name;
  };
  const linkMessage = (outer: string, message: IDescriptorProto): IDescriptorProto => {
    const scope = `${outer}.${message.name ?? ''}`;
    return {
      ...message,
      field: (message.field ?? []).map((field) =>
        field.typeName === undefined || field.typeName === ''
          ? field
          : { ...field, typeName: link(scope, field.typeName) },
      ),
      nestedType: (message.nestedType ?? []).map((nested) => linkMessage(scope, nested)),
    };
  };
  const outer = `.${file.package ?? ''}`;
  const messageType = (file.messageType ?? []).map((message) => linkMessage(outer, message));
  const service = (file.service ?? []).map((one) => ({
    ...one,
    method: (one.method ?? []).map((method) => ({
      ...method,
      inputType: link(outer, method.inputType),
      outputType: link(outer, method.outputType),
    })),
  }));
  return { ...file, messageType, service, dependency: [...dependencies] };
}

/** From the innermost scope outwards, as the protobuf language looks names up. */
function fullName(scope: string, type: string, homes: ReadonlyMap<string, string>): string {
  if (type.startsWith('.')) return type;
  for (let outer = scope; ; outer = outer.slice(0, Math.max(0, outer.lastIndexOf('.')))) {
    const name = `${outer}.${type}`;
    if (homes.has(name) || outer === '') return name;
  }
}
