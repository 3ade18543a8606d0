import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { CheckBatchRequest as _scopegate_v1_CheckBatchRequest, CheckBatchRequest__Output as _scopegate_v1_CheckBatchRequest__Output } from './scopegate/v1/CheckBatchRequest.js';
import type { CheckBatchResponse as _scopegate_v1_CheckBatchResponse, CheckBatchResponse__Output as _scopegate_v1_CheckBatchResponse__Output } from './scopegate/v1/CheckBatchResponse.js';
import type { CheckError as _scopegate_v1_CheckError, CheckError__Output as _scopegate_v1_CheckError__Output } from './scopegate/v1/CheckError.js';
import type { CheckRequest as _scopegate_v1_CheckRequest, CheckRequest__Output as _scopegate_v1_CheckRequest__Output } from './scopegate/v1/CheckRequest.js';
import type { CheckResponse as _scopegate_v1_CheckResponse, CheckResponse__Output as _scopegate_v1_CheckResponse__Output } from './scopegate/v1/CheckResponse.js';
import type { CheckResult as _scopegate_v1_CheckResult, CheckResult__Output as _scopegate_v1_CheckResult__Output } from './scopegate/v1/CheckResult.js';
import type { CheckStreamRequest as _scopegate_v1_CheckStreamRequest, CheckStreamRequest__Output as _scopegate_v1_CheckStreamRequest__Output } from './scopegate/v1/CheckStreamRequest.js';
import type { CheckStreamResponse as _scopegate_v1_CheckStreamResponse, CheckStreamResponse__Output as _scopegate_v1_CheckStreamResponse__Output } from './scopegate/v1/CheckStreamResponse.js';
import type { DecisionPointClient as _scopegate_v1_DecisionPointClient, DecisionPointDefinition as _scopegate_v1_DecisionPointDefinition } from './scopegate/v1/DecisionPoint.js';
import type { Endpoint as _scopegate_v1_Endpoint, Endpoint__Output as _scopegate_v1_Endpoint__Output } from './scopegate/v1/Endpoint.js';
import type { Explanation as _scopegate_v1_Explanation, Explanation__Output as _scopegate_v1_Explanation__Output } from './scopegate/v1/Explanation.js';
import type { Header as _scopegate_v1_Header, Header__Output as _scopegate_v1_Header__Output } from './scopegate/v1/Header.js';
import type { LookupCredentialsRequest as _scopegate_v1_LookupCredentialsRequest, LookupCredentialsRequest__Output as _scopegate_v1_LookupCredentialsRequest__Output } from './scopegate/v1/LookupCredentialsRequest.js';
import type { LookupCredentialsResponse as _scopegate_v1_LookupCredentialsResponse, LookupCredentialsResponse__Output as _scopegate_v1_LookupCredentialsResponse__Output } from './scopegate/v1/LookupCredentialsResponse.js';
import type { LookupEndpointsRequest as _scopegate_v1_LookupEndpointsRequest, LookupEndpointsRequest__Output as _scopegate_v1_LookupEndpointsRequest__Output } from './scopegate/v1/LookupEndpointsRequest.js';
import type { LookupEndpointsResponse as _scopegate_v1_LookupEndpointsResponse, LookupEndpointsResponse__Output as _scopegate_v1_LookupEndpointsResponse__Output } from './scopegate/v1/LookupEndpointsResponse.js';
import type { NearMiss as _scopegate_v1_NearMiss, NearMiss__Output as _scopegate_v1_NearMiss__Output } from './scopegate/v1/NearMiss.js';
import type { Principal as _scopegate_v1_Principal, Principal__Output as _scopegate_v1_Principal__Output } from './scopegate/v1/Principal.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  scopegate: {
    v1: {
      CheckBatchRequest: MessageTypeDefinition<_scopegate_v1_CheckBatchRequest, _scopegate_v1_CheckBatchRequest__Output>
      CheckBatchResponse: MessageTypeDefinition<_scopegate_v1_CheckBatchResponse, _scopegate_v1_CheckBatchResponse__Output>
      CheckError: MessageTypeDefinition<_scopegate_v1_CheckError, _scopegate_v1_CheckError__Output>
      CheckRequest: MessageTypeDefinition<_scopegate_v1_CheckRequest, _scopegate_v1_CheckRequest__Output>
      CheckResponse: MessageTypeDefinition<_scopegate_v1_CheckResponse, _scopegate_v1_CheckResponse__Output>
      CheckResult: MessageTypeDefinition<_scopegate_v1_CheckResult, _scopegate_v1_CheckResult__Output>
      CheckStreamRequest: MessageTypeDefinition<_scopegate_v1_CheckStreamRequest, _scopegate_v1_CheckStreamRequest__Output>
      CheckStreamResponse: MessageTypeDefinition<_scopegate_v1_CheckStreamResponse, _scopegate_v1_CheckStreamResponse__Output>
      CredentialKind: EnumTypeDefinition
      Decision: EnumTypeDefinition
      DecisionPoint: SubtypeConstructor<typeof grpc.Client, _scopegate_v1_DecisionPointClient> & { service: _scopegate_v1_DecisionPointDefinition }
      Endpoint: MessageTypeDefinition<_scopegate_v1_Endpoint, _scopegate_v1_Endpoint__Output>
      Explanation: MessageTypeDefinition<_scopegate_v1_Explanation, _scopegate_v1_Explanation__Output>
      Header: MessageTypeDefinition<_scopegate_v1_Header, _scopegate_v1_Header__Output>
      LookupCredentialsRequest: MessageTypeDefinition<_scopegate_v1_LookupCredentialsRequest, _scopegate_v1_LookupCredentialsRequest__Output>
      LookupCredentialsResponse: MessageTypeDefinition<_scopegate_v1_LookupCredentialsResponse, _scopegate_v1_LookupCredentialsResponse__Output>
      LookupEndpointsRequest: MessageTypeDefinition<_scopegate_v1_LookupEndpointsRequest, _scopegate_v1_LookupEndpointsRequest__Output>
      LookupEndpointsResponse: MessageTypeDefinition<_scopegate_v1_LookupEndpointsResponse, _scopegate_v1_LookupEndpointsResponse__Output>
      NearMiss: MessageTypeDefinition<_scopegate_v1_NearMiss, _scopegate_v1_NearMiss__Output>
      Principal: MessageTypeDefinition<_scopegate_v1_Principal, _scopegate_v1_Principal__Output>
      Reason: EnumTypeDefinition
    }
  }
}

