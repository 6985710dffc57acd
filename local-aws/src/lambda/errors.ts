import { AwsError } from '../kernel/types';

const user = { Type: 'User' };

export const functionNotFound = (arn: string) =>
  new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404, user);

export const invalidParameter = (message: string) => new AwsError('InvalidParameterValueException', message, 400, user);

export const functionExists = (name: string) =>
  new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409, user);

export const noEventInvokeConfig = (arn: string) =>
  new AwsError('ResourceNotFoundException', `The function ${arn} doesn't have an EventInvokeConfig`, 404, user);

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
export const tooManyRequests = (reason: string) =>
  new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { ...user, Reason: reason });

export const requestTooLarge = (size: number, limit: number) =>
  new AwsError('RequestTooLargeException', `${size} byte payload is too large (limit ${limit} bytes)`, 413, user);

export const invalidContent = (problem: string) =>
  new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${problem}`, 400, user);
