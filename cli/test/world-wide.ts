import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { LocalAws } from '../../local-aws/src';

/*
 * Several local AWSs behind one endpoint, as the accounts and Regions of AWS are. A request goes to the Region that it
 * is signed for, and to the account of its access key.
 */

export interface WorldWide {
  environment(): Record<string, string>;
  close(): void;
}

/** `sites`: the first one is where the user is. In other Regions nothing is enabled. */
export async function worldWide(sites: readonly [LocalAws, ...LocalAws[]]): Promise<WorldWide> {
  const [home] = sites;
  const accounts = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const [, key = '', region = '', service = ''] =
      /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
    const role = /RoleArn=arn%3Aaws%3Aiam%3A%3A(\d+)/.exec(body.toString())?.[1];
    const account = role ?? accounts.get(key) ?? home.accountId;
    const own = sites.filter(({ accountId }) => accountId === account);
    // identities are the same in every Region
    const site = own.find((one) => one.region === region) ?? (service === 'sts' ? own[0] : undefined);
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', 'http://127.0.0.1');
    const headers = request.headers as Record<string, string>;
    const answer = site
      ? await site.handle({ method: request.method ?? '', path, query, headers, body })
      : { status: 403, headers: { 'x-amzn-errortype': NOT_ENABLED }, body: refusal(service) };
    const issued = /<AccessKeyId>(\w+)</.exec(String(answer.body))?.[1];
    if (role && issued) accounts.set(issued, role);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: () => ({ ...home.environment(), AWS_ENDPOINT_URL: url }),
    close: () => server.close().closeAllConnections(),
  };
}

/** What AWS answers in a Region that the account has not enabled. */
const NOT_ENABLED = 'UnrecognizedClientException';

const refusal = (service: string): string =>
  service === 'cloudformation'
    ? '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>invalid</Message></Error></ErrorResponse>'
    : JSON.stringify({ __type: NOT_ENABLED, message: 'The security token included in the request is invalid.' });
