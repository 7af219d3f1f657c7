#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges what a plan was exported to, with the standard library alone.

usage: check-export.py cloudformation|terraform|dot FOLDER

CloudFormation: names, references, conditions and circles inside of each template; what goes from one
template to another; and the properties of each resource against every schema in the folder that
ESPALIER_CONFORMANCE leads to (../reference/cfn-schema beside it), which is left out, saying so, where
that is not set. cfn-lint is asked too where it is installed.
Terraform: read as HCL, references resolved, arguments against the list of the provider's that the
product keeps to; terraform fmt is asked too where it is installed.
dot: read by graphviz where it is installed.

Prints what is wrong, and ends with 1 if there is anything.
"""

import json
import os
import re
import shutil
import subprocess
import sys

PROBLEMS = []
ID = re.compile(r"^[A-Za-z0-9]{1,255}$")


def problem(where, text):
    PROBLEMS.append(f"{where}: {text}")


def files(folder, suffix):
    names = sorted(name for name in os.listdir(folder) if name.endswith(suffix))
    return {name: open(os.path.join(folder, name), encoding="utf-8").read() for name in names}


# --- CloudFormation ------------------------------------------------------------------------------


def walk(node):
    """Every intrinsic function below node, as (name, argument)."""
    if isinstance(node, dict):
        if len(node) == 1:
            name = next(iter(node))
            if name in ("Ref", "Condition") or name.startswith("Fn::"):
                yield name, node[name]
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


ATTRIBUTES = {
    "AWS::ACMPCA::CertificateAuthority": ("Arn", "CertificateSigningRequest"),
    "AWS::ACMPCA::Certificate": ("Arn", "Certificate"),
    "AWS::ACMPCA::CertificateAuthorityActivation": ("CompleteCertificateChain",),
}


def needs(template, resource):
    """Names of the resources that this one waits for."""
    wanted = {resource["DependsOn"]} if "DependsOn" in resource else set()
    for name, argument in walk(resource["Properties"]):
        if name == "Fn::GetAtt":
            wanted.add(argument[0])
        elif name == "Ref" and argument in template["Resources"]:
            wanted.add(argument)
    return wanted


def check_reference(where, template, name, argument):
    if name == "Ref":
        known = argument in template["Resources"] or argument in template.get("Parameters", {})
        if not known and not argument.startswith("AWS::"):
            problem(where, f"Ref to {argument}, which is not there")
    elif name == "Fn::GetAtt":
        target = template["Resources"].get(argument[0])
        if not target or argument[1] not in ATTRIBUTES.get(target["Type"], ()):
            problem(where, f"GetAtt of {argument}, which is not there")
    elif name == "Condition" and isinstance(argument, str):
        if argument not in template.get("Conditions", {}):
            problem(where, f"condition {argument} is not there")
    elif name == "Fn::Sub":
        for word in re.findall(r"\$\{([^!}]*)\}", argument):
            if word != "AWS::Partition":
                problem(where, f"Sub of {word}")


def implies(template, condition, other):
    """Is other true wherever condition is?"""
    if condition == other or other is None:
        return True
    parts = template["Conditions"].get(condition, {}).get("Fn::And", []) if condition else []
    return any(part.get("Condition") == other for part in parts)


def check_conditions(where, template):
    for name, resource in template["Resources"].items():
        if resource.get("Condition") not in [None, *template.get("Conditions", {})]:
            problem(where, f"{name} has a condition that is not there")
        for wanted in needs(template, resource):
            target = template["Resources"].get(wanted)
            if target is None:
                problem(where, f"{name} waits for {wanted}, which is not there")
            elif not implies(template, resource.get("Condition"), target.get("Condition")):
                problem(where, f"{name} is made where {wanted} is not")
    for name, output in template.get("Outputs", {}).items():
        for kind, argument in walk(output["Value"]):
            if kind == "Fn::GetAtt":
                target = template["Resources"][argument[0]].get("Condition")
                if not implies(template, output.get("Condition"), target):
                    problem(where, f"output {name} shows what may not be there")


def check_circles(where, template):
    done, doing = set(), set()

    def visit(name):
        if name in done or name not in template["Resources"]:
            return
        if name in doing:
            problem(where, f"{name} waits for itself")
            return
        doing.add(name)
        for wanted in needs(template, template["Resources"][name]):
            visit(wanted)
        done.add(name)

    for name in template["Resources"]:
        visit(name)


def check_template(where, template):
    seen = list(template.get("Parameters", {})) + list(template["Resources"])
    if len(seen) != len(set(seen)) or not all(ID.match(name) for name in seen):
        problem(where, "names of parameters and resources meet, or are none")
    for parameter in set(template.get("Parameters", {})):
        if f'"{parameter}"' not in json.dumps([template["Resources"], template.get("Conditions")]):
            problem(where, f"parameter {parameter} is used nowhere")
    for name, argument in walk(template):
        check_reference(where, template, name, argument)
    check_conditions(where, template)
    check_circles(where, template)


def check_corridors(templates):
    """What one template asks for, another one (or the world outside) gives."""
    outputs = {name for template in templates.values() for name in template.get("Outputs", {})}
    for where, template in templates.items():
        for name in template.get("Parameters", {}):
            if name.endswith("Request") and name not in outputs:
                problem(where, f"nobody gives {name}")
        for name in template.get("Outputs", {}):
            if name.endswith(("CertificatePem", "ChainPem")):
                if not any(name in other.get("Parameters", {}) for other in templates.values()):
                    problem(where, f"nobody takes {name}")


# --- Schemas: the part of JSON Schema that resource schemas are written in ------------------------


def resolve(schema, root):
    while "$ref" in schema:
        target = root
        for part in schema["$ref"][2:].split("/"):
            target = target[part]
        schema = target
    return schema


def is_function(value):
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith(("Fn::", "Ref"))


TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float)}


def matches_type(value, kind):
    if kind in ("integer", "number") and isinstance(value, bool):
        return False
    return isinstance(value, TYPES[kind])


def pattern(text):
    """Of ECMA into what Python reads."""
    for name, letters in (("L", r"^\W\d_"), ("N", "0-9"), ("Z", r"\s")):
        text = text.replace("\\p{" + name + "}", "\\w" if name == "L" else letters)
    return text


def check_value(where, value, schema, root):
    schema = resolve(schema, root)
    if isinstance(value, dict) and list(value) == ["Fn::Sub"]:
        value = value["Fn::Sub"].replace("${AWS::Partition}", "aws")
    elif is_function(value):
        return
    for name in ("anyOf", "oneOf"):
        if name in schema and not any(fits(value, option, root) for option in schema[name]):
            problem(where, f"{value!r} is none of what is allowed")
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(matches_type(value, kind) for kind in kinds):
        problem(where, f"{value!r} is not of type {kinds}")
    elif "enum" in schema and value not in schema["enum"]:
        problem(where, f"{value!r} is none of {schema['enum']}")
    elif isinstance(value, str):
        check_text(where, value, schema)
    elif isinstance(value, dict):
        check_members(where, value, schema, root)
    elif isinstance(value, list):
        check_entries(where, value, schema, root)
    elif isinstance(value, int) and not isinstance(value, bool):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            problem(where, f"{value} is out of range")


def fits(value, schema, root):
    before = len(PROBLEMS)
    check_value("", value, schema, root)
    good = len(PROBLEMS) == before
    del PROBLEMS[before:]
    return good


def check_text(where, value, schema):
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        problem(where, f"{value!r} has {len(value)} characters")
    if "pattern" in schema and not re.fullmatch(pattern(schema["pattern"].strip("^$")), value):
        problem(where, f"{value!r} has not the form {schema['pattern']}")


def check_members(where, value, schema, root):
    properties = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            problem(where, f"{name} is missing")
    for name, member in value.items():
        if name in properties:
            check_value(f"{where}.{name}", member, properties[name], root)
        elif schema.get("additionalProperties") is False:
            problem(where, f"{name} is not known")


def check_entries(where, value, schema, root):
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        problem(where, f"{len(value)} entries")
    if schema.get("uniqueItems") and len({json.dumps(entry) for entry in value}) < len(value):
        problem(where, "the same entry twice")
    for index, entry in enumerate(value):
        check_value(f"{where}[{index}]", entry, schema.get("items", {}), root)


def load_schemas():
    conformance = os.environ.get("ESPALIER_CONFORMANCE")
    top = os.path.join(conformance or "", "..", "reference", "cfn-schema")
    schemas = []
    for folder, _, names in os.walk(top if conformance else ""):
        for name in sorted(names):
            with open(os.path.join(folder, name), encoding="utf-8") as stream:
                schemas.append(json.load(stream))
    return schemas


def check_schemas(templates, schemas):
    counts = {}
    for where, template in templates.items():
        for name, resource in template["Resources"].items():
            fitting = [schema for schema in schemas if schema["typeName"] == resource["Type"]]
            if not fitting:
                problem(where, f"no schema for {resource['Type']}")
            for schema in fitting:
                read_only = [path.split("/")[2] for path in schema.get("readOnlyProperties", [])]
                for member in resource["Properties"]:
                    if member in read_only:
                        problem(where, f"{name}.{member} is read-only")
                check_value(f"{where}: {name}", resource["Properties"], schema, schema)
                counts[schema.get("$id", resource["Type"])] = 1
    return counts


def check_cloudformation(folder):
    templates = {name: json.loads(text) for name, text in files(folder, ".template.json").items()}
    if not templates:
        problem(folder, "no template")
    for where, template in templates.items():
        check_template(where, template)
    check_corridors(templates)
    schemas = load_schemas()
    if schemas:
        check_schemas(templates, schemas)
        print(f"# {len(templates)} templates against {len(schemas)} schemas")
    else:
        print("# schemas: left out, ESPALIER_CONFORMANCE is not set")
    if shutil.which("cfn-lint"):
        command = ["cfn-lint", "--", *(os.path.join(folder, name) for name in templates)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            problem("cfn-lint", result.stdout + result.stderr)


# --- Terraform ------------------------------------------------------------------------------------

META = {"provider", "count", "depends_on"}
ARGUMENTS = {
    "aws_acmpca_certificate_authority": {"type", "usage_mode", "enabled", "tags", "key_storage_security_standard",
                                         "permanent_deletion_time_in_days"},
    "certificate_authority_configuration": {"key_algorithm", "signing_algorithm"},
    "subject": {"common_name", "country", "distinguished_name_qualifier", "generation_qualifier", "given_name",
                "initials", "locality", "organization", "organizational_unit", "pseudonym", "state", "surname",
                "title"},
    "revocation_configuration": set(),
    "crl_configuration": {"custom_cname", "custom_path", "enabled", "expiration_in_days", "s3_bucket_name",
                          "s3_object_acl"},
    "ocsp_configuration": {"enabled", "ocsp_custom_cname"},
    "aws_acmpca_certificate": {"certificate_authority_arn", "certificate_signing_request", "signing_algorithm",
                               "template_arn", "api_passthrough"},
    "validity": {"type", "value"},
    "aws_acmpca_certificate_authority_certificate": {"certificate_authority_arn", "certificate",
                                                     "certificate_chain"},
    "aws_ram_resource_share": {"name", "allow_external_principals", "permission_arns", "tags"},
    "aws_ram_resource_association": {"resource_share_arn", "resource_arn"},
    "aws_ram_principal_association": {"resource_share_arn", "principal"},
    "aws_ram_resource_share_accepter": {"share_arn"},
    "aws_iam_role": {"name", "assume_role_policy", "tags"},
    "aws_iam_role_policy": {"name", "role", "policy"},
    "terraform": set(),
    "required_providers": {"aws"},
    "provider": {"alias", "region", "allowed_account_ids"},
    "assume_role": {"role_arn"},
    "aws_partition": set(),
    "variable": {"type", "description", "default"},
    "output": {"value"},
}  # fmt: skip

TOKEN = re.compile(
    r'\s+|(?P<text>"(?:[^"\\$%\n]|\\.|\$\$\{|%%\{|\$(?!\{)|%(?!\{)|\$\{(?:data|var)\.[\w.]+\})*")|(?P<number>-?\d+)'
    r"|(?P<word>[A-Za-z_][\w-]*)|(?P<sign>==|[{}\[\]()=,.?:])"
)


class Hcl:
    """The part of HCL that is written here: blocks, arguments, and expressions of its tokens."""

    def __init__(self, where, text):
        self.where, self.tokens, self.at = where, [], 0
        position = 0
        while position < len(text):
            match = TOKEN.match(text, position)
            if not match:
                raise ValueError(f"no HCL at {text[position:position + 40]!r}")
            if match.lastgroup:
                self.tokens.append((match.lastgroup, match.group(), position))
            position = match.end()
        self.text = text
        self.references = []

    def peek(self):
        return self.tokens[self.at][1] if self.at < len(self.tokens) else None

    def take(self, wanted=None):
        token = self.peek()
        if token is None or (wanted and token != wanted):
            raise ValueError(f"{token!r} where {wanted!r} was expected")
        self.at += 1
        return token

    def ends_line(self):
        if self.at >= len(self.tokens):
            return True
        before, token = self.tokens[self.at - 1], self.tokens[self.at]
        return "\n" in self.text[before[2] + len(before[1]):token[2]]

    def body(self, end):
        arguments, blocks = {}, []
        while self.peek() != end:
            name = self.take()
            if self.peek() == "=":
                self.take()
                if name in arguments:
                    raise ValueError(f"{name} stands twice")
                arguments[name] = self.expression()
                continue
            labels = []
            while self.peek() != "{":
                labels.append(json.loads(self.take()))
            self.take()
            blocks.append((name, labels, *self.body("}")))
            self.take("}")
        return arguments, blocks

    def expression(self):
        words, depth = [], 0
        while not (depth == 0 and words and self.ends_line()):
            token = self.take()
            depth += token in "{[("
            depth -= token in "}])"
            words.append(token)
        for name in re.findall(r"\b((?:aws|data|var)[\w.]*)", " ".join(words).replace(" . ", ".")):
            self.references.append(name)
        return words


def check_block(where, kind, labels, arguments, blocks):
    name = labels[0] if kind in ("resource", "data") else kind
    known = ARGUMENTS.get(name)
    if known is None:
        problem(where, f"{name} is not in the list")
        return
    for argument in arguments:
        if argument not in known and not (kind in ("resource", "data") and argument in META):
            problem(where, f"{name} has no argument {argument}")
    for inner, inner_labels, inner_arguments, inner_blocks in blocks:
        check_block(where, inner, inner_labels, inner_arguments, inner_blocks)


def check_terraform(folder):
    known, used = set(), set()
    for where, text in files(folder, ".tf").items():
        try:
            hcl = Hcl(where, text)
            arguments, blocks = hcl.body(None)
        except ValueError as error:
            problem(where, str(error))
            continue
        if arguments:
            problem(where, "an argument outside of all blocks")
        for kind, labels, inner, below in blocks:
            check_block(where, kind, labels, inner, below)
            prefix = {"resource": [], "data": ["data"], "variable": ["var"]}.get(kind, [kind])
            name = ".".join(prefix + labels)
            if kind == "provider":
                name = "aws." + json.loads(inner["alias"][0])
            if name in known:
                problem(where, f"{name} is there twice")
            known.add(name)
        used.update(hcl.references)
    for reference in sorted(used):
        parts = reference.split(".")
        name = ".".join(parts[: 3 if parts[0] == "data" else 2])
        if len(parts) > 1 and name not in known:
            problem(folder, f"{name} is not there")
    if shutil.which("terraform"):
        command = ["terraform", "fmt", "-check", "-diff", folder]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            problem("terraform fmt", result.stdout + result.stderr)
    else:
        print("# terraform fmt: left out, it is not installed")


def check_dot(folder):
    if not shutil.which("dot"):
        print("# graphviz: left out, it is not installed")
        return
    for name in files(folder, ".dot"):
        command = ["dot", "-Tsvg", os.path.join(folder, name)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode or "<svg" not in result.stdout or result.stderr:
            problem(name, result.stderr or "no picture")


CHECKS = {"cloudformation": check_cloudformation, "terraform": check_terraform, "dot": check_dot}


def main(arguments):
    if len(arguments) != 3 or arguments[1] not in CHECKS:
        print(__doc__, file=sys.stderr)
        return 2
    CHECKS[arguments[1]](arguments[2])
    for line in PROBLEMS:
        print(line)
    return 1 if PROBLEMS else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
