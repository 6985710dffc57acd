import * as cfn from '@aws-sdk/client-cloudformation';
import type { Template } from './app';
import type { World } from './world';

/* What somebody does to a nested stack by itself, beside the deployments of its root. */

const CAPABILITIES: cfn.Capability[] = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'];

/** Updates the nested stack alone with a change of its own template. Returns its status when it has settled. */
export async function updateAlone(
  world: World,
  id: string,
  change: (template: Template) => void,
  more: Partial<cfn.UpdateStackCommandInput> = {},
): Promise<string> {
  const { TemplateBody = '' } = await world.cloudFormation.send(new cfn.GetTemplateCommand({ StackName: id }));
  const template = JSON.parse(TemplateBody);
  change(template);
  const { Parameters = [] } = (await world.describe(id)) ?? {};
  const input = {
    StackName: id,
    TemplateBody: JSON.stringify(template),
    Parameters: Parameters.map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true })),
    Capabilities: CAPABILITIES,
    ...more,
  };
  await world.cloudFormation.send(new cfn.UpdateStackCommand(input));
  return world.settled(id);
}

/** Declares a server beside another one, by the logical id given, with the permission for both. */
export function declareBeside({ Resources }: Template, server: string, beside: string, logicalId: string): void {
  const [connection] = connectionsIn(Resources);
  Resources[logicalId] = structuredClone(Resources[connection as string]);
  Resources[logicalId].Properties.SourceServerId = server;
  for (const resource of Object.values(Resources)) {
    if (!JSON.stringify(resource).includes('mgn:DisconnectFromService')) continue;
    const [statement] = resource.Properties.PolicyDocument.Statement;
    const allowed = [statement.Resource].flat();
    statement.Resource = [...allowed, JSON.parse(JSON.stringify(allowed[0]).replaceAll(beside, server))];
  }
}

export function connectionsIn(resources: Template['Resources']): string[] {
  return Object.keys(resources).filter((id) => resources[id].Type === 'Custom::MgnSourceServerConnection');
}
