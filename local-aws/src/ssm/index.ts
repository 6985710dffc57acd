import type { Environment, ParameterStore, Properties, ResourceType, Service } from '../kernel/types';
import { jsonProtocol } from '../protocols/json';
import { type NewParameter, type Parameter, Parameters } from './parameters';

/** SSM Parameter Store. */
export function createSsm(env: Environment): {
  parameters: ParameterStore;
  service: Service;
  resourceTypes: Record<string, ResourceType>;
} {
  const store = new Parameters(env);
  return {
    parameters: { value: (name, version) => store.find(name, version)?.value },
    service: ssmService(store),
    resourceTypes: { 'AWS::SSM::Parameter': parameterType(store) },
  };
}

function ssmService(store: Parameters): Service {
  const shown = ({ name, type, value, version, modified }: Parameter) => ({
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    LastModifiedDate: modified,
    ARN: store.arnOf(name),
    DataType: 'text',
  });
  return {
    signingName: 'ssm',
    protocol: jsonProtocol({ target: 'AmazonSSM' }),
    operations: {
      GetParameter: ({ Name }) => ({ Parameter: shown(store.get(Name)) }),
      GetParameters({ Names = [] }: { Names?: string[] }) {
        const found = Names.flatMap((name) => store.find(name) ?? []);
        return { Parameters: found.map(shown), InvalidParameters: Names.filter((name) => !store.find(name)) };
      },
      PutParameter: ({ Overwrite, ...input }) => ({
        Version: store.put({ ...wanted(input), overwrite: Overwrite }).version,
        Tier: 'Standard',
      }),
      DeleteParameter: ({ Name }) => store.delete(Name),
    },
    authorizations: (operation, { Name, Names }) =>
      [Names ?? Name].flat().map((name) => ({ action: `ssm:${operation}`, resource: store.arnOf(String(name)) })),
    reset: () => store.reset(),
  };
}

function parameterType(store: Parameters): ResourceType {
  const put = (name: string, properties: Properties, overwrite: boolean) => {
    store.put({ ...wanted({ ...properties, Name: name }), overwrite });
    return { physicalId: name, attributes: { Type: properties.Type, Value: properties.Value } };
  };
  return {
    replaceOn: ['Name'],
    create: async ({ properties, generateName }) => put(properties.Name ?? generateName(1011), properties, false),
    update: async ({ physicalId, properties }) => put(physicalId, properties, true),
    async delete({ physicalId }) {
      if (store.find(physicalId)) store.delete(physicalId);
    },
  };
}

/** The API's members and the resource type's properties have the same names. */
function wanted({ Name, Type, Value, Description, AllowedPattern }: Properties): NewParameter {
  return { name: Name, type: Type, value: String(Value), description: Description, allowedPattern: AllowedPattern };
}
