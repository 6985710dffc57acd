/** The command line makes no sense. The message says what to write instead. */
export class UsageError extends Error {}

const PERMISSIONS = 'https://github.com/cdk-mgn-disconnect/cdk-mgn-disconnect/blob/main/cli/README.md#permissions';

/** What to do about common errors of AWS and of the network. */
const ADVICE: readonly (readonly [what: RegExp, advice: string])[] = [
  [
    /Could not (load|resolve) credentials/i,
    'sign in as for the cdk CLI, for instance by aws sso login, or give --profile',
  ],
  [/Expired/i, 'sign in again, for instance by aws sso login'],
  [
    /InvalidClientTokenId|UnrecognizedClient|security token.*invalid/i,
    'these credentials are not valid in this Region: check --profile and --region',
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    'there is no such endpoint from here: check --region and the network, or give --proxy or HTTPS_PROXY',
  ],
  [/ECONNREFUSED/, 'check AWS_ENDPOINT_URL and the endpoint_url of the profile, --proxy and HTTPS_PROXY'],
  [
    /self.signed certificate|unable to (get|verify)|CERT_/i,
    'give the certificates to trust, by --ca-bundle-path or AWS_CA_BUNDLE',
  ],
  [/AccessDenied|not authorized|UnauthorizedOperation/i, `the permissions that it needs: ${PERMISSIONS}`],
];

/** An error in a line or two, with what to do. */
export function explained({ name, message }: Error): string {
  const told = message.includes(name) || name === 'Error' ? message : `${name}: ${message}`;
  const advice = ADVICE.find(([what]) => what.test(told))?.[1];
  return advice ? `${told} (${advice})` : told;
}
