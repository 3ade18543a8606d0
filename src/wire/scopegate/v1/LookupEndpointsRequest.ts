// Original file: proto/scopegate/v1/decision_point.proto


export interface LookupEndpointsRequest {
  'credential'?: (string);
  'cursor'?: (string);
  'pageSize'?: (number);
}

export interface LookupEndpointsRequest__Output {
  'credential': (string);
  'cursor': (string);
  'pageSize': (number);
}
