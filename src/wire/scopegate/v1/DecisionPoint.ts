// Original file: proto/scopegate/v1/decision_point.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CheckRequest as _scopegate_v1_CheckRequest, CheckRequest__Output as _scopegate_v1_CheckRequest__Output } from '../../scopegate/v1/CheckRequest.js';
import type { CheckResponse as _scopegate_v1_CheckResponse, CheckResponse__Output as _scopegate_v1_CheckResponse__Output } from '../../scopegate/v1/CheckResponse.js';

export interface DecisionPointClient extends grpc.Client {
  Check(argument: _scopegate_v1_CheckRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  Check(argument: _scopegate_v1_CheckRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  Check(argument: _scopegate_v1_CheckRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  Check(argument: _scopegate_v1_CheckRequest, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  check(argument: _scopegate_v1_CheckRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  check(argument: _scopegate_v1_CheckRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  check(argument: _scopegate_v1_CheckRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  check(argument: _scopegate_v1_CheckRequest, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  
}

export interface DecisionPointHandlers extends grpc.UntypedServiceImplementation {
  Check: grpc.handleUnaryCall<_scopegate_v1_CheckRequest__Output, _scopegate_v1_CheckResponse>;
  
}

export interface DecisionPointDefinition extends grpc.ServiceDefinition {
  Check: MethodDefinition<_scopegate_v1_CheckRequest, _scopegate_v1_CheckResponse, _scopegate_v1_CheckRequest__Output, _scopegate_v1_CheckResponse__Output>
}
