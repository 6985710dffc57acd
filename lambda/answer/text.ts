/**
 * What XML cannot hold: control characters but tab and line breaks, and halves of surrogate pairs. A Reason with one of
 * them makes DescribeStackEvents fail for everybody who reads the stack's events:
 * github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1601
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNREADABLE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** Foreign text, such as MGN's error or a host name, as it can be shown: each character that cannot is a space. */
export function readable(text: string): string {
  return text.replace(UNREADABLE, ' ');
}

/** The most bytes of a Reason that are sent: CloudFormation shows about so many. */
export const MAX_REASON = 1000;

/** As much of a text as fits, readable. */
export function cut(text: string, bytes: number): string {
  return Buffer.from(readable(text))
    .subarray(0, bytes)
    .toString()
    .replace(/\uFFFD+$/, '');
}
