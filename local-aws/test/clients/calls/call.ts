/**
 * One call as every client makes it: the operation, its input, and what must come of it. The tables are written once and
 * played by boto3, the aws CLI and both versions of the AWS SDK for JavaScript, each on a local AWS of its own.
 */
export interface Call {
  /** Service and operation in the names of the API: `cloudformation CreateStack`. */
  readonly on: string;
  /** `{name}` in a string stands for what an earlier call kept under that name. */
  readonly input?: object;
  /** What the answer must hold; more may be in it. */
  readonly gives?: object;
  /** Repeated until the answer holds that, for half a minute. */
  readonly until?: true;
  /** What later calls may name: a path into the answer, as `Messages.0.ReceiptHandle`, by name. */
  readonly keep?: Readonly<Record<string, string>>;
  readonly refused?: Refusal;
}

export interface Refusal {
  /** As it is on the wire. */
  readonly code: string;
  /** The class that SDKs have for it; none when the model does not list the error. */
  readonly exception?: string;
  /** Part of the message. */
  readonly message?: string;
  /** Further members of the exception. */
  readonly members?: object;
}

/** Something asked of the control plane, between calls. */
export interface Local {
  readonly local: string;
  readonly body: unknown;
}

export type Step = Call | Local;

/** Bytes to be sent; what comes back as bytes is compared as text. */
export const bytes = (text: string) => ({ $bytes: text });
/** A JSON text, or what a client has made of it. */
export const json = (value: unknown) => ({ $json: value });
export const matching = (pattern: string) => ({ $matches: pattern });
/** A list with at least these items. */
export const including = (...items: unknown[]) => ({ $has: items });
/** A point in time, in whatever type the client has for it. */
export const time = { $time: true };

export const ACCOUNT = '123456789012';
export const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${rest}`;

/** An exception of the SDK that is called as the code of the error. */
export const typed = (code: string, message?: string, members?: object): Refusal => {
  return { code, exception: code, message, members };
};
