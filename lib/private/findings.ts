import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/*
 * cdk-nag 3 wants an acknowledgement for each finding, and a finding of AwsSolutions-IAM5 has the resource in its id: a
 * wave of hundreds has hundreds. github.com/cdklabs/cdk-nag/blob/main/README.md#acknowledging-a-rule
 */

/**
 * Where Validations.acknowledge() keeps what is acknowledged, and cdk-nag 3 looks for it. It is public since aws-cdk-lib
 * 2.257 as Validations.ACKNOWLEDGED_RULES_METADATA_KEY; earlier ones know neither.
 */
const ACKNOWLEDGED = 'aws:cdk:acknowledged-rules';

const WILDCARDS = 'AwsSolutions-IAM5';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** Why a statement of the library may have a wildcard in a resource; undefined if the statement is not the library's. */
export type ReasonOf = (resource: string, actions: readonly string[]) => string | undefined;

/** Acknowledges the wildcards in policies inside the construct, as they are when everything that may change them has run. */
export function acknowledgeWildcards(scope: Construct, reasonOf: ReasonOf): void {
  const acknowledge = (node: CfnResource) => {
    for (const { Action, Resource } of statementsOf(node)) {
      for (const resource of listOf(Resource).map(flat)) {
        const reason = resource.includes('*') ? reasonOf(resource, listOf(Action)) : undefined;
        if (reason) node.node.addMetadata(ACKNOWLEDGED, { [`${WILDCARDS}[Resource::${resource}]`]: reason });
      }
    }
  };
  scope.node.addValidation({
    validate: () => {
      scope.node.findAll().filter(CfnResource.isCfnResource).forEach(acknowledge);
      return [];
    },
  });
}

function statementsOf(node: CfnResource): readonly Statement[] {
  const resolve = (value: unknown) => Stack.of(node).resolve(value);
  if (node instanceof CfnPolicy || node instanceof CfnManagedPolicy)
    return resolve(node.policyDocument).Statement ?? [];
  if (!(node instanceof CfnRole)) return [];
  const policies: { policyDocument: { Statement: Statement[] } }[] = resolve(node.policies) ?? [];
  return policies.flatMap(({ policyDocument }) => policyDocument.Statement);
}

function listOf<Item>(value: Item | readonly Item[]): readonly Item[] {
  return Array.isArray(value) ? value : [value as Item];
}

/** A value of a template as cdk-nag writes it into the id of a finding. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value.replaceAll('${', '<').replaceAll('}', '>');
  const [[name, content] = []] = Object.entries(value as Record<string, any>);
  if (name === 'Ref') return `<${flat(content)}>`;
  if (name === 'Fn::GetAtt') return `<${content.map(flat).join('.')}>`;
  if (name === 'Fn::Join') return content[1].map(flat).join(content[0]);
  return JSON.stringify(value);
}
