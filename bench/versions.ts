import { name, version } from '../package.json';

/** What is measured, in one line. */
export function versions(): string {
  const of = (dependency: string) => `${dependency} ${require(`${dependency}/package.json`).version}`;
  return `${name} ${version}, ${of('aws-cdk-lib')}, ${of('@aws-sdk/client-mgn')}, Node ${process.version}`;
}
