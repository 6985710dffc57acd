import { TagManager } from 'aws-cdk-lib';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { RECORD_TAG } from './contract';

/** Tags a log group, so that its record is found when the stack is gone. One that is imported cannot be tagged here. */
export function markAsRecord({ node: { defaultChild } }: ILogGroup): void {
  if (defaultChild) TagManager.of(defaultChild)?.setTag(RECORD_TAG.key, RECORD_TAG.value);
}
