import * as cfn from '@aws-sdk/client-cloudformation';
import type { LocalAws, VirtualClock } from '../local-aws/src';
import type { HttpRequest, HttpResponse } from '../local-aws/src/kernel/types';
import { A, type Assembly, B, type Build, type Shape, synthesize, type Template } from './app';
import type { Custodian } from './custodian';
import { handlerTo } from './sdk';

/** Who deploys and destroys the stacks of a world, as the cdk CLI does it. */
export abstract class Operator {
  readonly cloudFormation: cfn.CloudFormationClient;
  protected aws!: LocalAws;
  private neighbourToken = '';
  private nonce = 0;
  /** Does the next thing as soon as CloudFormation is ready for it, and is never told what is old. */
  isHurried = false;
  /** Changes the root's template before it is deployed. */
  edit: (template: Template, neighbourToken: string) => void = () => {};

  constructor(
    readonly clock: VirtualClock,
    readonly custodian: Custodian,
  ) {
    this.cloudFormation = new cfn.CloudFormationClient({
      region: 'us-east-1',
      endpoint: 'http://local',
      credentials: { accessKeyId: 'operator', secretAccessKey: 'secret' },
      maxAttempts: 1,
      signer: { sign: async (request) => signed(request) },
      requestHandler: handlerTo((request) => this.send(request)),
    });
  }

  /** Creates or updates a stack directly, and waits until it has settled. Returns its status. */
  async deploy(
    name: string,
    shape: Shape | Build,
    options: Partial<cfn.CreateStackCommandInput> = {},
  ): Promise<string> {
    await this.startDeploy(name, shape, options);
    return this.settled(name);
  }

  async startDeploy(
    name: string,
    shape: Shape | Build,
    options: Partial<cfn.CreateStackCommandInput> = {},
  ): Promise<void> {
    const assembly = structuredClone(synthesize(shape, this.neighbourToken, this.nonce++, this.custodian));
    this.edit(assembly.template, this.neighbourToken);
    const input = {
      StackName: name,
      ...(await this.template(await this.publish(assembly))),
      Capabilities: CAPABILITIES,
      ...options,
    };
    const exists = (await this.status(name)) !== 'missing';
    if (!exists) await this.cloudFormation.send(new cfn.CreateStackCommand(input));
    else await this.cloudFormation.send(new cfn.UpdateStackCommand(input)).catch(ignoreNoUpdates);
  }

  async destroy(name: string, options: Partial<cfn.DeleteStackCommandInput> = {}): Promise<string> {
    await this.cloudFormation.send(new cfn.DeleteStackCommand({ StackName: name, ...options }));
    return this.settled(name);
  }

  async describe(name: string): Promise<cfn.Stack | undefined> {
    const command = new cfn.DescribeStacksCommand({ StackName: name });
    const { Stacks } = await this.cloudFormation.send(command).catch(ignoreMissing);
    return Stacks?.[0];
  }

  async status(name: string): Promise<string> {
    const stack = await this.seen(() => this.describe(name));
    return stack?.StackStatus ?? 'missing';
  }

  /** Waits on the world's clock until no operation of the stack runs; it is stuck if that takes two days. */
  async settled(name: string): Promise<string> {
    if (!this.isHurried) await this.clock.sleep(this.aws.cloudFormationBehaviour.describeLagMs);
    const end = this.clock.now() + TWO_DAYS;
    for (let looks = 0; this.clock.now() < end; looks++) {
      const status = await this.status(name);
      if (!status.endsWith('_IN_PROGRESS')) return status;
      await this.clock.sleep(this.isHurried && looks < 600 ? 50 : 60_000);
    }
    return 'STUCK';
  }

  /** What this operator sees: as CloudFormation shows it, or, in a hurry, as it is. */
  async seen<T>(task: () => Promise<T>): Promise<T> {
    const behaviour = this.aws.cloudFormationBehaviour;
    const { describeLagMs } = behaviour;
    if (!this.isHurried) return task();
    behaviour.describeLagMs = 0;
    try {
      return await task();
    } finally {
      behaviour.describeLagMs = describeLagMs;
    }
  }

  async events(name: string): Promise<cfn.StackEvent[]> {
    const events: cfn.StackEvent[] = [];
    const pages = cfn.paginateDescribeStackEvents({ client: this.cloudFormation }, { StackName: name });
    for await (const { StackEvents = [] } of pages) events.push(...StackEvents);
    return events.reverse();
  }

  /** The events of a stack and of all stacks nested in it, by its id, oldest first. */
  async eventsOfTree(stackId: string): Promise<cfn.StackEvent[]> {
    const own = await this.events(stackId);
    const isChild = (event: cfn.StackEvent) =>
      event.ResourceType === 'AWS::CloudFormation::Stack' &&
      event.PhysicalResourceId !== stackId &&
      event.PhysicalResourceId;
    const children = new Set(own.filter(isChild).map((event) => event.PhysicalResourceId as string));
    return [...own, ...(await Promise.all([...children].map((child) => this.eventsOfTree(child)))).flat()];
  }

  /** The id of the stack that is nested in another one. */
  async nestedIn(name: string): Promise<string> {
    const { StackResourceSummaries = [] } = await this.cloudFormation.send(
      new cfn.ListStackResourcesCommand({ StackName: name }),
    );
    const nested = StackResourceSummaries.find(({ ResourceType }) => ResourceType === 'AWS::CloudFormation::Stack');
    return nested?.PhysicalResourceId ?? '';
  }

  /** The newest stack of a name, which may be deleted. */
  async lastStackId(name: string): Promise<string | undefined> {
    const { StackSummaries = [] } = await this.cloudFormation.send(new cfn.ListStacksCommand({}));
    return StackSummaries.filter(({ StackName }) => StackName === name)[0]?.StackId;
  }

  /** The operator tries again when the functions have used up CloudFormation's rate. */
  private async send(request: HttpRequest): Promise<HttpResponse> {
    const response = await this.aws.handle(request);
    if (response.status === 400 && String(response.body).includes('<Code>Throttling</Code>')) {
      await this.clock.sleep(1_000);
      return this.send(request);
    }
    // the SDK's XML parser refuses an answer with more than 1,000 entities, and properties are full of &quot;
    const lean = String(response.body).replace(PROPERTIES, (properties) => properties.replaceAll('&quot;', '"'));
    return { ...response, body: lean };
  }

  /** Puts the nested templates and the function's code where the templates say, and returns the root's template. */
  private async publish({ template, nested }: Assembly): Promise<string> {
    const bucket = '/cdk-hnb659fds-assets-123456789012-us-east-1';
    const published = structuredClone(template);
    for (const { Type, Properties } of Object.values(published.Resources)) {
      if (Type === 'AWS::Lambda::Function') await this.put(`${bucket}/${Properties.Code.S3Key}`, this.custodian.code);
      const child = Type === 'AWS::CloudFormation::Stack' && nested[Properties.TemplateURL];
      if (!child) continue;
      const key = `${bucket}/${this.nonce}-${Properties.TemplateURL}`;
      await this.put(key, Buffer.from(await this.publish({ template: child, nested })));
      Properties.TemplateURL = `https://s3.us-east-1.amazonaws.com${key}`;
    }
    return JSON.stringify(published);
  }

  /** In S3 where it is too large for the request, as the CLI does. */
  private async template(body: string): Promise<{ TemplateBody: string } | { TemplateURL: string }> {
    if (Buffer.byteLength(body) <= 51_200) return { TemplateBody: body };
    const path = '/cdk-hnb659fds-assets-123456789012-us-east-1/template.json';
    await this.put(path, Buffer.from(body));
    return { TemplateURL: `https://s3.us-east-1.amazonaws.com${path}` };
  }

  /** As the cdk CLI publishes an asset. */
  async put(path: string, body: Uint8Array): Promise<void> {
    const headers = { authorization: authorization('s3') };
    const request = { method: 'PUT', path, query: new URLSearchParams(), headers };
    const { status } = await this.aws.handle({ ...request, body: Buffer.from(body) });
    if (status !== 200) throw new Error(`PUT ${path}: ${status}`);
  }

  protected async createSupport(): Promise<void> {
    await this.cloudFormation.send(
      new cfn.CreateStackCommand({ StackName: 'Support', TemplateBody: SUPPORT, Capabilities: CAPABILITIES }),
    );
    const status = await this.settled('Support');
    if (status !== 'CREATE_COMPLETE') throw new Error(`the support stack is ${status}`);
    this.neighbourToken = (await this.describe('Support'))?.Outputs?.[0]?.OutputValue ?? '';
  }
}

/** The local AWS reads of a signature who has signed for what, so none is computed. */
function authorization(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=operator/20260101/us-east-1/${service}/aws4_request, Signature=0`;
}

function signed<T extends { headers: Record<string, string> }>(request: T): T {
  request.headers.authorization = authorization('cloudformation');
  return request;
}

const PROPERTIES = /<ResourceProperties>.*?<\/ResourceProperties>/gs;
const TWO_DAYS = 2 * 24 * 3_600_000;
const CAPABILITIES: cfn.Capability[] = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'];

function ignoreMissing(error: Error): cfn.DescribeStacksCommandOutput {
  if (!error.message.endsWith('does not exist')) throw error;
  return { Stacks: [], $metadata: {} };
}

function ignoreNoUpdates(error: Error): void {
  if (!error.message.includes('No updates are to be performed')) throw error;
}

/* What somebody does to a nested stack by itself, beside the deployments of its root. */

/** Updates the nested stack alone with a change of its own template. Returns its status when it has settled. */
export async function updateAlone(
  operator: Operator,
  id: string,
  change: (template: Template) => void,
  more: Partial<cfn.UpdateStackCommandInput> = {},
): Promise<string> {
  const { TemplateBody = '' } = await operator.cloudFormation.send(new cfn.GetTemplateCommand({ StackName: id }));
  const template = JSON.parse(TemplateBody);
  change(template);
  const { Parameters = [] } = (await operator.describe(id)) ?? {};
  const input = {
    StackName: id,
    TemplateBody: JSON.stringify(template),
    Parameters: Parameters.map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true })),
    Capabilities: CAPABILITIES,
    ...more,
  };
  await operator.cloudFormation.send(new cfn.UpdateStackCommand(input));
  return operator.settled(id);
}

/** Declares server B beside A, by a connection of its own and with the permission for both. */
export function addB({ Resources }: Template): void {
  const [connection] = connectionsIn(Resources);
  Resources.AnotherB = structuredClone(Resources[connection as string]);
  Resources.AnotherB.Properties.SourceServerId = B;
  for (const resource of Object.values(Resources)) {
    if (!JSON.stringify(resource).includes('mgn:DisconnectFromService')) continue;
    const [statement] = resource.Properties.PolicyDocument.Statement;
    const allowed = [statement.Resource].flat();
    statement.Resource = [...allowed, JSON.parse(JSON.stringify(allowed[0]).replaceAll(A, B))];
  }
}

/** The same with a resource that fails when the connections are done. */
export function addBAndFail(template: Template): void {
  addB(template);
  failAfterConnections(template);
}

/** Adds a resource that fails when the connections are done. */
export function failAfterConnections({ Resources }: Template): void {
  const Properties = { Type: 'String', Value: 'no number', AllowedPattern: '^[0-9]+$' };
  Resources.Fails = { Type: 'AWS::SSM::Parameter', Properties, DependsOn: connectionsIn(Resources) };
}

export function connectionsIn(resources: Template['Resources']): string[] {
  return Object.keys(resources).filter((id) => resources[id].Type === 'Custom::MgnSourceServerConnection');
}

/* A stack beside those of the programs: the function of the neighbours, which fails when it is told to. */

const NEIGHBOUR = `
const http = require('http');
exports.handler = async (event) => {
  const failing = event.ResourceProperties.FailsOn === event.RequestType;
  const body = JSON.stringify({
    Status: failing ? 'FAILED' : 'SUCCESS', Reason: event.ResourceProperties.Why || 'told to',
    PhysicalResourceId: event.ResourceProperties.AsStack === 'true' ? event.StackId : 'neighbour',
    StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId,
  });
  const options = { method: 'PUT', headers: { 'content-type': '', 'content-length': body.length } };
  await new Promise((resolve) => http.request(new URL(event.ResponseURL), options, resolve).end(body));
};`;

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
};

const Role = { 'Fn::GetAtt': ['Role', 'Arn'] };
const Resources = {
  Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: { Handler: 'index.handler', Runtime: 'nodejs22.x', Role, Code: { ZipFile: NEIGHBOUR } },
  },
};
const Outputs = { Token: { Value: { 'Fn::GetAtt': ['Function', 'Arn'] } } };

const SUPPORT = JSON.stringify({ Resources, Outputs });
