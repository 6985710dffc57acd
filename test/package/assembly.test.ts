import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';

/*
 * What `jsii` says the library is (.jsii, made by `npm run build`). The compiler lets unions and missing docs pass.
 */

interface Member {
  readonly name: string;
  readonly optional?: boolean;
  readonly docs?: { readonly summary?: string; readonly default?: string };
  readonly parameters?: readonly Member[];
}

interface Type extends Member {
  readonly datatype?: boolean;
  readonly abstract?: boolean;
  readonly initializer?: Omit<Member, 'name'>;
  readonly properties?: readonly Member[];
  readonly methods?: readonly Member[];
  readonly members?: readonly Member[];
}

const assembly = JSON.parse(readFileSync(join(__dirname, '..', '..', '.jsii'), 'utf8'));
const types: readonly Type[] = Object.values(assembly.types);

describe('the public interface', () => {
  test('has these types and no others', () => {
    expect(types.map(({ name }) => name).sort()).toEqual([
      'AfterDisconnection',
      'ISourceServerConnection',
      'ISourceServerConnectionProvider',
      'Inventory',
      'InventoryFileOptions',
      'InventoryServer',
      'KeptMetricOptions',
      'KeptReason',
      'LifeCycleState',
      'MigrationWave',
      'MigrationWaveProps',
      'RemovalGuard',
      'SourceServerAccess',
      'SourceServerConnection',
      'SourceServerConnectionProps',
      'SourceServerConnectionProvider',
      'SourceServerConnectionProviderProps',
      'SourceServerOptions',
      'StagingAreaDrained',
      'StagingAreaDrainedProps',
    ]);
  });

  test('has no unions and no untyped values: other languages know neither', () => {
    const text = JSON.stringify(types);
    expect(text).not.toContain('"union"');
    expect(text).not.toContain('"primitive":"any"');
  });

  test('says of each type, member and parameter what it is', () => {
    const undocumented = types.flatMap((type) => [
      ...(type.docs?.summary ? [] : [type.name]),
      ...membersOf(type).flatMap((member) => undocumentedIn(type.name, member)),
    ]);
    expect(undocumented).toEqual([]);
  });

  test('says of each optional property what happens without it', () => {
    const silent = types
      .filter(({ datatype }) => datatype)
      .flatMap((type) => (type.properties ?? []).filter(({ optional, docs }) => optional && !docs?.default))
      .map(({ name }) => name);
    expect(silent).toEqual([]);
  });
});

describe('the package', () => {
  test('is built with the lowest versions that it allows, which jsii only warns of (JSII6)', () => {
    const { 'aws-cdk-lib': library, constructs } = manifest.devDependencies;
    expect(manifest.peerDependencies).toEqual({ 'aws-cdk-lib': `^${library}`, constructs: `^${constructs}` });
  });

  test('brings no dependency of its own', () => {
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('bundledDependencies');
  });

  test.each(['mgn', 'application migration service', 'aws transform', 'disconnect', 'source server', 'decommission'])(
    'is found by those who search for "%s"',
    (words) => {
      expect(manifest.keywords).toContain(words);
      expect(manifest.description.toLowerCase()).toContain(words);
    },
  );

  test('exists for every language', () => {
    expect(Object.keys(assembly.targets).sort()).toEqual(['dotnet', 'go', 'java', 'js', 'python']);
  });
});

function membersOf(type: Type): Member[] {
  const initializer = type.initializer && !type.abstract ? [{ name: 'constructor', ...type.initializer }] : [];
  return [...initializer, ...(type.properties ?? []), ...(type.methods ?? []), ...(type.members ?? [])];
}

function undocumentedIn(path: string, member: Member): string[] {
  const name = `${path}.${member.name}`;
  const parameters = (member.parameters ?? []).flatMap((parameter) => undocumentedIn(name, parameter));
  return member.docs?.summary ? parameters : [name, ...parameters];
}
