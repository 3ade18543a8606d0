// Original file: proto/scopegate/v1/freshness.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { WaitAppliedRequest as _scopegate_v1_WaitAppliedRequest, WaitAppliedRequest__Output as _scopegate_v1_WaitAppliedRequest__Output } from './WaitAppliedRequest.js';
import type { WaitAppliedResponse as _scopegate_v1_WaitAppliedResponse, WaitAppliedResponse__Output as _scopegate_v1_WaitAppliedResponse__Output } from './WaitAppliedResponse.js';
import type { WatchInvalidationsRequest as _scopegate_v1_WatchInvalidationsRequest, WatchInvalidationsRequest__Output as _scopegate_v1_WatchInvalidationsRequest__Output } from './WatchInvalidationsRequest.js';
import type { WatchInvalidationsResponse as _scopegate_v1_WatchInvalidationsResponse, WatchInvalidationsResponse__Output as _scopegate_v1_WatchInvalidationsResponse__Output } from './WatchInvalidationsResponse.js';

export interface FreshnessClient extends grpc.Client {
  WaitApplied(argument: _scopegate_v1_WaitAppliedRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_WaitAppliedResponse__Output>): grpc.ClientUnaryCall;
  WaitApplied(argument: _scopegate_v1_WaitAppliedRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_scopegate_v1_WaitAppliedResponse__Output>): grpc.ClientUnaryCall;
  WaitApplied(argument: _scopegate_v1_WaitAppliedRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_WaitAppliedResponse__Output>): grpc.ClientUnaryCall;
  WaitApplied(argument: _scopegate_v1_WaitAppliedRequest, callback: grpc.requestCallback<_scopegate_v1_WaitAppliedResponse__Output>): grpc.ClientUnaryCall;
  waitApplied(argument: _scopegate_v1_WaitAppliedRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_WaitAppliedResponse__Output>): grpc.ClientUnaryCall;
  waitApplied(argument: _scopegate_v1_WaitAppliedRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_scopegate_v1_WaitAppliedResponse__Output>): grpc.ClientUnaryCall;
  waitApplied(argument: _scopegate_v1_WaitAppliedRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_WaitAppliedResponse__Output>): grpc.ClientUnaryCall;
  waitApplied(argument: _scopegate_v1_WaitAppliedRequest, callback: grpc.requestCallback<_scopegate_v1_WaitAppliedResponse__Output>): grpc.ClientUnaryCall;
  
  WatchInvalidations(argument: _scopegate_v1_WatchInvalidationsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_WatchInvalidationsResponse__Output>;
  WatchInvalidations(argument: _scopegate_v1_WatchInvalidationsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_WatchInvalidationsResponse__Output>;
  watchInvalidations(argument: _scopegate_v1_WatchInvalidationsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_WatchInvalidationsResponse__Output>;
  watchInvalidations(argument: _scopegate_v1_WatchInvalidationsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_WatchInvalidationsResponse__Output>;
  
}

export interface FreshnessHandlers extends grpc.UntypedServiceImplementation {
  WaitApplied: grpc.handleUnaryCall<_scopegate_v1_WaitAppliedRequest__Output, _scopegate_v1_WaitAppliedResponse>;
  
  WatchInvalidations: grpc.handleServerStreamingCall<_scopegate_v1_WatchInvalidationsRequest__Output, _scopegate_v1_WatchInvalidationsResponse>;
  
}

export interface FreshnessDefinition extends grpc.ServiceDefinition {
  WaitApplied: MethodDefinition<_scopegate_v1_WaitAppliedRequest, _scopegate_v1_WaitAppliedResponse, _scopegate_v1_WaitAppliedRequest__Output, _scopegate_v1_WaitAppliedResponse__Output>
  WatchInvalidations: MethodDefinition<_scopegate_v1_WatchInvalidationsRequest, _scopegate_v1_WatchInvalidationsResponse, _scopegate_v1_WatchInvalidationsRequest__Output, _scopegate_v1_WatchInvalidationsResponse__Output>
}
