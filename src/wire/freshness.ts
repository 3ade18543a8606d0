import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { FreshnessClient as _scopegate_v1_FreshnessClient, FreshnessDefinition as _scopegate_v1_FreshnessDefinition } from './scopegate/v1/Freshness.js';
import type { Replica as _scopegate_v1_Replica, Replica__Output as _scopegate_v1_Replica__Output } from './scopegate/v1/Replica.js';
import type { WaitAppliedRequest as _scopegate_v1_WaitAppliedRequest, WaitAppliedRequest__Output as _scopegate_v1_WaitAppliedRequest__Output } from './scopegate/v1/WaitAppliedRequest.js';
import type { WaitAppliedResponse as _scopegate_v1_WaitAppliedResponse, WaitAppliedResponse__Output as _scopegate_v1_WaitAppliedResponse__Output } from './scopegate/v1/WaitAppliedResponse.js';
import type { WatchInvalidationsRequest as _scopegate_v1_WatchInvalidationsRequest, WatchInvalidationsRequest__Output as _scopegate_v1_WatchInvalidationsRequest__Output } from './scopegate/v1/WatchInvalidationsRequest.js';
import type { WatchInvalidationsResponse as _scopegate_v1_WatchInvalidationsResponse, WatchInvalidationsResponse__Output as _scopegate_v1_WatchInvalidationsResponse__Output } from './scopegate/v1/WatchInvalidationsResponse.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  scopegate: {
    v1: {
      Freshness: SubtypeConstructor<typeof grpc.Client, _scopegate_v1_FreshnessClient> & { service: _scopegate_v1_FreshnessDefinition }
      InvalidationKind: EnumTypeDefinition
      Replica: MessageTypeDefinition<_scopegate_v1_Replica, _scopegate_v1_Replica__Output>
      WaitAppliedRequest: MessageTypeDefinition<_scopegate_v1_WaitAppliedRequest, _scopegate_v1_WaitAppliedRequest__Output>
      WaitAppliedResponse: MessageTypeDefinition<_scopegate_v1_WaitAppliedResponse, _scopegate_v1_WaitAppliedResponse__Output>
      WatchInvalidationsRequest: MessageTypeDefinition<_scopegate_v1_WatchInvalidationsRequest, _scopegate_v1_WatchInvalidationsRequest__Output>
      WatchInvalidationsResponse: MessageTypeDefinition<_scopegate_v1_WatchInvalidationsResponse, _scopegate_v1_WatchInvalidationsResponse__Output>
    }
  }
}

