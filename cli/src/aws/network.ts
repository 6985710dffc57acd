import { existsSync, readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ProxyAgent } from 'proxy-agent';
import { type CdkSettings, settingOfProfile } from './settings';

/*
 * The way out of the network is that of the cdk CLI: a proxy from --proxy, cdk.json or HTTPS_PROXY, HTTP_PROXY and
 * NO_PROXY, and the certificates that sign the proxy's own. Node and the AWS SDK read none of these.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-proxies.html
 */

type NetworkSettings = Pick<CdkSettings, 'profile' | 'proxy' | 'caBundlePath'>;

const CONNECTION_TIMEOUT = 10_000;
const MOST_CONNECTIONS = 50;

/** The handler of every request to AWS. */
export async function requestHandler(settings: NetworkSettings): Promise<NodeHttpHandler> {
  const { proxy } = settings;
  const ca = await certificates(settings);
  const direct = { ca, keepAlive: true, maxSockets: MOST_CONNECTIONS };
  const agent = new ProxyAgent({
    // a request on a kept connection to a proxy would lack its target host (http-proxy-agent 7)
    ca,
    httpAgent: new HttpAgent(direct),
    httpsAgent: new HttpsAgent(direct),
    // without a setting of its own it reads the environment
    ...(proxy ? { getProxyForUrl: () => proxy } : {}),
  });
  return new ProxyHandler(agent);
}

class ProxyHandler extends NodeHttpHandler {
  constructor(private readonly agent: ProxyAgent) {
    super({ httpAgent: agent, httpsAgent: agent, connectionTimeout: CONNECTION_TIMEOUT });
  }

  /** An error on the way through a proxy names the proxy. Otherwise its reader would look at the endpoint. */
  override async handle(...request: Parameters<NodeHttpHandler['handle']>) {
    try {
      return await super.handle(...request);
    } catch (thrown) {
      const [{ protocol, hostname, port }] = request;
      // the SDK would try eight times, for a quarter of a minute
      const isRefused = (thrown as NodeJS.ErrnoException).code === 'ECONNREFUSED';
      const where = `${protocol}//${hostname}${port ? `:${port}` : ''}`;
      const error = isRefused ? new Error(`nothing answers at ${where}: ECONNREFUSED`) : thrown;
      const proxy = await this.agent.getProxyForUrl(`${protocol}//${hostname}`, undefined as never);
      if (proxy) (error as Error).message += ` (by way of the proxy ${withoutPassword(proxy)})`;
      throw error;
    }
  }
}

function withoutPassword(proxy: string): string {
  try {
    const url = new URL(proxy);
    url.username = url.password = '';
    return url.href;
  } catch {
    return proxy;
  }
}

/** A missing file is no error, as in the cdk CLI. */
async function certificates(settings: NetworkSettings): Promise<string | undefined> {
  const file = settings.caBundlePath ?? (await bundleOfEnvironment(settings));
  return file && existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Where the cdk CLI finds the file if no setting names one. */
async function bundleOfEnvironment({ profile }: NetworkSettings): Promise<string | undefined> {
  const { aws_ca_bundle, AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE } = process.env;
  return aws_ca_bundle || AWS_CA_BUNDLE || (await settingOfProfile('ca_bundle', profile)) || REQUESTS_CA_BUNDLE;
}
