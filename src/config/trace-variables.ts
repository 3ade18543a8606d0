import { ScopegateError } from '../base/errors.js';
import { matching } from './values.js';
import { optional, variable } from './variable.js';
import type { Reader } from './variable.js';

const tracesUrl = matching(
  (text) => /^https?:\/\/./.test(text) && URL.canParse(text),
  'must be an http or https URL, such as http://127.0.0.1:4318/v1/traces',
);

const ratio: Reader<number> = (text) => {
  if (/^(?:0|1|0?\.\d{1,9}|1\.0+|0\.0+)$/.test(text)) return Number(text);
  throw new ScopegateError('config', 'must be a number from 0 to 1');
};

/** Traces of checks; without an endpoint nothing of it is loaded. */
export const TRACE_VARIABLES = {
  tracesEndpoint: optional(
    'SCOPEGATE_TRACES_ENDPOINT',
    tracesUrl,
    'where traces go: URL of an OTLP collector (HTTP, JSON); unset: no traces',
  ),
  tracesRatio: variable(
    'SCOPEGATE_TRACES_RATIO',
    '0.01',
    ratio,
    'share of checks that are traced when the caller did not decide it in its traceparent',
  ),
} as const;
