import { AwsError, type HttpRequest, type HttpResponse, type ParsedCall, type Protocol } from '../kernel/types';
import { elements, escapeXml } from '../protocols/xml';

/** The input of S3 operations: the request itself, with bucket and key from the path. */
export interface S3Input {
  readonly Bucket: string;
  readonly Key: string;
  readonly request: HttpRequest;
}

/** Their output: headers, a body as it is, or a document to write as XML. */
export interface S3Output {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
  readonly document?: { readonly root: string; readonly content: object | string };
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** S3's REST-XML, path style: /bucket/key, with sub-resources as query parameters without a value. */
export function s3Protocol(): Protocol {
  return {
    parse(request) {
      const [, Bucket = '', Key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(request.path) ?? [];
      return { operation: operationOf(request, Bucket, Key), input: inputOf(request, decoded(Bucket), decoded(Key)) };
    },
    serialize: (_call: ParsedCall, output: unknown, requestId: string) =>
      responseOf((output ?? {}) as S3Output, requestId),
    serializeError: ({ code, message, status, members }, requestId) => ({
      status,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements({ Code: code, Message: message, ...members, RequestId: requestId })}</Error>`,
    }),
  };
}

function operationOf({ method, query }: HttpRequest, bucket: string, key: string): string {
  const level = key !== '' ? 'object' : bucket !== '' ? 'bucket' : 'service';
  const subresource = SUBRESOURCES.find((name) => query.has(name));
  const name = [method, level, subresource].filter(Boolean).join(' ');
  return OPERATIONS[name] ?? name;
}

const SUBRESOURCES = [
  'location',
  'encryption',
  'uploads',
  'uploadId',
  'delete',
  'policy',
  'versioning',
  'tagging',
  'acl',
  'lifecycle',
  'notification',
];

const OPERATIONS: Readonly<Record<string, string>> = {
  'GET service': 'ListBuckets',
  'PUT bucket': 'CreateBucket',
  'DELETE bucket': 'DeleteBucket',
  'GET bucket': 'ListObjectsV2',
  'GET bucket location': 'GetBucketLocation',
  'GET bucket encryption': 'GetBucketEncryption',
  'HEAD bucket': 'HeadBucket',
  'GET object': 'GetObject',
  'HEAD object': 'HeadObject',
  'PUT object': 'PutObject',
  'DELETE object': 'DeleteObject',
  'POST object uploads': 'CreateMultipartUpload',
  'PUT object uploadId': 'UploadPart',
  'POST object uploadId': 'CompleteMultipartUpload',
  'DELETE object uploadId': 'AbortMultipartUpload',
};

/** The request itself stays out of the journal: its query may hold a signature, its body a whole asset. */
function inputOf(request: HttpRequest, Bucket: string, Key: string): S3Input {
  const input = { Bucket, Key, request };
  return Object.defineProperty(input, 'request', { enumerable: false });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

function responseOf({ status = 200, headers, body, document }: S3Output, requestId: string): HttpResponse {
  const common = { 'x-amz-request-id': requestId, ...headers };
  if (!document) return { status, headers: common, body: body ?? '' };
  const content =
    typeof document.content === 'string' ? escapeXml(document.content) : elements(document.content, 'flat');
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<${document.root} xmlns="${NAMESPACE}">${content}</${document.root}>`;
  return { status, headers: { 'content-type': 'application/xml', ...common }, body: xml };
}
