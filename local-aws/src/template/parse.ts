import { parseBody } from './body';
import { checkFunctions } from './functions';
import { checkStructure } from './structure';
import type { Template } from './template';

/** A template whose sections, resources and functions CloudFormation accepts. */
export function parseTemplate(body: string): Template {
  const parsed = parseBody(body);
  const sections = { Parameters: {}, Rules: {}, Mappings: {}, Conditions: {}, Resources: {}, Outputs: {} };
  const template = { ...sections, ...parsed } as Template;
  checkStructure(parsed, template);
  checkFunctions(template);
  return template;
}
