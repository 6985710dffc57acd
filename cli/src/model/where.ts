/** An account and Region of AWS. */
export interface Where {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

/** A text of an assembly with its place for `${AWS::AccountId}` and the like. */
export function filledIn(text: string, { accountId, region, partition }: Where): string {
  const values: Record<string, string> = { AccountId: accountId, Region: region, Partition: partition };
  return text.replace(/\$\{AWS::(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
