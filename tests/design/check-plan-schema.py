#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON Schema of plans agrees with the reader: what is read validates, what is refused does not.

usage: check-plan-schema.py SOURCE-FOLDER

Fixtures of tests/fixtures/plans by folder: "refused" must be refused here too, "syntax" is no JSON or doubtful JSON and
is for the reader alone; all else, broken hierarchies included, is a plan by its form.
"""

import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("1..0 # SKIP python3-jsonschema is not installed")
    sys.exit(0)

ROOT = pathlib.Path(sys.argv[1])
FIXTURES = ROOT / "tests" / "fixtures" / "plans"
failures = 0
number = 0


def tell(ok, name):
    global failures, number
    number += 1
    failures += not ok
    print(f"{'ok' if ok else 'not ok'} {number} - {name}")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def members(schema):
    """All names of members that @schema knows, and whether each is described, with what it points to."""
    for name, part in schema.get("properties", {}).items():
        yield name, part
        yield from members(part)
    for part in schema.get("$defs", {}).values():
        yield from members(part)
    if "items" in schema:
        yield from members(schema["items"])


def names_in(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from names_in(inner)
    if isinstance(value, list):
        for inner in value:
            yield from names_in(inner)


def is_described(part, definitions):
    return "description" in part or "description" in definitions.get(part.get("$ref", "").split("/")[-1], {})


schema = read(ROOT / "data" / "plan.schema.json")
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)

tell(schema["$schema"].endswith("2020-12/schema"), "the schema is of 2020-12")
everything = set(names_in(read(FIXTURES / "good" / "full.espalier-plan")))
for name, part in members(schema):
    tell(is_described(part, schema["$defs"]), f"{name} is described")
    tell(name in everything, f"{name} is in the fixture with everything")
for path in sorted((ROOT / "data" / "plans").glob("*.espalier-plan")):
    tell(validator.is_valid(read(path)), f"preset {path.stem} validates")
for path in sorted(FIXTURES.rglob("*.espalier-plan")):
    folder = path.relative_to(FIXTURES).parts[0]
    if folder != "syntax":
        tell(validator.is_valid(read(path)) == (folder != "refused"), f"{folder}: {path.stem}")
print(f"1..{number}")
sys.exit(1 if failures else 0)
