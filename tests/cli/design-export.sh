#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plans as pictures and for other programs: to standard output, into files, into folders. What is in them is judged
# by tests/design/check-export.py.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

need python3
judge="$tests/../design/check-export.py"

run 0 design new iot --out iot.plan

# --- One file ------------------------------------------------------------------------------------

run 0 design export iot.plan --format svg
head -n 1 out | grep -q '^<?xml' || fail "no SVG"
python3 -c 'import xml.dom.minidom; xml.dom.minidom.parse("out")' || fail "the SVG is not well formed"
out_has ">Halcyon Toaster Root<"
cp out first.svg
run 0 design export iot.plan --format svg --out iot.svg
cmp -s first.svg iot.svg || fail "the file is not what standard output was"
run 0 --quiet design export iot.plan --format pdf
head -c 5 out | grep -q '^%PDF-' || fail "no PDF"
cp out first.pdf
run 0 --quiet design export iot.plan --format pdf --out iot.pdf
cmp -s first.pdf iot.pdf || fail "the PDF in the file is another one"
same 644 "$(stat -c %a iot.pdf)" "mode of the PDF"
run 0 --json design export iot.plan --format pdf
same '%PDF-' "$(json '__import__("base64").b64decode(d["Files"][0]["Base64"])[:5].decode()')" "the PDF in JSON"
mkdir dot
run 0 design export iot.plan --format dot --out dot/iot.dot
tool 0 python3 "$judge" dot dot
pass "pictures go to standard output and into files"

# --- A set of files ------------------------------------------------------------------------------

for format in cloudformation terraform; do
  run 0 design export iot.plan --format $format --out $format
  [ -s $format/README.md ] || fail "no README"
  tool 0 python3 "$judge" $format $format
  run 0 --json design export iot.plan --format $format
  python3 - $format <<'END' || fail "JSON and folder differ"
import json, os, sys
files = {f["Name"]: f["Text"] for f in json.load(open("out", encoding="utf-8"))["Files"]}
there = {name: open(os.path.join(sys.argv[1], name), encoding="utf-8").read() for name in os.listdir(sys.argv[1])}
sys.exit(files != there)
END
  run 0 design export - --format $format <iot.plan
  out_has "==> README.md <=="
done
pass "CloudFormation and Terraform go into folders"

# --- Nothing is overwritten, nothing is half -----------------------------------------------------

echo mine >terraform/README.md
rm terraform/variables.tf
run 1 design export iot.plan --format terraform --out terraform
err_is_one_line
same mine "$(cat terraform/README.md)" "the file that was there"
[ ! -e terraform/variables.tf ] || fail "some were written although not all may be"
run 0 --yes design export iot.plan --format terraform --out terraform
[ "$(cat terraform/README.md)" != mine ] || fail "--yes does not overwrite"
pass "what is there stays unless somebody agrees"

run 2 design export iot.plan
run 2 design export iot.plan --format png
run 1 design export no-such.plan --format svg
sed 's/"CN=Halcyon Toaster Root[^"]*"/"CN=a,DC=example"/' iot.plan >component.plan
run 2 design export component.plan --format terraform --out never
err_has "Terraform"
err_is_one_line
[ ! -e never ] || fail "something was written of what can't be said"
run 0 design export component.plan --format cloudformation --out other
pass "what a form can't say is refused, and names the authority"
