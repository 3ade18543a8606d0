import { fileURLToPath } from 'node:url';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { PackageDefinition } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './decision_point.js';

/** Where the .proto files are, in a checkout and in an installed package alike. */
export const PROTO_DIR = fileURLToPath(new URL('../../proto', import.meta.url));

const FILES = ['scopegate/v1/decision_point.proto'];

export interface LoadedProto {
  readonly packageDefinition: PackageDefinition;
  readonly types: ProtoGrpcType;
}

/** Reads the wire from the .proto files: they are the only definition of it. */
export function loadProto(): LoadedProto {
  const packageDefinition = loadSync(FILES, {
    includeDirs: [PROTO_DIR],
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  return { packageDefinition, types: loadPackageDefinition(packageDefinition) as unknown as ProtoGrpcType };
}
