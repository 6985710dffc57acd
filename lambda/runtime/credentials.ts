/*
 * Stands in for the SDK's chain of credential providers in the bundle: in Lambda the credentials are always in the
 * environment, and the chain (SSO, web identity, STS, IMDS, ini files) is two thirds of the SDK's size.
 */

/** Reads the credentials of the function's role, which Lambda renews by starting new execution environments. */
export const defaultProvider = () => async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
  sessionToken: process.env.AWS_SESSION_TOKEN,
});

/** What the CloudFormation client imports of the STS client, to assume roles with: here the chain needs none. */
export const decorateDefaultCredentialProvider = (provider: unknown) => provider;
