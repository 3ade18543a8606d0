import type { CompiledApi } from '../../engine/index.js';
import type { Answer } from '../../service/decision/answer.js';
import type { BatchAnswer, BatchResult } from '../../service/decision/check-batch.js';
import type { GatewayResponse } from '../../service/decision/responses.js';
import { inputsOfCredential, inputsOfPolicy } from '../../service/decision/freshness/inputs.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import { loadProto } from '../../wire/load-proto.js';
import { encodeEndpoint, encodeGatewayResponse, encodePrincipal, encodeVerdict } from './encode-answer.js';
import { makeExplanationEncoder } from './encode-explanation.js';
import { toServiceError } from './errors.js';
import { delimited, fieldLength, kept, lengthOf, Pieces, textField, writeHead } from './message-pieces.js';

/** `CheckBatchResponse.results`, and its results' `response` and `error`. */
const RESULTS = delimited(1);
const RESPONSE = delimited(1);
const ERROR = delimited(2);
/** `CheckResponse.canonical_path`. */
const CANONICAL_PATH = delimited(10);
/** Endpoints of one API of which the bytes are kept. */
const MAX_KEPT_ENDPOINTS = 20_000;

/**
 * Bytes of a `CheckBatchResponse`. What the answers of a batch share (endpoint, principal, the gateway's response) is
 * encoded once and copied from then on: fields of a message may come in several pieces, one after the other, and are
 * read as one message. Each piece is encoded by the .proto, like everything else; here they are only put in a row.
 */
export function makeBatchEncoder(): (batch: BatchAnswer) => Buffer {
  const { CheckBatchResponse, CheckError } = loadProto().scopegate.v1;
  const pieces = makePieces();

  function encodeResult(result: BatchResult, into: Pieces): void {
    if ('error' in result) {
      const { code, details } = toServiceError(result.error);
      addResult(into, ERROR, [CheckError.serialize({ code, message: details })]);
      return;
    }
    addResult(into, RESPONSE, pieces(result));
  }

  return (batch) => {
    const into = new Pieces();
    for (const result of batch.results) encodeResult(result, into);
    into.add(CheckBatchResponse.serialize({ revision: batch.revision }));
    return into.join();
  };
}

/** A result with one field, which has one message, which has these pieces. */
function addResult(into: Pieces, field: number, pieces: readonly Buffer[]): void {
  const length = lengthOf(pieces);
  const inner = fieldLength(length);
  const head = Buffer.allocUnsafe(fieldLength(inner) - length);
  writeHead(head, writeHead(head, 0, RESULTS, inner), field, length);
  into.add(head);
  for (const piece of pieces) into.add(piece);
}

/** The pieces of one `CheckResponse`. */
function makePieces(): (answer: Answer) => readonly Buffer[] {
  const { CheckResponse } = loadProto().scopegate.v1;
  const responses = new WeakMap<GatewayResponse, Buffer>();
  const principals = new WeakMap<CredentialRow, Buffer>();
  const endpoints = new WeakMap<CompiledApi, Map<number, Buffer>>();
  const policies = new WeakMap<CompiledApi, Buffer>();
  const explanationPieces = makeExplanationEncoder();
  /** Most answers of a batch say the same, but for the path. */
  let last: { readonly answer: Answer; readonly piece: Buffer } | null = null;
  const noApi = CheckResponse.serialize({ dependsOn: inputsOfPolicy(null) });

  function ofEndpoint(api: CompiledApi, index: number): Buffer {
    let ofApi = endpoints.get(api);
    if (ofApi === undefined) endpoints.set(api, (ofApi = new Map<number, Buffer>()));
    let piece = ofApi.get(index);
    if (piece === undefined) {
      if (ofApi.size >= MAX_KEPT_ENDPOINTS) ofApi.clear();
      ofApi.set(index, (piece = CheckResponse.serialize({ endpoint: encodeEndpoint(api, index) })));
    }
    return piece;
  }

  function ofPolicy(api: CompiledApi): Buffer {
    return CheckResponse.serialize({ dependsOn: inputsOfPolicy(api) });
  }

  function ofPrincipal(row: CredentialRow): Buffer {
    return CheckResponse.serialize({ principal: encodePrincipal(row), dependsOn: inputsOfCredential(row) });
  }

  function ofVerdict(answer: Answer): Buffer {
    if (last === null || !isSaidAlike(last.answer, answer)) {
      const verdict = encodeVerdict(answer);
      // Even an empty one would be written, and the path would stand twice.
      delete verdict.canonicalPath;
      delete verdict.explanation;
      last = { answer, piece: CheckResponse.serialize(verdict) };
    }
    return last.piece;
  }

  return (answer) => {
    const { api, decision, principal } = answer;
    const pieces = [ofVerdict(answer)];
    if (decision.canonicalPath !== '') pieces.push(textField(CANONICAL_PATH, decision.canonicalPath));
    pieces.push(kept(responses, answer.response, (of) => CheckResponse.serialize(encodeGatewayResponse(of))));
    pieces.push(api === null ? noApi : kept(policies, api, ofPolicy));
    if (principal !== null) pieces.push(kept(principals, principal, ofPrincipal));
    if (api !== null && decision.endpointIndex >= 0) pieces.push(ofEndpoint(api, decision.endpointIndex));
    if (answer.explanation !== null) pieces.push(...explanationPieces(answer.explanation));
    return pieces;
  };
}

/** Whether the verdicts are the same, but for the path and the explanation. */
function isSaidAlike(one: Answer, other: Answer): boolean {
  const [a, b] = [one.decision, other.decision];
  return (
    a.reason === b.reason &&
    a.allowed === b.allowed &&
    a.detail === b.detail &&
    a.matchedScope === b.matchedScope &&
    one.revision === other.revision &&
    one.maxAgeMs === other.maxAgeMs &&
    one.isDegraded === other.isDegraded &&
    Math.ceil(one.stateAgeMs) === Math.ceil(other.stateAgeMs)
  );
}
