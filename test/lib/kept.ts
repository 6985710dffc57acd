/** The ids of what CloudFormation deletes only after a resource of a template: what it refers to and depends on. */
export function keptBy(Resources: Readonly<Record<string, any>>, id: string, kept = new Set<string>()): Set<string> {
  const { DependsOn = [], ...rest } = Resources[id];
  const references = [...JSON.stringify(rest).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)].map(([, one]) => one);
  for (const one of [...[DependsOn].flat(), ...references]) {
    if (!Resources[one] || kept.has(one)) continue;
    kept.add(one);
    keptBy(Resources, one, kept);
  }
  return kept;
}
