import { VirtualClock } from '../src/kernel/clock';
import { CredentialBook } from '../src/kernel/credentials';
import { Faults } from '../src/kernel/faults';
import { Journal } from '../src/kernel/journal';
import { Kernel } from '../src/kernel/kernel';
import { type Listening, listen } from '../src/kernel/server';
import type { HttpRequest, HttpResponse, Iam, Mount, Service } from '../src/kernel/types';

/** A kernel with the given services and nothing else, on a socket. */
export async function serve(services: Service[], parts: { mounts?: Mount[]; iam?: Pick<Iam, 'authorize'> } = {}) {
  const clock = new VirtualClock();
  const journal = new Journal();
  const faults = new Faults(clock);
  const credentials = new CredentialBook({ accountId: '123456789012', arn: 'arn:aws:iam::123456789012:user/operator' });
  const iam = parts.iam ?? { authorize: () => {} };
  const kernel = new Kernel({ clock, journal, faults, credentials, iam, services, mounts: parts.mounts ?? [] });
  const handle = (request: HttpRequest): Promise<HttpResponse> => kernel.handle(request);
  const listening: Listening = await listen(handle, 0);
  return { clock, journal, faults, credentials, listening, url: `http://127.0.0.1:${listening.port}` };
}

export type Served = Awaited<ReturnType<typeof serve>>;

/** What an SDK client needs to talk to it; no retries, so that a fault shows as it is. */
export function clientOf({ url }: { url: string }, accessKeyId = 'AKIATEST') {
  return {
    endpoint: url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
  };
}

export function signed(service: string, accessKeyId = 'AKIATEST'): Record<string, string> {
  const scope = `${accessKeyId}/20260101/us-east-1/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` };
}
