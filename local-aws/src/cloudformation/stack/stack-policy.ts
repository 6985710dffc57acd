import { matchesWildcard } from '../../iam/wildcard';
import { validationError } from '../../template';

/* What an update may do to which resource: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html */

export type UpdateAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete';

export interface StackPolicy {
  readonly body: string;
  readonly statements: readonly Statement[];
}

interface Statement {
  readonly number: number;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Scope;
  readonly resources: Scope;
  /** Operator and pattern. One of each list must match. */
  readonly types: readonly { readonly like: boolean; readonly patterns: readonly string[] }[];
}

interface Scope {
  readonly patterns: readonly string[];
  /** NotAction, NotResource. */
  readonly negated: boolean;
}

interface Resource {
  readonly logicalId: string;
  readonly type: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html */
const LARGEST_BODY = 16_384;

export function parseStackPolicy(body: string): StackPolicy {
  if (body.length === 0 || body.length > LARGEST_BODY) throw invalid();
  const { Statement: given = [], ...others } = objectIn(body);
  if (Object.keys(others).some((name) => name !== 'Version')) throw invalid();
  return { body, statements: [given].flat().map(parseStatement) };
}

/** The one text that LocalStack has recorded for all of them (api/test_stack_policies). */
const invalid = () => validationError('Error validating stack policy: Invalid stack policy');

function objectIn(body: string): Record<string, unknown> {
  try {
    const parsed = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {}
  throw invalid();
}

const MEMBERS = new Set('Sid Effect Action NotAction Principal Resource NotResource Condition'.split(' '));
const ACTION = /^Update:(Modify|Replace|Delete|\*)$/;
const RESOURCE = /^(\*|LogicalResourceId\/.+)$/;

function parseStatement(given: unknown, number: number): Statement {
  if (typeof given !== 'object' || given === null || Object.keys(given).some((name) => !MEMBERS.has(name)))
    throw invalid();
  const { Effect, Principal, Condition = {}, ...scopes } = given as Record<string, unknown>;
  if ((Effect !== 'Allow' && Effect !== 'Deny') || !isEverybody(Principal)) throw invalid();
  return {
    number,
    effect: Effect,
    actions: scopeOf(scopes, 'Action', ACTION),
    resources: scopeOf(scopes, 'Resource', RESOURCE),
    types: Object.entries(Condition as object).map(([operator, wanted]) => typesOf(operator, wanted)),
  };
}

function isEverybody(principal: unknown): boolean {
  return principal === '*' || JSON.stringify(principal) === '{"AWS":"*"}';
}

function scopeOf(given: Record<string, unknown>, name: string, valid: RegExp): Scope {
  const [plain, negative] = [given[name], given[`Not${name}`]];
  if ((plain === undefined) === (negative === undefined)) throw invalid();
  const patterns = textsIn(plain ?? negative);
  if (!patterns.every((pattern) => valid.test(pattern))) throw invalid();
  return { patterns, negated: plain === undefined };
}

function typesOf(operator: string, wanted: unknown): Statement['types'][number] {
  const [key, ...others] = Object.keys(Object(wanted));
  if (!/^String(Equals|Like)$/.test(operator) || key !== 'ResourceType' || others.length > 0) throw invalid();
  return { like: operator === 'StringLike', patterns: textsIn((wanted as Record<string, unknown>)[key]) };
}

function textsIn(value: unknown): string[] {
  const texts = [value].flat();
  if (texts.length === 0 || texts.some((text) => typeof text !== 'string')) throw invalid();
  return texts as string[];
}

/** Why a policy forbids an update to do this to a resource. Without statements it allows everything. */
export function refusalBy({ statements }: StackPolicy, action: UpdateAction, resource: Resource): string | undefined {
  if (statements.length === 0) return undefined;
  const all = statements.filter((statement) => applies(statement, action, resource));
  // if statements differ only in their effect, the last one counts (LocalStack, api/test_stack_policies)
  const counting = all.filter((one) => !all.some((other) => replaces(other, one)));
  const denial = counting.find(({ effect }) => effect === 'Deny');
  if (denial) {
    const { number, actions, resources } = denial;
    return `Action denied by stack policy: Statement [#${number}] does not allow [${actions.patterns.join(', ')}] for resource [${resources.patterns.join(', ')}];`;
  }
  return counting.length > 0 ? undefined : 'Action not allowed by stack policy';
}

function applies({ actions, resources, types }: Statement, action: UpdateAction, { logicalId, type }: Resource) {
  return (
    isIn(actions, action) &&
    isIn(resources, `LogicalResourceId/${logicalId}`) &&
    types.every(({ like, patterns }) =>
      patterns.some((pattern) => (like ? matchesWildcard(pattern, type) : pattern === type)),
    )
  );
}

const isIn = ({ patterns, negated }: Scope, name: string): boolean =>
  patterns.some((pattern) => matchesWildcard(pattern, name)) !== negated;

const replaces = (later: Statement, earlier: Statement): boolean =>
  later.number > earlier.number && scopeText(later) === scopeText(earlier);

const scopeText = ({ actions, resources, types }: Statement): string => JSON.stringify([actions, resources, types]);
