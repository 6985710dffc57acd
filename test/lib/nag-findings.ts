import { Aspects, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';

export interface NagFinding {
  /** The path of the construct. */
  readonly path: string;
  /** With the rule at its beginning: `AwsSolutions-IAM5[Resource::*]: …`. */
  readonly text: string;
}

/** What AwsSolutions of cdk-nag 2 finds in a stack. */
export function nagFindings(stack: Stack): NagFinding[] {
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const annotations = Annotations.fromStack(stack);
  const entries = [...annotations.findError('*', Match.anyValue()), ...annotations.findWarning('*', Match.anyValue())];
  return entries.map(({ id, entry }) => ({ path: id.slice(1), text: String(entry.data) }));
}
