// Original file: proto/scopegate/v1/decision_point.proto


export interface LookupCredentialsRequest {
  'method'?: (string);
  'path'?: (string);
  'host'?: (string);
  'cursor'?: (string);
  'pageSize'?: (number);
}

export interface LookupCredentialsRequest__Output {
  'method': (string);
  'path': (string);
  'host': (string);
  'cursor': (string);
  'pageSize': (number);
}
