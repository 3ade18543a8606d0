// Original file: proto/scopegate/v1/decision_point.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CheckBatchRequest as _scopegate_v1_CheckBatchRequest, CheckBatchRequest__Output as _scopegate_v1_CheckBatchRequest__Output } from '../../scopegate/v1/CheckBatchRequest.js';
import type { CheckBatchResponse as _scopegate_v1_CheckBatchResponse, CheckBatchResponse__Output as _scopegate_v1_CheckBatchResponse__Output } from '../../scopegate/v1/CheckBatchResponse.js';
import type { CheckRequest as _scopegate_v1_CheckRequest, CheckRequest__Output as _scopegate_v1_CheckRequest__Output } from '../../scopegate/v1/CheckRequest.js';
import type { CheckResponse as _scopegate_v1_CheckResponse, CheckResponse__Output as _scopegate_v1_CheckResponse__Output } from '../../scopegate/v1/CheckResponse.js';
import type { CheckStreamRequest as _scopegate_v1_CheckStreamRequest, CheckStreamRequest__Output as _scopegate_v1_CheckStreamRequest__Output } from '../../scopegate/v1/CheckStreamRequest.js';
import type { CheckStreamResponse as _scopegate_v1_CheckStreamResponse, CheckStreamResponse__Output as _scopegate_v1_CheckStreamResponse__Output } from '../../scopegate/v1/CheckStreamResponse.js';

export interface DecisionPointClient extends grpc.Client {
  Check(argument: _scopegate_v1_CheckRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  Check(argument: _scopegate_v1_CheckRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  Check(argument: _scopegate_v1_CheckRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  Check(argument: _scopegate_v1_CheckRequest, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  check(argument: _scopegate_v1_CheckRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  check(argument: _scopegate_v1_CheckRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  check(argument: _scopegate_v1_CheckRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  check(argument: _scopegate_v1_CheckRequest, callback: grpc.requestCallback<_scopegate_v1_CheckResponse__Output>): grpc.ClientUnaryCall;
  
  CheckBatch(argument: _scopegate_v1_CheckBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckBatchResponse__Output>): grpc.ClientUnaryCall;
  CheckBatch(argument: _scopegate_v1_CheckBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_scopegate_v1_CheckBatchResponse__Output>): grpc.ClientUnaryCall;
  CheckBatch(argument: _scopegate_v1_CheckBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckBatchResponse__Output>): grpc.ClientUnaryCall;
  CheckBatch(argument: _scopegate_v1_CheckBatchRequest, callback: grpc.requestCallback<_scopegate_v1_CheckBatchResponse__Output>): grpc.ClientUnaryCall;
  checkBatch(argument: _scopegate_v1_CheckBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckBatchResponse__Output>): grpc.ClientUnaryCall;
  checkBatch(argument: _scopegate_v1_CheckBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_scopegate_v1_CheckBatchResponse__Output>): grpc.ClientUnaryCall;
  checkBatch(argument: _scopegate_v1_CheckBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_scopegate_v1_CheckBatchResponse__Output>): grpc.ClientUnaryCall;
  checkBatch(argument: _scopegate_v1_CheckBatchRequest, callback: grpc.requestCallback<_scopegate_v1_CheckBatchResponse__Output>): grpc.ClientUnaryCall;
  
  CheckStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_scopegate_v1_CheckStreamRequest, _scopegate_v1_CheckStreamResponse__Output>;
  CheckStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_scopegate_v1_CheckStreamRequest, _scopegate_v1_CheckStreamResponse__Output>;
  checkStream(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_scopegate_v1_CheckStreamRequest, _scopegate_v1_CheckStreamResponse__Output>;
  checkStream(options?: grpc.CallOptions): grpc.ClientDuplexStream<_scopegate_v1_CheckStreamRequest, _scopegate_v1_CheckStreamResponse__Output>;
  
}

export interface DecisionPointHandlers extends grpc.UntypedServiceImplementation {
  Check: grpc.handleUnaryCall<_scopegate_v1_CheckRequest__Output, _scopegate_v1_CheckResponse>;
  
  CheckBatch: grpc.handleUnaryCall<_scopegate_v1_CheckBatchRequest__Output, _scopegate_v1_CheckBatchResponse>;
  
  CheckStream: grpc.handleBidiStreamingCall<_scopegate_v1_CheckStreamRequest__Output, _scopegate_v1_CheckStreamResponse>;
  
}

export interface DecisionPointDefinition extends grpc.ServiceDefinition {
  Check: MethodDefinition<_scopegate_v1_CheckRequest, _scopegate_v1_CheckResponse, _scopegate_v1_CheckRequest__Output, _scopegate_v1_CheckResponse__Output>
  CheckBatch: MethodDefinition<_scopegate_v1_CheckBatchRequest, _scopegate_v1_CheckBatchResponse, _scopegate_v1_CheckBatchRequest__Output, _scopegate_v1_CheckBatchResponse__Output>
  CheckStream: MethodDefinition<_scopegate_v1_CheckStreamRequest, _scopegate_v1_CheckStreamResponse, _scopegate_v1_CheckStreamRequest__Output, _scopegate_v1_CheckStreamResponse__Output>
}
