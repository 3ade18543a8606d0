/** The endpoints of section 10.1: where they are, and what they are called in the metadata. */
export const ENDPOINTS = [
  { name: 'evaluation', path: '/access/v1/evaluation', parameter: 'access_evaluation_endpoint' },
  { name: 'evaluations', path: '/access/v1/evaluations', parameter: 'access_evaluations_endpoint' },
  { name: 'subject', path: '/access/v1/search/subject', parameter: 'search_subject_endpoint' },
  { name: 'resource', path: '/access/v1/search/resource', parameter: 'search_resource_endpoint' },
  { name: 'action', path: '/access/v1/search/action', parameter: 'search_action_endpoint' },
] as const;

export type EndpointName = (typeof ENDPOINTS)[number]['name'];
