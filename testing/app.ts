import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App,
  CfnParameter,
  CfnResource,
  DefaultStackSynthesizer,
  Duration,
  type ISynthesisSession,
  NestedStack,
  RemovalPolicy,
  Stack,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LifeCycleState, RemovalGuard, SourceServerConnectionProvider } from '../lib';
import { GATE_TYPE } from '../lib/private/contract';
import { type Custodian, connections } from './custodian';

/* The CDK app of the random programs: which servers a stack declares, where in its tree, and what else is in it. */

/** The root stack itself, or one of two stacks nested in it. */
export type Place = 'root' | 'a' | 'b';
export const PLACES: readonly Place[] = ['root', 'a', 'b'];

export interface Declaration {
  readonly place: Place;
  readonly retain: boolean;
  /** The id comes by a CloudFormation parameter, so that the logical id is made of this name. */
  readonly parameter?: string;
  readonly protect?: boolean;
  /** The name of a provider without guards, instead of the default one of its place. */
  readonly provider?: string;
}

export interface Shape {
  readonly servers: Readonly<Record<string, Declaration>>;
  /** The removal guards of the default providers. */
  readonly guards?: Readonly<Partial<Record<Place, Guards>>>;
  /** The permissions name no server. Otherwise an id that comes by a parameter replaces them, for which rollback must be on. */
  readonly anyServer?: boolean;
  /** Another resource of the stack, which fails at the given request. */
  readonly neighbour?: Neighbour;
}

export interface Neighbour {
  readonly place: Place;
  readonly failsOn: 'Create' | 'Update' | 'Delete' | 'nothing';
  /** Whether it comes after the connections of its place, and the removal gate, or beside them. */
  readonly after: boolean;
  /** It answers with the id of the stack as its own physical id, as public handlers do. */
  readonly asStack?: boolean;
}

export interface Assembly {
  readonly template: Template;
  readonly nested: Readonly<Record<string, Template>>;
}

export interface Template {
  readonly Resources: Record<string, any>;
  readonly Parameters?: Record<string, any>;
  readonly Rules?: Record<string, unknown>;
}

const caches = new WeakMap<Custodian, Map<string, Assembly>>([[connections, require('./synthesized.cjs')]]);

/** Whatever a test declares in a stack beyond what a shape can say. */
export type Build = (root: Stack) => void;

/** The templates of a shape, synthesized once. */
export function synthesize(
  shape: Shape | Build,
  neighbourToken: string,
  nonce: number,
  custodian: Custodian = connections,
): Assembly {
  if (typeof shape === 'function') return synthesizeApp(shape);
  const cache = caches.get(custodian) ?? new Map<string, Assembly>();
  caches.set(custodian, cache);
  const key = JSON.stringify([sortedEntries(shape.servers), shape.guards]);
  const synthesized = cache.get(key) ?? synthesizeServers(shape, custodian);
  cache.set(key, synthesized);
  const { neighbour, anyServer } = shape;
  if (!neighbour && !anyServer) return synthesized;
  const assembly = structuredClone(synthesized);
  if (anyServer) for (const one of [assembly.template, ...Object.values(assembly.nested)]) permitAnyServer(one);
  if (!neighbour) return assembly;
  const properties = { ServiceToken: neighbourToken, Nonce: nonce, AsStack: neighbour.asStack };
  return addNeighbour(assembly, neighbour, custodian, properties);
}

function sortedEntries<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([one], [other]) => one.localeCompare(other));
}

function synthesizeServers({ servers, guards = {} }: Shape, custodian: Custodian): Assembly {
  return synthesizeApp((root) => {
    const scopes = new Map<Place, Construct>([['root', root]]);
    const scopeOf = (place: Place) => {
      const scope = scopes.get(place) ?? new NestedStack(root, place);
      scopes.set(place, scope);
      return scope;
    };
    for (const place of PLACES) {
      const declared = guards[place];
      if (declared) guard(scopeOf(place), declared);
    }
    for (const [sourceServerId, declaration] of Object.entries(servers))
      declare(custodian, scopeOf(declaration.place), sourceServerId, declaration);
  });
}

function synthesizeApp(build: Build): Assembly {
  const outdir = mkdtempSync(join(tmpdir(), 'custody-'));
  try {
    const app = new App({
      outdir,
      analyticsReporting: false,
      treeMetadata: false,
      context: { 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:disable-asset-staging': true },
    });
    const root = new Stack(app, 'Stack', { synthesizer: new TemplateSynthesizer() });
    build(root);
    new CfnResource(root, 'Anchor', { type: 'AWS::SNS::Topic' });
    app.synth();
    return read(outdir, root.templateFile);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** Writes the templates, and nothing of what the cdk CLI reads beside them. */
class TemplateSynthesizer extends DefaultStackSynthesizer {
  override synthesize(session: ISynthesisSession): void {
    this.synthesizeTemplate(session);
  }
}

function declare(
  custodian: Custodian,
  scope: Construct,
  sourceServerId: string,
  { retain, parameter, protect, provider }: Declaration,
): void {
  const removalPolicy = retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  const id = parameter
    ? new CfnParameter(scope, `Id${parameter}`, { default: sourceServerId }).valueAsString
    : sourceServerId;
  const more = { protect, provider: provider === undefined ? undefined : another(scope, provider) };
  custodian.declare(scope, parameter ?? sourceServerId, id, removalPolicy, more);
}

function another(scope: Construct, name: string): SourceServerConnectionProvider {
  const found = scope.node.tryFindChild(name) as SourceServerConnectionProvider | undefined;
  return found ?? new SourceServerConnectionProvider(scope, name);
}

/** The nested templates are by their files, those of all depths. */
function read(directory: string, templateFile: string): Assembly {
  const nested: Record<string, Template> = {};
  const load = (file: string): Template => {
    const template: Template = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    for (const resource of Object.values(template.Resources)) {
      if (resource.Type !== 'AWS::CloudFormation::Stack') continue;
      const child: string | undefined = resource.Metadata?.['aws:asset:path'];
      if (child === undefined) continue;
      nested[child] = load(child);
      resource.Properties.TemplateURL = child;
    }
    return template;
  };
  return { template: load(templateFile), nested };
}

/** Permissions that name no server, so that another id replaces nothing but the connection. */
export function permitAnyServer({ Resources }: Template): void {
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type !== 'AWS::IAM::ManagedPolicy') continue;
    Properties.Description = 'any source server';
    for (const statement of [Properties.PolicyDocument.Statement].flat()) statement.Resource = '*';
  }
}

function addNeighbour(
  assembly: Assembly,
  neighbour: Neighbour,
  { type }: Custodian,
  properties: { ServiceToken: string; Nonce: number; AsStack?: boolean },
): Assembly {
  const file = Object.keys(assembly.nested).find((name) => name.includes(`Stack${neighbour.place}`));
  const { Resources } = neighbour.place === 'root' || !file ? assembly.template : (assembly.nested[file] as Template);
  const [first, ...others] = Object.keys(Resources).filter((name) => Resources[name].Type === type);
  const isBefore = (name: string) => ['AWS::CloudFormation::Stack', GATE_TYPE].includes(Resources[name].Type);
  // beside the servers: it starts when they start, so that they are in flight when it fails
  const beside = first ? Resources[first].DependsOn : undefined;
  Resources.Neighbour = {
    Type: 'Custom::Neighbour',
    Properties: { ...properties, FailsOn: neighbour.failsOn },
    DependsOn: neighbour.after
      ? [...(first ? [first, ...others] : []), ...Object.keys(Resources).filter(isBefore)]
      : beside,
  };
  return assembly;
}

/* Shapes in few words. */

/** The two servers of the tests with names. */
export const A = 's-0000000000000000a';
export const B = 's-0000000000000000b';

export function app(servers: Record<string, Place | Declaration>, neighbour?: Neighbour): Shape {
  const declarations = Object.entries(servers).map(([id, at]) => [
    id,
    typeof at === 'string' ? { place: at, retain: false } : at,
  ]);
  return { servers: Object.fromEntries(declarations), neighbour };
}

/** All of these servers in the root. */
export function inRoot(ids: readonly string[]): Shape {
  return app(Object.fromEntries(ids.map((id) => [id, 'root'])));
}

export function byParameter(place: Place): Declaration {
  return { place, retain: false, parameter: 'Chosen' };
}

export function retained(place: Place): Declaration {
  return { place, retain: true };
}

/** An edit of a template: each of its connections has these properties besides. */
export function connectionsHave(properties: object): (template: Template) => void {
  return ({ Resources }) => {
    const ours = Object.values(Resources).filter(({ Type }) => Type === connections.type);
    for (const { Properties } of ours) Object.assign(Properties, properties);
  };
}

/** An account changes the physical id of a connection, and not its server. */
export const withAccount = connectionsHave({ AccountId: '123456789012' });

/** Another resource, which fails when the servers before it are done. */
export function fails(failsOn: Neighbour['failsOn'], place: Place = 'root'): Neighbour {
  return { place, failsOn, after: true };
}

/** An edit of a root's template: a neighbour fails when all resources of such a type are done. */
export function failingAfter(type: string): (template: Template, neighbourToken: string) => void {
  return ({ Resources }, ServiceToken) => {
    const DependsOn = Object.keys(Resources).filter((id) => Resources[id].Type.includes(type));
    Resources.Neighbour = { Type: 'Custom::Neighbour', Properties: { ServiceToken, FailsOn: 'Create' }, DependsOn };
  };
}

/** With permissions that name no server, so that another id by a parameter replaces nothing but the connection. */
export function anyServer(shape: Shape): Shape {
  return { ...shape, anyServer: true };
}

/** With removal guards: of the root's provider, or of each place's. */
export function guarded(shape: Shape, guards: Guards | Partial<Record<Place, Guards>>): Shape {
  const byPlace = ['root', 'a', 'b'].some((place) => place in guards);
  return { ...shape, guards: byPlace ? (guards as Partial<Record<Place, Guards>>) : { root: guards as Guards } };
}

/** The servers begin in READY_FOR_TEST. */
export const CUTOVER_ONLY: Guards = { states: ['READY_FOR_CUTOVER'] };
export const NEVER: Guards = { never: true };

/** What meets CUTOVER_ONLY, as MGN shows a server then. */
export const READY = { lifeCycle: { state: 'READY_FOR_CUTOVER' } };

/* Removal guards in a shape: data, so that programs with them can be told and made by chance. */

export interface Guards {
  /** The life cycle states in which a server may leave. */
  readonly states?: readonly string[];
  readonly atMost?: number;
  readonly never?: true;
  readonly noJob?: true;
  readonly proven?: true;
  readonly finalizedForHours?: number;
  /** The key and the value of a tag. */
  readonly tag?: readonly [string, string];
}

export function guardsOf({ states, atMost, never, noJob, proven, finalizedForHours, tag }: Guards): RemovalGuard[] {
  return [
    states && RemovalGuard.lifeCycleStates(...states.map(LifeCycleState.of)),
    atMost && RemovalGuard.atMost(atMost),
    never && RemovalGuard.never(),
    noJob && RemovalGuard.noRunningJob(),
    proven && RemovalGuard.launchedInstanceProven(),
    finalizedForHours && RemovalGuard.cutoverFinalizedFor(Duration.hours(finalizedForHours)),
    tag && RemovalGuard.tagged(...tag),
  ].filter((guard) => guard instanceof RemovalGuard);
}

/** Makes the default provider of a stack one with guards. */
export function guard(scope: Construct, guards: Guards): SourceServerConnectionProvider {
  const removalGuards = guardsOf(guards);
  return new SourceServerConnectionProvider(scope, 'SourceServerConnectionProvider', { removalGuards });
}
