import { AwsError, type Environment } from '../kernel/types';

export interface StoredParameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly version: number;
  readonly modified: Date;
  readonly description?: string;
}

export interface NewParameter {
  readonly name: string;
  readonly value: string;
  readonly type?: string;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly overwrite?: boolean;
}

const TYPES = ['String', 'StringList', 'SecureString'];
/** The parameter of `cdk bootstrap`. Newer CLIs want newer versions, so it is ahead of them. */
const BOOTSTRAP = { name: '/cdk-bootstrap/hnb659fds/version', value: '30' };

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html: a hundred with the newest. */
const KEPT_VERSIONS = 99;

export class StoredParameters {
  private readonly byName = new Map<string, StoredParameter>();
  /** The versions before, oldest first. */
  private readonly earlier = new Map<string, StoredParameter[]>();
  private readonly tags = new Map<string, Record<string, string>>();

  constructor(private readonly env: Environment) {
    this.reset();
  }

  reset(): void {
    this.byName.clear();
    this.earlier.clear();
    this.tags.clear();
    this.put({ ...BOOTSTRAP, type: 'String' });
  }

  /** By name or ARN. The newest version, unless another one is asked for. */
  find(nameOrArn: string, version?: number): StoredParameter | undefined {
    const name = nameOrArn.replace(/^arn:[^:]+:ssm:[^:]*:\d*:parameter\/?/, '/');
    const newest = this.byName.get(nameOrArn) ?? this.byName.get(name) ?? this.byName.get(name.slice(1));
    if (version === undefined || newest?.version === version) return newest;
    return newest && this.earlier.get(newest.name)?.find((one) => one.version === version);
  }

  get(name: string): StoredParameter {
    const parameter = this.find(name);
    // AWS gives this error no message at all
    if (!parameter) throw new AwsError('ParameterNotFound', '');
    return parameter;
  }

  put(wanted: NewParameter): StoredParameter {
    const { name, value, overwrite, allowedPattern, ...rest } = wanted;
    const before = this.byName.get(name);
    if (before && !overwrite) {
      const how = 'To overwrite this value, set the overwrite option in the request to true.';
      throw new AwsError('ParameterAlreadyExists', `The parameter already exists. ${how}`);
    }
    const type = rest.type ?? before?.type;
    if (!name) throw new AwsError('ValidationException', 'A parameter needs a name.');
    if (!type || !TYPES.includes(type))
      throw new AwsError('UnsupportedParameterType', `${type} is not a parameter type.`);
    if (!value) throw new AwsError('ValidationException', 'A parameter needs a value of at least one character.');
    if (allowedPattern && !new RegExp(allowedPattern).test(value)) {
      const message = `Parameter value, cannot be validated against allowedPattern: ${allowedPattern}`;
      throw new AwsError('ParameterPatternMismatchException', message);
    }
    const modified = new Date(this.env.clock.now());
    const parameter = { ...rest, name, value, type, version: (before?.version ?? 0) + 1, modified };
    this.byName.set(name, parameter);
    if (before) this.earlier.set(name, [...(this.earlier.get(name) ?? []), before].slice(-KEPT_VERSIONS));
    return parameter;
  }

  delete(nameOrArn: string): void {
    const { name } = this.get(nameOrArn);
    this.byName.delete(name);
    this.earlier.delete(name);
    this.tags.delete(name);
  }

  /** Those under a path: directly, or at any depth. */
  below(path: string, recursive: boolean): StoredParameter[] {
    const prefix = path.endsWith('/') ? path : `${path}/`;
    return [...this.byName.values()]
      .filter(({ name }) => name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes('/')))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  tag(nameOrArn: string, tags: Readonly<Record<string, string>>): void {
    const { name } = this.get(nameOrArn);
    this.tags.set(name, { ...this.tags.get(name), ...tags });
  }

  /** The tags of a parameter that must exist. */
  tagged(nameOrArn: string): Record<string, string> {
    const parameter = this.find(nameOrArn);
    if (!parameter) throw new AwsError('InvalidResourceId', `The resource ID '${nameOrArn}' is not valid.`);
    return this.tags.get(parameter.name) ?? {};
  }

  arnOf(name: string, region: string): string {
    const { partition, accountId } = this.env;
    return `arn:${partition}:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
  }
}
