/**
 * What XML cannot hold: control characters other than tab and line breaks, and halves of surrogate pairs. One of them
 * in a Reason makes DescribeStackEvents fail for every reader of the stack's events:
 * github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1601
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNREADABLE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/**
 * Makes foreign text, such as MGN's error or a host name, safe to show: a space replaces each character that is not.
 */
export function readable(text: string): string {
  return text.replace(UNREADABLE, ' ');
}

/** The most bytes of a Reason: CloudFormation shows about this many. */
export const MAX_REASON = 1000;

/** As much of a text as fits, readable. */
export function cut(text: string, bytes: number): string {
  return Buffer.from(readable(text))
    .subarray(0, bytes)
    .toString()
    .replace(/\uFFFD+$/, '');
}
