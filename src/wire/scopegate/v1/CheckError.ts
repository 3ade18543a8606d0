// Original file: proto/scopegate/v1/decision_point.proto


export interface CheckError {
  'code'?: (number);
  'message'?: (string);
}

export interface CheckError__Output {
  'code': (number);
  'message': (string);
}
