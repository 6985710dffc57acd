/** A client of the AWS SDK for JavaScript that gives up at once, with the module that it is from. */
export interface Sdk {
  readonly sdk: any;
  readonly made: any;
  send(operation: string, input?: object): Promise<any>;
}

const OPTIONS: Readonly<Record<string, object>> = {
  s3: { forcePathStyle: true },
};
const PACKAGES: Readonly<Record<string, string>> = { logs: 'cloudwatch-logs', states: 'sfn' };

/** The clients of a version: `load` is the require of where they are installed, `prefix` what their names begin with. */
export function sdkOf(load: NodeJS.Require, prefix: string): (service: string) => Sdk {
  const known = new Map<string, Sdk>();
  return (service) => {
    const client = known.get(service) ?? make(load(`${prefix}${PACKAGES[service] ?? service}`), OPTIONS[service]);
    known.set(service, client);
    return client;
  };
}

function make(sdk: any, options: object = {}): Sdk {
  const Client = Object.entries(sdk).find(([key]) => /Client$/.test(key) && key !== '__Client')?.[1] as any;
  const made = new Client({ maxAttempts: 1, ...options });
  return { sdk, made, send: (operation, input = {}) => made.send(new sdk[`${operation}Command`](input)) };
}

/** A call of the table: bytes go out as bytes, and come back as text. */
export async function answer(client: Sdk, operation: string, input: object): Promise<any> {
  const sent = Object.entries(input).map(([name, value]) => [name, value?.$bytes ? Buffer.from(value.$bytes) : value]);
  const output = await client.send(operation, Object.fromEntries(sent));
  const told = Object.entries(output).map(async ([name, value]) => [name, await asText(value)]);
  return Object.fromEntries(await Promise.all(told));
}

async function asText(value: any): Promise<unknown> {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return value?.transformToString ? value.transformToString('utf8') : value;
}
