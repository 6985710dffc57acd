import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';

/**
 * This tool does not read these. They may hold more character entities than the SDK's XML parser accepts in one
 * answer.
 */
const UNREAD = /<(Outputs|Description)>.*?<\/\1>/gs;
const PROPERTIES = /<ResourceProperties>(.*?)<\/ResourceProperties>/gs;
const TEMPLATE = /<TemplateBody>(.*?)<\/TemplateBody>/s;

/** Lets a client read what the SDK's XML parser refuses: a template has thousands of entities. */
export function readLargeAnswers(client: CloudFormationClient): CloudFormationClient {
  client.middlewareStack.addRelativeTo(
    (next: any, context: any) => async (args: any) => {
      const result = await next(args);
      const answer = await textOf(result.response.body);
      context.templateBody = TEMPLATE.exec(answer)?.[1];
      result.response.body = Buffer.from(
        answer.replace(UNREAD, '').replace(PROPERTIES, lean).replace(TEMPLATE, '<TemplateBody></TemplateBody>'),
      );
      return result;
    },
    { name: 'leanAnswer', relation: 'after', toMiddleware: 'deserializerMiddleware', override: true },
  );
  client.middlewareStack.add(
    (next: any, context: any) => async (args: any) => {
      const result = await next(args);
      if (context.templateBody !== undefined) result.output.TemplateBody = plain(context.templateBody);
      return result;
    },
    { name: 'templateBody', step: 'initialize', override: true },
  );
  return client;
}

/** The properties of a connection are read, without most of the entities. Of others, only their presence counts. */
function lean(_: string, properties: string): string {
  const kept = properties.includes('SourceServerId') ? properties.replace(/&(quot|#34|#x22);/gi, '"') : '…';
  return `<ResourceProperties>${kept}</ResourceProperties>`;
}

async function textOf(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return NAMED[name ?? ''] ?? whole;
  });
}
