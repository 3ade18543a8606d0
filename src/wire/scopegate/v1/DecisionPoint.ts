// Original file: proto/scopegate/v1/decision_point.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CheckBatchRequest as _scopegate_v1_CheckBatchRequest, CheckBatchRequest__Output as _scopegate_v1_CheckBatchRequest__Output } from './CheckBatchRequest.js';
import type { CheckBatchResponse as _scopegate_v1_CheckBatchResponse, CheckBatchResponse__Output as _scopegate_v1_CheckBatchResponse__Output } from './CheckBatchResponse.js';
import type { CheckRequest as _scopegate_v1_CheckRequest, CheckRequest__Output as _scopegate_v1_CheckRequest__Output } from './CheckRequest.js';
import type { CheckResponse as _scopegate_v1_CheckResponse, CheckResponse__Output as _scopegate_v1_CheckResponse__Output } from './CheckResponse.js';
import type { CheckStreamRequest as _scopegate_v1_CheckStreamRequest, CheckStreamRequest__Output as _scopegate_v1_CheckStreamRequest__Output } from './CheckStreamRequest.js';
import type { CheckStreamResponse as _scopegate_v1_CheckStreamResponse, CheckStreamResponse__Output as _scopegate_v1_CheckStreamResponse__Output } from './CheckStreamResponse.js';
import type { LookupCredentialsRequest as _scopegate_v1_LookupCredentialsRequest, LookupCredentialsRequest__Output as _scopegate_v1_LookupCredentialsRequest__Output } from './LookupCredentialsRequest.js';
import type { LookupCredentialsResponse as _scopegate_v1_LookupCredentialsResponse, LookupCredentialsResponse__Output as _scopegate_v1_LookupCredentialsResponse__Output } from './LookupCredentialsResponse.js';
import type { LookupEndpointsRequest as _scopegate_v1_LookupEndpointsRequest, LookupEndpointsRequest__Output as _scopegate_v1_LookupEndpointsRequest__Output } from './LookupEndpointsRequest.js';
import type { LookupEndpointsResponse as _scopegate_v1_LookupEndpointsResponse, LookupEndpointsResponse__Output as _scopegate_v1_LookupEndpointsResponse__Output } from './LookupEndpointsResponse.js';

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
  
  LookupCredentials(argument: _scopegate_v1_LookupCredentialsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_LookupCredentialsResponse__Output>;
  LookupCredentials(argument: _scopegate_v1_LookupCredentialsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_LookupCredentialsResponse__Output>;
  lookupCredentials(argument: _scopegate_v1_LookupCredentialsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_LookupCredentialsResponse__Output>;
  lookupCredentials(argument: _scopegate_v1_LookupCredentialsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_LookupCredentialsResponse__Output>;
  
  LookupEndpoints(argument: _scopegate_v1_LookupEndpointsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_LookupEndpointsResponse__Output>;
  LookupEndpoints(argument: _scopegate_v1_LookupEndpointsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_LookupEndpointsResponse__Output>;
  lookupEndpoints(argument: _scopegate_v1_LookupEndpointsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_LookupEndpointsResponse__Output>;
  lookupEndpoints(argument: _scopegate_v1_LookupEndpointsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_scopegate_v1_LookupEndpointsResponse__Output>;
  
}

export interface DecisionPointHandlers extends grpc.UntypedServiceImplementation {
  Check: grpc.handleUnaryCall<_scopegate_v1_CheckRequest__Output, _scopegate_v1_CheckResponse>;
  
  CheckBatch: grpc.handleUnaryCall<_scopegate_v1_CheckBatchRequest__Output, _scopegate_v1_CheckBatchResponse>;
  
  CheckStream: grpc.handleBidiStreamingCall<_scopegate_v1_CheckStreamRequest__Output, _scopegate_v1_CheckStreamResponse>;
  
  LookupCredentials: grpc.handleServerStreamingCall<_scopegate_v1_LookupCredentialsRequest__Output, _scopegate_v1_LookupCredentialsResponse>;
  
  LookupEndpoints: grpc.handleServerStreamingCall<_scopegate_v1_LookupEndpointsRequest__Output, _scopegate_v1_LookupEndpointsResponse>;
  
}

export interface DecisionPointDefinition extends grpc.ServiceDefinition {
  Check: MethodDefinition<_scopegate_v1_CheckRequest, _scopegate_v1_CheckResponse, _scopegate_v1_CheckRequest__Output, _scopegate_v1_CheckResponse__Output>
  CheckBatch: MethodDefinition<_scopegate_v1_CheckBatchRequest, _scopegate_v1_CheckBatchResponse, _scopegate_v1_CheckBatchRequest__Output, _scopegate_v1_CheckBatchResponse__Output>
  CheckStream: MethodDefinition<_scopegate_v1_CheckStreamRequest, _scopegate_v1_CheckStreamResponse, _scopegate_v1_CheckStreamRequest__Output, _scopegate_v1_CheckStreamResponse__Output>
  LookupCredentials: MethodDefinition<_scopegate_v1_LookupCredentialsRequest, _scopegate_v1_LookupCredentialsResponse, _scopegate_v1_LookupCredentialsRequest__Output, _scopegate_v1_LookupCredentialsResponse__Output>
  LookupEndpoints: MethodDefinition<_scopegate_v1_LookupEndpointsRequest, _scopegate_v1_LookupEndpointsResponse, _scopegate_v1_LookupEndpointsRequest__Output, _scopegate_v1_LookupEndpointsResponse__Output>
}
