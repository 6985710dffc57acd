import { AwsError } from '../kernel/types';

/** An empty list is sent as `Parameters=`, which could also be a string: only the name tells. */
const LISTS = new Set([
  'Capabilities',
  'NotificationARNs',
  'Parameters',
  'PolicyArns',
  'ResourceTypes',
  'ResourcesToImport',
  'ResourcesToSkip',
  'RetainResources',
  'RollbackTriggers',
  'StackStatusFilter',
  'Tags',
  'TransitiveTagKeys',
]);
const MAX_DEPTH = 32;

type Node = Map<string, Node | string>;

/** AWS Query's flat names (`Tags.member.1.Key`) as a nested object; every scalar stays a string. */
export function nest(form: URLSearchParams): Record<string, unknown> {
  const root: Node = new Map();
  for (const [name, value] of form) insert(root, name.split('.'), value);
  return objectOf(root);
}

function insert(root: Node, path: readonly string[], value: string): void {
  if (path.length > MAX_DEPTH) throw new AwsError('MalformedInput', `Parameter ${path[0]} is nested too deeply`);
  let node = root;
  for (const step of path.slice(0, -1)) {
    const next = node.get(step);
    const child: Node = next instanceof Map ? next : new Map();
    node.set(step, child);
    node = child;
  }
  node.set(path[path.length - 1] ?? '', value);
}

function objectOf(node: Node): Record<string, unknown> {
  return Object.fromEntries([...node].map(([name, child]) => [name, readNode(name, child)]));
}

function readNode(name: string, node: Node | string): unknown {
  if (typeof node === 'string') return node === '' && LISTS.has(name) ? [] : node;
  const [only, child] = [...node][0] ?? [];
  if (node.size === 1 && child instanceof Map && only === 'member') return listOf(child);
  if (node.size === 1 && child instanceof Map && only === 'entry') return mapOf(child);
  return objectOf(node);
}

function listOf(numbered: Node): unknown[] {
  return [...numbered].sort(([a], [b]) => Number(a) - Number(b)).map(([number, child]) => readNode(number, child));
}

function mapOf(numbered: Node): Record<string, unknown> {
  return Object.fromEntries(listOf(numbered).map((entry: any) => [entry.key, entry.value]));
}
