import { AwsError, type Protocol } from '../kernel/types';
import { jsonProtocol } from '../protocols/json';

const json = jsonProtocol({ target: 'AmazonSQS', version: '1.0' });

/** What errors were called before SQS spoke JSON; clients that know the old name find it in a header. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  QueueDeletedRecently: 'AWS.SimpleQueueService.QueueDeletedRecently',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

/** AWS JSON 1.0, with what AWS calls query compatibility: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const sqsProtocol: Protocol = {
  ...json,
  serializeError(error, requestId) {
    const { code, message, status, members } = error;
    const response = json.serializeError(
      new AwsError(`com.amazonaws.sqs#${code}`, message, status, members),
      requestId,
    );
    const queryError = `${QUERY_CODES[code] ?? code};${status < 500 ? 'Sender' : 'Receiver'}`;
    return { ...response, headers: { ...response.headers, 'x-amzn-query-error': queryError } };
  },
};
