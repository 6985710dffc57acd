import { AwsError } from '../kernel/types';

/** By the names of the SQS model; what they are called in the older Query protocol is protocol.ts's business. */
export const noSuchQueue = () => new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');

export const invalidValue = (value: unknown, name: string, reason: string) =>
  new AwsError('InvalidParameterValue', `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);

export const invalidAttribute = (name: string) =>
  new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);

export const unknownAttribute = (name: string) => new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);

export const missing = (name: string) =>
  new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);

export const notImitated = (what: string) =>
  new AwsError('UnsupportedOperation', `The local AWS does not imitate ${what}.`);
