import { AwsError } from '../kernel/types';

/** MGN's modelled errors with their members and HTTP statuses. AWS does not publish the `code` values and texts. */
const sourceServer = (id: string) => ({ resourceId: id, resourceType: 'SourceServer' });

export const notFound = (id: string) =>
  new AwsError('ResourceNotFoundException', `Source server ${id} was not found.`, 404, {
    code: 'SOURCE_SERVER_NOT_FOUND',
    ...sourceServer(id),
  });

export const conflict = (id: string, message: string) =>
  new AwsError('ConflictException', message, 409, { code: 'SOURCE_SERVER_CONFLICT', ...sourceServer(id), errors: [] });

const nouns = { application: 'Application', wave: 'Wave' };

export const groupNotFound = (kind: keyof typeof nouns, id: string) =>
  new AwsError('ResourceNotFoundException', `${nouns[kind]} ${id} was not found.`, 404, {
    code: `${kind.toUpperCase()}_NOT_FOUND`,
    resourceId: id,
    resourceType: nouns[kind],
  });

export const groupConflict = (kind: keyof typeof nouns, id: string, message: string) =>
  new AwsError('ConflictException', message, 409, {
    code: `${kind.toUpperCase()}_CONFLICT`,
    resourceId: id,
    resourceType: nouns[kind],
    errors: [],
  });

export const uninitialized = () =>
  new AwsError('UninitializedAccountException', 'Account not initialized', 400, { code: 'ACCOUNT_NOT_INITIALIZED' });

export const throttled = () => new AwsError('ThrottlingException', 'Rate exceeded', 429);

export function invalid(field: string, problem: string): AwsError {
  const message = `1 validation error detected: Value at '${field}' failed to satisfy constraint: ${problem}`;
  return new AwsError('ValidationException', message, 400, {
    code: 'VALIDATION_ERROR',
    reason: 'fieldValidationFailed',
    fieldList: [{ name: field, message: problem }],
  });
}

/** The observed text for an account that the caller's account does not manage (or where MGN is not linked). */
export const notManaged = (operation: string, callerArn: string) =>
  new AwsError(
    'AccessDeniedException',
    `User: ${callerArn} is not authorized to perform: mgn:${operation} on resource: arn:aws:mgn:*:*:*/* ` +
      'with an explicit deny in a resource-based policy',
    403,
  );
