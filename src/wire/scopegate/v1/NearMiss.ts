// Original file: proto/scopegate/v1/decision_point.proto


export interface NearMiss {
  'method'?: (string);
  'template'?: (string);
  'difference'?: (string);
}

export interface NearMiss__Output {
  'method': (string);
  'template': (string);
  'difference': (string);
}
