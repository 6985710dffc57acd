import { FUNCTION_CODE } from './function';

/* The parts of the probe's templates. What is known only at run time stands as @Name until then. */

export interface ProbeResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  /** The template of a nested stack, until it is in the bucket. */
  readonly Nested?: ProbeTemplate;
}

export type ProbeTemplate = Readonly<Record<string, ProbeResource>>;

export const PROBE_TYPE = 'Custom::MgnDisconnectProbe';

/** What the function does with the requests of a resource. */
export interface Instructions {
  /** Changes nothing but the properties. */
  readonly N?: number;
  /** The physical id in the answer to a Create or an Update; without it the id stays. */
  readonly Id?: string;
  /** The physical id in the answer to a Delete. */
  readonly OtherId?: string;
  /** Request types that fail, with commas between them. */
  readonly Fail?: string;
  /** A request type that is answered twice: by a success, then by a failure. */
  readonly Twice?: string;
  /** Seconds until the answer. */
  readonly Wait?: number;
  /** The reason of a failure has a control character. */
  readonly Control?: boolean;
}

type More = Pick<ProbeResource, 'DependsOn' | 'DeletionPolicy'>;

export const custom = (told: Instructions = {}, more: More = {}): ProbeResource => ({
  Type: PROBE_TYPE,
  Properties: { ServiceToken: '@Function', ...told },
  ...more,
});

/** A probe whose creation fails after that of its dependencies. */
export const failing = (...after: string[]): ProbeResource => custom({ Fail: 'Create' }, { DependsOn: after });

export const nested = (template: ProbeTemplate, more: More = {}): ProbeResource => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: {},
  Nested: template,
  ...more,
});

/** The function of custom resources, by its role and log group. */
export const functionOf = (Role: unknown, LogGroup: unknown, more: object = {}): ProbeResource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    ...{ Role, Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 60 },
    ...{ Code: { ZipFile: FUNCTION_CODE }, LoggingConfig: { LogGroup }, ...more },
  },
});

/** A function of the stack's own. Its log goes to the same group as the others. */
export const ownFunction = functionOf('@Role', '@LogGroup');

/** A probe whose requests go to that function. */
export const probeOf = (functionId: string): ProbeResource => ({
  Type: PROBE_TYPE,
  Properties: { ServiceToken: { 'Fn::GetAtt': [functionId, 'Arn'] } },
});

/** A policy of the probe's role. It allows nothing that the role may not do already. */
export const grant = (name: string): ProbeResource => ({
  Type: 'AWS::IAM::RolePolicy',
  Properties: {
    RoleName: '@RoleName',
    PolicyName: name,
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '@LogStreams' }],
    },
  },
});

/** The logical ids on which each resource depends, also in nested stacks, whose ids differ from all others. */
export function dependenciesOf(template: ProbeTemplate): Record<string, string[]> {
  const own = Object.entries(template).flatMap(([id, { DependsOn, Properties }]) => {
    const named = [DependsOn ?? []].flat();
    const read = [...JSON.stringify(Properties).matchAll(/"Fn::GetAtt":\["(\w+)"/g)].map(([, one = '']) => one);
    return named.length + read.length > 0 ? [[id, [...named, ...read]] as const] : [];
  });
  const inner = Object.values(template).map(({ Nested }) => (Nested ? dependenciesOf(Nested) : {}));
  return Object.assign(Object.fromEntries(own), ...inner);
}
