// Original file: proto/scopegate/v1/decision_point.proto


export interface Endpoint {
  'api'?: (string);
  'method'?: (string);
  'template'?: (string);
  'access'?: (string);
  'requiredScopes'?: (string)[];
  'product'?: (string);
}

export interface Endpoint__Output {
  'api': (string);
  'method': (string);
  'template': (string);
  'access': (string);
  'requiredScopes': (string)[];
  'product': (string);
}
