#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plans as files: presets, checks, trees, and what differs from what exists.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

need python3

# out_is REGEX, err_is REGEX, truth EXPRESSION: over what the last command said.
out_is() {
  grep -q -e "$1" out || fail "standard output has no line like: $1"
}

err_is() {
  grep -q -e "$1" err || fail "standard error has no line like: $1"
}

truth() {
  same True "$(python3 -c 'import json, sys
d = json.load(open("out", encoding="utf-8"))
print(bool(eval(sys.argv[1])))' "$1")" "$1"
}

# --- Without a vault -----------------------------------------------------------------------------

run 0 design presets
out_is '^automotive '
out_is '^development '
run 0 --json design presets
truth 'len(d["Presets"]) == 7 and all(p["Title"] and p["Summary"] for p in d["Presets"])'
pass "presets are listed"

for preset in automotive iot two-levels three-levels four-levels five-levels; do
  run 0 design new $preset --out $preset.espalier-plan
  run 0 --json design check $preset.espalier-plan
  truth 'd["Findings"] == [] and d["Errors"] == d["Warnings"] == d["Notes"] == 0'
done
run 0 design new development --out development.espalier-plan
run 0 design check development.espalier-plan
out_is 'one-level'
run 2 design new castle
err_is 'castle: there is no such preset; choose one of automotive'
run 0 design new two-levels
cmp -s out two-levels.espalier-plan || fail "standard output and file are not the same plan"
run 1 design new two-levels --out two-levels.espalier-plan
pass "presets are written, and have no findings"

run 0 design show five-levels.espalier-plan
out_is '^Root CA G1  *1  *∞'
out_is '^         └─ Products Europe Line 2 CA  *5  *0 '
(
  LC_ALL=C
  run 0 design show five-levels.espalier-plan
)
out_is '^         `- Products Europe Line 2 CA  *5  *0 '
run 0 --json design show iot.espalier-plan
truth 'sum("ParentKey" not in ca for ca in d["CertificateAuthorities"]) == 3'
truth 'max(ca["Level"] for ca in d["CertificateAuthorities"]) == 3'
run 0 design show - <two-levels.espalier-plan
out_is 'Server Issuing CA'
pass "plans are shown as trees"

sed 's/"validity" : "5y"/"validity" : "25y"/' two-levels.espalier-plan >outlives.espalier-plan
run 7 design check outlives.espalier-plan
out_is '^error: .*Server Issuing CA'
run 7 --json design check outlives.espalier-plan
truth 'd["Errors"] > 0 and d["Findings"][0]["Severity"] == "ERROR" and "servers" in d["Findings"][0]["Keys"]'
pass "a plan with errors ends with 7"

run 0 design mend outlives.espalier-plan --out mended.espalier-plan
run 0 design check mended.espalier-plan
run 0 --json design mend mended.espalier-plan --out again.espalier-plan
truth 'd["Mended"] == []'
cmp mended.espalier-plan again.espalier-plan || fail "what is mended is mended again"
pass "what can be mended is, and what is sound stays as it is"

# --- Refused texts -------------------------------------------------------------------------------

sed 's/"validity" : "5y"/"validity" : "5y",/' two-levels.espalier-plan >broken.espalier-plan
run 2 design check broken.espalier-plan
err_is '^espalier-cli: broken.espalier-plan: not a plan, because not valid JSON at line [0-9]*, column [0-9]*: '
sed 's/"validity" : "5y"/"validty" : "5y"/' two-levels.espalier-plan >misspelt.espalier-plan
run 2 design show misspelt.espalier-plan
err_is 'wrong at cas\[1\].validty (line [0-9]*, column 7): there is no such member'
run 2 --json design show misspelt.espalier-plan
truth 'd["error"]["code"] == "InvalidArgsException" or "validty" in d["error"]["message"]'
run 1 design check nothing.espalier-plan
printf '{"format": 2}' >newer.espalier-plan
status=0
cli design check newer.espalier-plan >out 2>err || status=$?
[ $status -ne 0 ] || fail "a newer format is read"
err_is "the plan's format is 2, and 1 is what is read here"
pass "what can't be read is refused with its place"

# A name that would turn the line around, and one that is very long, stay data.
python3 - <<'END'
import json
plan = json.load(open("two-levels.espalier-plan"))
plan["cas"][1]["subject"] = "CN=safe\u202etxt.exe,O=\u001b[31m"
plan["cas"][2]["subject"] = "CN=" + "\u00fc" * 64
json.dump(plan, open("strange.espalier-plan", "w"))
END
run 0 design show strange.espalier-plan
out_is 'safe\\u202etxt.exe'
out_lacks "$(printf '\342\200\256')"
out_lacks "$(printf '\033')"
out_is 'üüüüüüüüüüüüüüüü'
pass "names from outside are escaped"

# --- With a vault --------------------------------------------------------------------------------

run 0 vault create --organization 'Example Organization' --admin ada --account Root --unlock passphrase
run 7 --json design diff two-levels.espalier-plan
truth 'not d["Same"]'
truth 'sum((r["Kind"], r["Thing"]) == ("MISSING", "CERTIFICATE_AUTHORITY") for r in d["Differences"]) == 3'
run 0 ca create --subject 'CN=Root CA G1,O=Example Organization' --key-algorithm EC_prime256v1 --validity 20y \
  --tag owner=pki-team
run 0 ca create --subject 'CN=Issuing CA,O=Example Organization' --parent 'Root CA G1' --path-length 0 \
  --key-algorithm EC_prime256v1 --validity 5y
run 0 design from-vault --out here.espalier-plan
run 0 design show here.espalier-plan
out_is '^Root CA G1  *1  *∞  *EC_prime256v1  *20y'
out_is '─ Issuing CA  *2  *0  *EC_prime256v1  *5y'
run 0 design diff here.espalier-plan
out_is 'the same'
run 0 --json design diff here.espalier-plan
truth 'd == {"Same": True, "Differences": []}'
pass "a plan of what exists does not differ from it"

python3 - <<'END'
import json
plan = json.load(open("here.espalier-plan"))
root, issuing = plan["cas"]
issuing["validity"] = "4y"
issuing["tags"] = {"owner": "web"}
issuing["revocation"]["crlUrl"] = "http://crl.example/"
plan["cas"].append({**issuing, "key": "second", "subject": "CN=Second CA,O=Example Organization"})
json.dump(plan, open("other.espalier-plan", "w"))
END
run 7 design diff other.espalier-plan
out_is '^differs  *authority  *Issuing CA  *[0-9]*  *validity  *4y  *5y'
out_is '^would be made  *authority  *Second CA '
run 7 --json design diff other.espalier-plan
truth '[r["Member"] for r in d["Differences"] if r["Kind"] == "DIFFERS"] == ["validity", "revocation.crlUrl", "tags"]'
truth 'len(d["Differences"]) == 4 and d["Differences"][-1]["Key"] == "second"'
pass "what differs is told member by member"

run 0 ca disable 'Issuing CA'
run 0 ca delete 'Issuing CA' --yes
run 7 --json design diff here.espalier-plan
truth '[(r["Kind"], r["Name"]) for r in d["Differences"]] == [("MISSING", "Issuing CA")]'
run 7 design diff two-levels.espalier-plan
out_is '^would be made  *role  *CAAdminDisable  *111122223333'
out_is '^would be made  *person  *alex.morgan  *111122223333'
out_is '^would be made  *account  *Subordinate CAs  *222233334444'
out_lacks 'Administrator'
printf '{"format": 1}\n' >nothing-at-all.espalier-plan
run 7 design diff nothing-at-all.espalier-plan
out_is '^only in the vault  *authority  *Root CA G1'
pass "what is missing, and what exists only here"

# --- What somebody sees --------------------------------------------------------------------------

export ESPALIER_VAULT="$work/sample.espalier"
run 0 vault create --organization 'Meridian Motors' --admin ada --unlock passphrase --sample automotive
run 0 --as ada design from-vault --out all.espalier-plan
run 0 --as ada design diff all.espalier-plan
run 0 --json design show all.espalier-plan
truth 'len(d["CertificateAuthorities"]) == 8'
grep -q '"name" : "radio-modules"' all.espalier-plan || fail "a share is missing"
run 0 --as dana.reyes design from-vault --out own.espalier-plan
run 0 --json design show own.espalier-plan
truth '[ca["CommonName"] for ca in d["CertificateAuthorities"]] == ["Supplier Radio Development CA"]'
truth 'd["CertificateAuthorities"][0]["ParentArn"] == "elsewhere"'
! grep -q 'Polaris' own.espalier-plan || fail "somebody sees what is not theirs"
run 0 --as dana.reyes design diff own.espalier-plan
run 0 design new automotive --out automotive-again.espalier-plan
run 7 --json --as ada design diff automotive-again.espalier-plan
truth '[(r["Kind"], r["Name"]) for r in d["Differences"] if r["Kind"] != "DIFFERS"] == [
  ("ONLY_HERE", "Vehicle Modules Pilot CA")]'
truth '[r["Existing"] for r in d["Differences"] if r.get("Member") == "keyAlgorithm"] == ["EC_prime256v1"]'
pass "a plan of what exists holds what its reader may see"
