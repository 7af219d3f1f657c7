// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Asks @cloud-copilot/iam-simulate about the cases of generate.py (its head says how to run this) and
 * writes them with the answers. Where the two evaluators are known to read a rule differently, the case
 * is asked once more in other words that mean the same to both; if the answer changes, the case is an
 * explained difference: both answers are kept, with the names of the rules. A difference that no
 * rewording removes stays unexplained, and the test fails on it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

process.env.TZ = 'UTC';
const VERSIONS = [undefined, '2008-10-17', '2012-10-17'];
const NEVER = 'no value at all is this';
const NEVER_ARN = 'arn:never:never:never:never:never/never';
const LETTERS = { Allowed: 'A', ExplicitlyDenied: 'E', ImplicitlyDenied: 'I' };

const REASONS = {
  'first-version': 'A document of 2008-10-17, or without a version, has no variables (IAM reference, Version). The simulator fills them in whatever the version says.',
  'negated-without-value': 'A variable that has no value equals nothing, so a negated comparison with it is met (IAM reference, policy variables with no value). In the simulator it is not met.',
  'early-variable': 'The simulator takes an ARN apart at every colon, those inside a variable too, so it never finds a variable before the sixth part of an ARN in a condition.',
  'escape-in-equals': '${*}, ${?} and ${$} stand for these characters wherever variables stand. The simulator reads them so only where wildcards are.',
  'epoch': 'Dates may be written as seconds since 1970. The simulator compares those seconds with the milliseconds of other dates.',
  'single-address': 'An address alone is a range of one. The simulator compares such addresses as texts, so that two spellings of one IPv6 address differ, and so that NotIpAddress with an address of the other family is not met.',
  'whole-range': 'A range of length 0 contains every address of its family. The simulator shifts by 32 bits, which in JavaScript shifts by none.',
  'any-if-exists': 'IfExists is met where the key is missing, with ForAnyValue too. The simulator leaves it out there.',
  'empty-list': 'A key with no values at all counts as missing. For the simulator it is there.',
  'resource-type-wildcard': 'A wildcard before the first slash of the last part of an ARN is a wildcard. The simulator takes it literally there.',
  'not-resource-without-value': 'A Deny with NotResource spares what it names; a variable without a value names nothing, so it spares nothing. In the simulator such a Deny is lost.',
  'number-with-a-tail': '"12abc" is no number. The simulator reads 12.',
};

// --- The cases, filled in

function makePolicy(cases, [version, ...numbers]) {
  const policy = { Statement: numbers.map((number) => JSON.parse(cases.statements[number])) };
  if (VERSIONS[version]) policy.Version = VERSIONS[version];
  return policy;
}

function fillIn(cases, [request, guardrails, identity, resource]) {
  return {
    request: structuredClone(cases.requests[request]),
    guardrails: guardrails.map((policy) => makePolicy(cases, policy)),
    identity: identity.map((policy) => makePolicy(cases, policy)),
    resource: resource.map((policy) => makePolicy(cases, policy)),
  };
}

// --- The simulator

async function loadSimulator(folder) {
  const root = path.resolve(folder, 'node_modules/@cloud-copilot');
  const load = (file) => import(pathToFileURL(path.join(root, file)));
  const core = await load('iam-simulate/dist/esm/core_engine/CoreSimulatorEngine.js');
  const request = await load('iam-simulate/dist/esm/request/request.js');
  const context = await load('iam-simulate/dist/esm/requestContext.js');
  const discovery = await load('iam-simulate/dist/esm/context_keys/discoveryContextKeyConstraints.js');
  const policy = await load('iam-policy/dist/esm/index.js');
  const about = JSON.parse(readFileSync(path.join(root, 'iam-simulate/package.json')));
  return { ...core, ...request, ...context, ...discovery, ...policy, version: about.version };
}

// A guardrail that allows nothing only denies: its level allows the rest.
function makeLevel(simulator, policy, index) {
  const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const policies = [simulator.loadPolicy(policy, { name: `guardrail${index}` })];
  if (!policy.Statement.some((statement) => statement.Effect === 'Allow'))
    policies.push(simulator.loadPolicy(all, { name: `all${index}` }));
  return { orgIdentifier: `o${index}`, policies };
}

function ask(simulator, filled) {
  const { principal, account, action, resource, owner, keys } = filled.request;
  const merged = { Version: '2012-10-17', Statement: filled.resource.flatMap((policy) => policy.Statement) };
  const analysis = simulator.authorize({
    request: new simulator.AwsRequestImpl(
      principal, { resource, accountId: owner ?? account }, action,
      new simulator.RequestContextImpl(keys), owner === null),
    sessionPolicy: undefined,
    identityPolicies: filled.identity.map((policy, i) => simulator.loadPolicy(policy, { name: `identity${i}` })),
    serviceControlPolicies: filled.guardrails.map((policy, i) => makeLevel(simulator, policy, i)),
    resourceControlPolicies: [],
    resourcePolicy: filled.resource.length ? simulator.loadPolicy(merged, { name: 'resource' }) : undefined,
    permissionBoundaries: undefined,
    vpcEndpointPolicies: undefined,
    simulationParameters: {
      simulationMode: 'Strict',
      discoveryContextKeyConstraints: new simulator.DiscoveryContextKeyConstraints([]),
    },
    serviceSettings: { s3: {} },
  });
  if (!LETTERS[analysis.result]) throw new Error(`unknown answer ${analysis.result}`);
  return LETTERS[analysis.result];
}

// --- Other words

const asList = (value) => (Array.isArray(value) ? value : [value]);

function* statementsOf(filled) {
  for (const policy of [...filled.guardrails, ...filled.identity, ...filled.resource])
    for (const statement of policy.Statement) yield [policy, statement];
}

function lookUp(request, name) {
  const wanted = name.trim().toLowerCase();
  const key = Object.keys(request.keys).find((candidate) => candidate.toLowerCase() === wanted);
  return key === undefined ? undefined : request.keys[key];
}

// What a variable stands for, or undefined.
function resolve(request, inside) {
  const [name, fallback] = inside.split(/, (.*)/s);
  const value = lookUp(request, name);
  if (typeof value === 'string') return value;
  return value === undefined && fallback ? fallback.slice(1, -1) : undefined;
}

const VARIABLE = /\$\{([^*?$}][^}]*)\}/g;
const isUnresolved = (request, text) =>
  [...text.matchAll(VARIABLE)].some(([, inside]) => resolve(request, inside) === undefined);
const literally = (text) => text.replace(/[*?$]/g, (character) => `\${${character}}`);

function baseOf(operator) {
  return operator.replace(/^For(AllValues|AnyValue):/, '').replace(/IfExists$/, '');
}

function mapTexts(texts, change) {
  return asList(texts).flatMap((text) => change(text));
}

// Each gives the values anew; the name of the rule that changed them goes to @fired.
function rewordValue(request, operator, text, fired) {
  const base = baseOf(operator);
  const note = (rule, values) => (fired.add(rule) ? values : [text]);
  if (/^(String|Arn)/.test(base)) {
    if (base.includes('Not') && isUnresolved(request, text))
      return note('negated-without-value', [base.startsWith('Arn') ? NEVER_ARN : NEVER]);
    const last = text.split(':').slice(0, 5).join(':').length;
    if (base.startsWith('Arn') && text.indexOf('${') >= 0 && text.indexOf('${') < last && !isUnresolved(request, text))
      return note('early-variable', [text.replace(VARIABLE, (_, inside) => literally(resolve(request, inside)))]);
  }
  if (/^String(Not)?Equals/.test(base) && /\$\{[*?$]\}(?!\{)/.test(text))
    return note('escape-in-equals', [text.replace(/\$\{([*?$])\}(?!\{)/g, '$1')]);
  if (base.startsWith('Date') && /^\d+$/.test(text))
    return note('epoch', [new Date(Number(text) * 1000).toISOString()]);
  if (base.endsWith('IpAddress')) {
    if (!text.includes('/')) return note('single-address', [text + (text.includes(':') ? '/128' : '/32')]);
    if (text === '0.0.0.0/0') return note('whole-range', ['0.0.0.0/1', '128.0.0.0/1']);
  }
  return [text];
}

function rewordConditions(request, statement, fired) {
  for (const [operator, keys] of Object.entries(statement.Condition ?? {}))
    for (const key of Object.keys(keys)) {
      if (/^ForAnyValue:.*IfExists$/.test(operator) && lookUp(request, key) === undefined) {
        if (fired.add('any-if-exists')) delete keys[key];
        continue;
      }
      keys[key] = mapTexts(keys[key], (text) => rewordValue(request, operator, text, fired));
    }
}

function glob(pattern) {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
}

// "certificate-*/x" against "certificate-authority/y".
function rewordType(request, text, fired) {
  const parts = text.split(':');
  const rest = parts.slice(5).join(':');
  const slash = rest.indexOf('/');
  const type = rest.slice(0, slash + 1);
  if (request.resource === '*' || slash < 0 || !/[*?]/.test(type)) return text;
  const actual = request.resource.split(':').slice(5).join(':');
  const actualType = actual.slice(0, actual.indexOf('/') + 1);
  if (!fired.add('resource-type-wildcard')) return text;
  return glob(type).test(actualType) ? [...parts.slice(0, 5), actualType + rest.slice(slash + 1)].join(':') : NEVER_ARN;
}

function rewordResources(request, statement, fired) {
  for (const member of ['Resource', 'NotResource']) {
    if (!statement[member]) continue;
    statement[member] = mapTexts(statement[member], (text) => {
      if (member === 'NotResource' && statement.Effect === 'Deny' && isUnresolved(request, text)) {
        if (fired.add('not-resource-without-value')) return [NEVER_ARN];
      }
      return [rewordType(request, text, fired)];
    });
  }
}

function escapeVariables(value, fired) {
  if (typeof value === 'string') {
    return value.includes('${') && fired.add('first-version') ? value.replaceAll('${', '${$}{') : value;
  }
  if (Array.isArray(value)) return value.map((each) => escapeVariables(each, fired));
  for (const key of Object.keys(value ?? {})) value[key] = escapeVariables(value[key], fired);
  return value;
}

function rewordKeys(request, fired) {
  for (const [key, value] of Object.entries(request.keys)) {
    if (Array.isArray(value) && value.length === 0) {
      if (fired.add('empty-list')) delete request.keys[key];
    } else if (key === 'aws:EpochTime') {
      if (fired.add('epoch')) request.keys[key] = new Date(Number(value) * 1000).toISOString();
    } else if (key === 'aws:PrincipalTag/limit' && /^\d+[a-z]/.test(value)) {
      if (fired.add('number-with-a-tail')) request.keys[key] = 'none';
    }
  }
}

// The rules that are used; those left out are neither used nor noted.
class Rules {
  constructor(leftOut) {
    this.leftOut = leftOut;
    this.used = new Set();
  }
  add(rule) {
    if (this.leftOut.has(rule)) return false;
    this.used.add(rule);
    return true;
  }
}

function reword(filled, leftOut) {
  const fired = new Rules(leftOut);
  rewordKeys(filled.request, fired);
  for (const [policy, statement] of statementsOf(filled)) {
    if (policy.Version !== VERSIONS[2])
      for (const member of ['Resource', 'NotResource', 'Condition'])
        if (statement[member]) statement[member] = escapeVariables(statement[member], fired);
    rewordConditions(filled.request, statement, fired);
    rewordResources(filled.request, statement, fired);
  }
  return fired.used;
}

function askReworded(simulator, cases, numbers, leftOut) {
  const filled = fillIn(cases, numbers);
  const used = reword(filled, leftOut);
  return [ask(simulator, filled), used];
}

// The answer; where other words change it, the new one and the fewest rules that do.
function judgeOne(simulator, cases, numbers) {
  const answer = ask(simulator, fillIn(cases, numbers));
  const [amended, used] = askReworded(simulator, cases, numbers, new Set());
  if (amended === answer) return [answer];
  const leftOut = new Set();
  for (const rule of [...used].sort()) {
    leftOut.add(rule);
    if (askReworded(simulator, cases, numbers, leftOut)[0] !== amended) leftOut.delete(rule);
  }
  return [answer, amended, [...used].filter((rule) => !leftOut.has(rule)).sort()];
}

// --- All of it

const [folder, input, output, list] = process.argv.slice(2);
if (!list) {
  console.error('usage: node judge.mjs FOLDER cases.json judged.json.gz explained.txt');
  process.exit(1);
}
const cases = JSON.parse(readFileSync(input));
const simulator = await loadSimulator(folder);
const counts = {}, explained = [];
cases.cases = cases.cases.map((numbers, index) => {
  const verdict = judgeOne(simulator, cases, numbers);
  counts[verdict[0]] = (counts[verdict[0]] ?? 0) + 1;
  if (verdict.length > 1) explained.push([index, ...verdict]);
  return [...numbers, verdict.slice(0, 2).join('')];
});
cases.simulator = simulator.version;
writeFileSync(output, gzipSync(JSON.stringify(cases), { level: 9 }));
const used = [...new Set(explained.flatMap(([, , , rules]) => rules))].sort();
writeFileSync(list, [
  `Explained differences from @cloud-copilot/iam-simulate ${simulator.version}: ${explained.length} of ${cases.cases.length} cases, seed ${cases.seed}.`,
  'Written by judge.mjs. A: allowed, E: denied by a statement, I: allowed by none. Of each case: its number, what the',
  'simulator says, what it says to the same in other words (as we do without), and the rules that reword it.',
  '', ...used.map((rule) => `${rule}: ${REASONS[rule]}`),
  '', ...explained.map(([index, answer, amended, rules]) => `${index} ${answer} ${amended} ${rules.join(' ')}`), '',
].join('\n'));
console.log(`${cases.cases.length} cases: ${JSON.stringify(counts)}, ${explained.length} explained`);
