import { sessionOf } from '../kernel/credentials';
import type { Iam } from '../kernel/types';
import type { FunctionConfiguration } from './configuration';
import { invalidParameter } from './errors';

/**
 * What Lambda asks of the role of a function in a VPC before it creates the function.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
const ASKED = ['CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DeleteNetworkInterface'];

/** Refuses a function in a VPC if its role may not create network interfaces: reported, aws/aws-sam-cli#617. */
export function refuseWithoutNetworkInterfaces(iam: Iam, { name, role, properties }: FunctionConfiguration): void {
  if (!properties.VpcConfig?.SubnetIds?.length) return;
  for (const action of ASKED) {
    try {
      iam.authorize(sessionOf(role, name), [{ action: `ec2:${action}`, resource: '*' }]);
    } catch {
      throw invalidParameter(`The provided execution role does not have permissions to call ${action} on EC2`);
    }
  }
}
