/** The public API of the client library: `scopegate/client`. */
export { makeClient } from './client.js';
export type { Client, ClientOptions, Outcome } from './client.js';
export type { BatchOptions, CallOptions, CheckResponse, StreamOptions } from './decision-point.js';
export { ApiException, ForbiddenException, UnauthorizedException } from './exceptions.js';
export { makeManagementClient } from './management.js';
export type { ApiResponse, ManagementClient, ManagementOptions, OperationId } from './management.js';
export type { ManagementShapes } from './management/types.js';
export { guardExpress } from './middleware/express.js';
export type { ExpressGuard, ExpressMiddleware, ExpressRequest } from './middleware/express.js';
export { guardFastify } from './middleware/fastify.js';
export type { FastifyGuard, FastifyHook } from './middleware/fastify.js';
export type { AdmissionOptions } from './middleware/admission.js';
export type { SecurityOptions, TlsOptions } from './security.js';
export type { CheckRequest } from '../wire/scopegate/v1/CheckRequest.js';
