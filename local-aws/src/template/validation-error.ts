import { AwsError } from '../kernel/types';

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

export const formatError = (message: string): AwsError => validationError(`Template format error: ${message}`);
