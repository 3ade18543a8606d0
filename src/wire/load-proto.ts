import { fileURLToPath } from 'node:url';
import { protoPath as HEALTH_PROTO } from 'grpc-health-check';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { PackageDefinition } from '@grpc/proto-loader';
import type { ProtoGrpcType } from './decision_point.js';
import type { ProtoGrpcType as ExtAuthzGrpcType } from './external_auth.js';
import type { ProtoGrpcType as FreshnessGrpcType } from './freshness.js';

/** Where the .proto files are, in a checkout and in an installed package alike. */
export const PROTO_DIR = fileURLToPath(new URL('../../proto', import.meta.url));

const DECISION_POINT = 'scopegate/v1/decision_point.proto';
const FRESHNESS = 'scopegate/v1/freshness.proto';
const EXT_AUTHZ = 'envoy/service/auth/v3/external_auth.proto';
const LOAD_OPTIONS = { includeDirs: [PROTO_DIR], longs: Number, enums: String, defaults: true, oneofs: true };

/** Reads our own wire from the .proto file: it is the only definition of it. */
export function loadProto(): ProtoGrpcType {
  return load<ProtoGrpcType>(DECISION_POINT);
}

/** Reads the wire of `Freshness`. */
export function loadFreshnessProto(): FreshnessGrpcType {
  return load<FreshnessGrpcType>(FRESHNESS);
}

/** Reads the wire of Envoy's external authorisation. */
export function loadExtAuthzProto(): ExtAuthzGrpcType {
  return load<ExtAuthzGrpcType>(EXT_AUTHZ);
}

/**
 * Everything that is served, read at once: of two files of one package that were read apart, reflection would know
 * only the first. Fields have the names of the files, as clients that have the files know them.
 */
export function loadServedProtos(): PackageDefinition {
  return loadSync([DECISION_POINT, FRESHNESS, EXT_AUTHZ, HEALTH_PROTO], { ...LOAD_OPTIONS, keepCase: true });
}

function load<Types>(file: string): Types {
  return loadPackageDefinition(loadSync(file, LOAD_OPTIONS)) as unknown as Types;
}
