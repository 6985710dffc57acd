/**
 * What the services of the local AWS share. A service is a table of operations over plain objects. The kernel parses
 * the wire protocol, applies faults, asks IAM, writes the journal and serialises the answer, so no service sees HTTP.
 */
export interface HttpRequest {
  readonly method: string;
  /** Path without the query string, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/**
 * The caller. With `roleName` the call uses a function's credentials and IAM is enforced; otherwise it is the
 * operator.
 */
export interface Caller {
  readonly accountId: string;
  readonly arn: string;
  readonly roleName?: string;
}

export interface CallContext {
  readonly caller: Caller;
  readonly requestId: string;
  readonly region: string;
}

export type Operation = (input: any, context: CallContext) => unknown | Promise<unknown>;

/** What one call asks IAM for. An empty list means that the call needs no permission (as sts:GetCallerIdentity). */
export interface Authorization {
  readonly action: string;
  readonly resource: string;
  /** Condition context, e.g. `{'aws:ResourceTag/Team': 'blue'}`. */
  readonly conditions?: Readonly<Record<string, string>>;
}

export interface Service {
  /** The service's name in the SigV4 credential scope: `mgn`, `cloudformation`, `s3`, … */
  readonly signingName: string;
  readonly protocol: Protocol;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Default: `[{action: '<signingName>:<operation>', resource: '*'}]`. */
  authorizations?(operation: string, input: any, context: CallContext): readonly Authorization[];
  /** Resets everything, as POST /_local/reset asks. It must also end what runs (processes, stack operations). */
  reset?(): void | Promise<void>;
}

export interface ParsedCall {
  readonly operation: string;
  readonly input: any;
}

/** One wire protocol (query/XML, JSON, REST-JSON, REST-XML). One file each under protocols/. */
export interface Protocol {
  parse(request: HttpRequest): ParsedCall;
  serialize(call: ParsedCall, output: unknown, requestId: string): HttpResponse;
  serializeError(error: AwsError, requestId: string): HttpResponse;
  /** A common error with this protocol's own code and status: in JSON, AccessDenied is AccessDeniedException. */
  translate?(error: AwsError): AwsError;
}

/** An error in the service's own words. If an operation throws anything else, it becomes a 500 InternalFailure. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** Further modelled members of the error, e.g. ConflictException's resourceId. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** The only clock: services never call Date.now or setTimeout. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `action` once when `ms` have passed on this clock. The returned function cancels it. */
  after(ms: number, action: () => void): () => void;
  sleep(ms: number): Promise<void>;
  /** Moves the clock forward. Everything that is due runs, in order. */
  advance(ms: number): Promise<void>;
}

/**
 * How CloudFormation creates, changes and deletes a resource of one type. Each service exports its own table of these.
 */
export interface ResourceType {
  /** Properties whose change requires replacement. */
  readonly replaceOn?: readonly string[];
  create(resource: ResourceRequest): Promise<ResourceState>;
  /** Not called when a property of `replaceOn` changed. Absent: every change is a replacement. */
  update?(resource: ResourceRequest & ResourceState & { readonly oldProperties: Properties }): Promise<ResourceState>;
  delete(resource: ResourceRequest & ResourceState): Promise<void>;
}

export type Properties = Record<string, any>;

export interface ResourceRequest {
  readonly type: string;
  readonly logicalId: string;
  readonly stackId: string;
  readonly stackName: string;
  /** Intrinsic functions are resolved. Scalars keep their JSON type. */
  readonly properties: Properties;
  /** A physical name in CloudFormation's form: <stack>-<logicalId>-<SUFFIX>, cut to `maxLength`. */
  generateName(maxLength: number): string;
}

export interface ResourceState {
  /** The value of `Ref`. */
  readonly physicalId: string;
  /** The values of `Fn::GetAtt`; nested names as 'Outputs.X'. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What services need from each other. Each module gets only the parts that it uses. */
export interface Environment {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly partition: string;
  /** http://127.0.0.1:PORT, known before the first request. */
  endpoint(): string;
}

export interface Iam {
  /** Throws AccessDenied in the service's own words unless the caller's role allows it. */
  authorize(caller: Caller, needs: readonly Authorization[]): void;
  /** Credentials of a role's session, for a function. Requests signed with them are that role's. */
  issueCredentials(roleArn: string, sessionName: string): Credentials;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface ObjectStore {
  /** Throws AwsError NoSuchKey / NoSuchBucket. */
  get(bucket: string, key: string): Buffer;
  put(bucket: string, key: string, body: Buffer): void;
  /** A presigned PUT URL as CloudFormation gives it to a custom resource. It answers 403 after it has expired. */
  presignPut(bucket: string, key: string, expiresInSeconds: number): string;
  /** Calls `listener` after each PUT into the bucket. The returned function stops that. */
  onPut(bucket: string, listener: (key: string, body: Buffer) => void): () => void;
}

export interface ParameterStore {
  /** The value, by default of the newest version; undefined if the parameter or the version does not exist. */
  value(name: string, version?: number): string | undefined;
}

export interface LogGroups {
  /** Appends a line to a stream. Creates group and stream if they are missing. */
  append(group: string, stream: string, message: string): void;
  has(group: string, stream: string): { readonly group: boolean; readonly stream: boolean };
}

export interface Functions {
  /**
   * An asynchronous invocation of a function by name or ARN, as CloudFormation makes it: queued, retried, aged. Throws
   * if the function does not exist.
   */
  invokeAsync(functionArn: string, payload: unknown): void;
}

/** Requests outside any AWS service, by path prefix: the control plane (`/_local/`), the Lambda Runtime API (`/_lambda/`). */
export interface Mount {
  readonly prefix: string;
  handle(request: HttpRequest): Promise<HttpResponse> | HttpResponse;
}
