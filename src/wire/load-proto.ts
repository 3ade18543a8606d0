import { fileURLToPath } from 'node:url';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { PackageDefinition } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './decision_point.js';
import type { ProtoGrpcType as ExtAuthzGrpcType } from './external_auth.js';

/** Where the .proto files are, in a checkout and in an installed package alike. */
export const PROTO_DIR = fileURLToPath(new URL('../../proto', import.meta.url));

export interface LoadedProto<Types> {
  readonly packageDefinition: PackageDefinition;
  readonly types: Types;
}

/** Reads our own wire from the .proto file: it is the only definition of it. */
export function loadProto(): LoadedProto<ProtoGrpcType> {
  return load<ProtoGrpcType>('scopegate/v1/decision_point.proto');
}

/** Reads the wire of Envoy's external authorisation. */
export function loadExtAuthzProto(): LoadedProto<ExtAuthzGrpcType> {
  return load<ExtAuthzGrpcType>('envoy/service/auth/v3/external_auth.proto');
}

function load<Types>(file: string): LoadedProto<Types> {
  const packageDefinition = loadSync(file, {
    includeDirs: [PROTO_DIR],
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  return { packageDefinition, types: loadPackageDefinition(packageDefinition) as unknown as Types };
}
