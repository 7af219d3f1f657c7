#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plans become real: every preset in a vault of its own, judged by openssl and certtool; nothing is made twice; what
# stands in the way is told before; two persons; codes in files; the report of the ceremony on paper.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

need openssl python3

truth() {
  [ "$(json "bool($1)" "${2:-out}")" = true ] || [ "$(json "bool($1)" "${2:-out}")" = True ] || fail "not so: $1"
}

# --- Every preset --------------------------------------------------------------------------------

# Every certificate that the run told of is what openssl says it is; every authority but the roots has a chain that
# verifies, strictly.
judge_chains() {
  python3 - "$1" "$ESPALIER_CLI" <<'END'
import json, os, shutil, subprocess, sys

out, cli = sys.argv[1:]
made = json.load(open(out, encoding="utf-8"))["CertificateAuthorities"]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


os.makedirs("chains", exist_ok=True)
cas = {ca["Arn"]: ca for ca in json.loads(run(cli, "ca", "list", "--json"))["CertificateAuthorities"]}
assert sorted(cas) == sorted(ca["CertificateAuthorityArn"] for ca in made), "what was told is not what is there"
for ca in made:
    arn = ca["CertificateAuthorityArn"]
    row = cas[arn]
    path = f"chains/{row['Id']}.pem"
    run(cli, "--yes", "ca", "certificate", arn, "--out", path)
    said = run("openssl", "x509", "-in", path, "-noout", "-fingerprint", "-sha256", "-serial")
    assert ca["Fingerprint"].upper() == said.split("=")[1].split("\n")[0].replace(":", ""), ca
    assert row["Status"] == "ACTIVE" and row["CommonName"] == ca["CommonName"], row
    top, above = row, []
    while "ParentArn" in top:
        top = cas[top["ParentArn"]]
        above.append(top)
    pems = [open(path, encoding="utf-8").read()]
    for upper in above:
        run(cli, "--yes", "ca", "certificate", upper["Arn"], "--out", "chains/upper.pem")
        pems.append(open("chains/upper.pem", encoding="utf-8").read())
    open("chains/root.pem", "w", encoding="utf-8").write(pems[-1])
    open("chains/middle.pem", "w", encoding="utf-8").write("".join(pems[1:-1]) or pems[-1])
    open("chains/all.pem", "w", encoding="utf-8").write("".join(pems))
    run("openssl", "verify", "-x509_strict", "-CAfile", "chains/root.pem", "-untrusted", "chains/middle.pem", path)
    if shutil.which("certtool"):
        run("certtool", "--verify-chain", "--infile", "chains/all.pem")
print(len(made))
END
}

for preset in two-levels three-levels four-levels five-levels development automotive iot; do
  export ESPALIER_VAULT="$work/$preset.espalier"
  run 0 vault create --organization 'Meridian Motors' --admin ada --unlock passphrase
  run 0 design new "$preset" --out "$preset.plan"
  run 0 design check "$preset.plan"
  run 0 --json design apply "$preset.plan" --codes "codes-$preset" --dry-run
  truth 'd["Ready"] and not d["Problems"] and not d["NeedsApproval"]'
  steps=$(json 'len(d["Steps"])')
  [ ! -e "codes-$preset" ] || fail "a dry run made a folder"
  run 0 log list --json
  same 1 "$(json 'len(d["Events"])')" "entries after a dry run"
  begin=$(date +%s%N)
  run 0 --json design apply "$preset.plan" --codes "codes-$preset"
  end=$(date +%s%N)
  cp out made.json
  same "$steps" "$(json 'd["Steps"]')" "steps of $preset"
  run 0 design diff "$preset.plan"
  run 0 ca list --tree
  for name in $(json '" ".join(c["CommonName"].replace(" ", "_") for c in d["CertificateAuthorities"])' made.json); do
    out_has "$(echo "$name" | tr _ ' ')"
  done
  count=$(judge_chains made.json) || fail "$count"
  run 0 vault verify
  run 0 --json design apply "$preset.plan" --codes "codes-$preset" --yes
  truth 'd["Steps"] == 0 and not d["CertificateAuthorities"] and not d["Invitations"] and "Provisioning" not in d'
  run 0 --json design ceremonies
  truth 'len(d["Ceremonies"]) == 1'
  same "$count" "$(json 'd["Ceremonies"][0]["CertificateAuthorities"]')" "authorities of the ceremony"
  took=$(((end - begin) / 1000000))
  pass "$preset: $steps steps, $count authorities in $took ms; chains verify; nothing is made twice"
done

# --- Codes ---------------------------------------------------------------------------------------

# The vault is that of iot.
same 700 "$(stat -c %a codes-iot)" "mode of the folder"
cp made.json first.json
python3 - <<'END' || fail "the codes"
import json, os, stat
made = json.load(open("first.json", encoding="utf-8"))
people = {p["name"] for p in json.load(open("iot.plan", encoding="utf-8"))["people"]}
assert {i["Principal"] for i in made["Invitations"]} == people
for i in made["Invitations"]:
    assert "Code" not in i, i
    assert i["CodeFile"] == f"codes-iot/{i['Principal']}.code", i
    assert stat.S_IMODE(os.stat(i["CodeFile"]).st_mode) == 0o600
assert sorted(os.listdir("codes-iot")) == sorted(name + ".code" for name in people)
commands = [c for row in made["Remaining"] for c in row["Commands"]]
assert "espalier-cli principal enrol ops.engineer --code-file codes-iot/ops.engineer.code" in commands, commands
assert "espalier-cli ca approvers 'Halcyon Toaster Root' add clara.winter" in commands, commands
END
printf 'nils, and nobody else\n' >passphrase.nils.bohr
run 0 --quiet principal enrol nils.bohr --code-file codes-iot/nils.bohr.code --unlock passphrase \
  --new-passphrase-file passphrase.nils.bohr
run 0 principal confirm nils.bohr --fingerprint "$(cat out)"
by 0 nils.bohr ca list
out_has "Halcyon Web Administration CA"
pass "codes are in files of their own, and let people in"

# What is refused before anything is made: no entry is left.
export ESPALIER_VAULT="$work/codes.espalier"
run 0 vault create --organization 'Meridian Motors' --admin ada --unlock passphrase
nothing_made() {
  run 0 --json log list
  same 1 "$(json 'len(d["Events"])')" "entries of the log"
}
echo "no folder" >file
run 1 design apply two-levels.plan --codes file
err_is_one_line
run 1 design apply two-levels.plan --codes no/such/folder
mkdir there
echo mine >there/kim.larsen.code
run 1 design apply two-levels.plan --codes there
err_has "there/kim.larsen.code"
same mine "$(cat there/kim.larsen.code)" "a file that was there"
# Whoever may write there makes a pipe with the name of the file, and reads what comes.
mkdir -m 777 anybody
mkfifo anybody/kim.larsen.code
run 2 design apply two-levels.plan --codes anybody
err_has "others may write into this folder"
run 2 --yes design apply two-levels.plan --codes anybody
run 1 design apply two-levels.plan --report no/such/report.pdf
echo mine >report.pdf
run 1 design apply two-levels.plan --report report.pdf
if [ "$(id -u)" -ne 0 ]; then
  mkdir -m 500 closed
  run 1 design apply two-levels.plan --codes closed
fi
nothing_made
python3 - <<'END'
import json
plan = json.load(open("two-levels.plan", encoding="utf-8"))
account = plan["accounts"][0].get("id") or plan["accounts"][0]["number"]
plan["people"] = [{"name": n, "account": account, "roles": []} for n in ("über", "-rf", "a" * 64)]
plan["cas"][0]["approvers"] = []
json.dump(plan, open("names.plan", "w", encoding="utf-8"))
END
run 0 --json design apply names.plan --codes named
truth 'all(i["CodeFile"].startswith("named/") and "Code" not in i for i in d["Invitations"])'
same 3 "$(find named -name '*.code' | wc -l)" "files of codes"
[ -s named/%2Drf.code ] || fail "a file that looks like an option"
pass "a folder that can't take the codes is refused before anything is made"

# And where one can't be written all the same, it is shown, because it is told once.
export ESPALIER_VAULT="$work/shown.espalier"
run 0 vault create --organization 'Meridian Motors' --admin ada --unlock passphrase
mkdir -p blocked/kim.larsen.code
run 1 --quiet --yes design apply two-levels.plan --codes blocked
same 1 "$(grep -c -e '^[^ ]* [A-Z0-9-]*$' out)" "codes that are shown"
sed -n 's/^kim.larsen //p' out >code.kim
[ -s code.kim ] || fail "the code is lost"
same "$(($(json 'len(d["people"])' two-levels.plan) - 1))" "$(find blocked -type f | wc -l)" "files of the others"
printf 'kim, and nobody else\n' >passphrase.kim
run 0 --quiet principal enrol kim.larsen --code-file code.kim --unlock passphrase \
  --new-passphrase-file passphrase.kim
pass "a code that could not be written is shown, and is good"

# --- What stands in the way ----------------------------------------------------------------------

export ESPALIER_VAULT="$work/refused.espalier"
run 0 vault create --organization 'Meridian Motors' --admin ada --unlock passphrase
sed 's/PathLen1/PathLen0/' automotive.plan >unsound.plan
run 7 design check unsound.plan
run 7 design apply unsound.plan
err_is_one_line
err_has "design check"
run 7 --json design apply unsound.plan --dry-run
truth 'not d["Ready"] and d["Problems"] and not d["Steps"]'
run 7 design apply unsound.plan --dry-run
out_has "error: "
run 2 design apply file
run 1 design apply no-such.plan
nothing_made
run 0 design apply two-levels.plan
out_has "What remains to be done"
out_has "espalier-cli principal invite "
out_has "espalier-cli role assign "
run 0 --quiet design apply two-levels.plan
[ ! -s out ] || fail "--quiet says something"
# The same authority, and another end of its life.
sed 's/"validity" : "20y"/"validity" : "15y"/' two-levels.plan >otherwise.plan
cmp -s two-levels.plan otherwise.plan && fail "the plan is the same"
run 7 design apply otherwise.plan
err_is_one_line
err_has "validity"
run 7 design apply otherwise.plan --dry-run
out_has "PLAN_EXISTS_OTHERWISE"
out_has "validity: 20y ≠ 15y"
! grep -q "nothing to be made" out || fail "it says two things"
run 0 --json account list
account=$(json '[a["Id"] for a in d["Accounts"] if a["Name"] == "Meridian Motors"][0]')
cat >reader.json <<'END'
{ "Version": "2012-10-17",
  "Statement": [ { "Sid": "Read", "Effect": "Allow", "Resource": "*",
    "Action": [ "acm-pca:ListCertificateAuthorities", "espalier:ListEvents" ] } ] }
END
run 0 role create Reader --account "$account" --policy reader.json
person rita "$account"
export ESPALIER_AS=ada
run 0 role assign Reader rita
by 3 rita design apply five-levels.plan
err_is_one_line
by 3 rita design apply five-levels.plan --dry-run
out_has "denied: "
by 0 rita --json design ceremonies
truth 'len(d["Ceremonies"]) == 1'
by 3 rita design ceremony "$(json 'd["Ceremonies"][0]["Sequence"]')"
run 0 vault verify
pass "an unsound plan, one that exists otherwise, one that is denied: nothing is made, and it is told why"

# --- Two persons ---------------------------------------------------------------------------------

export ESPALIER_VAULT="$work/two.espalier"
run 0 vault create --organization 'Meridian Motors' --admin ada --unlock passphrase
run 0 --json account list
account=$(json 'd["Accounts"][0]["Id"]')
cat >approver.json <<'END'
{ "Version": "2012-10-17",
  "Statement": [ { "Sid": "Approve", "Effect": "Allow", "Resource": "*",
    "Action": [ "espalier:Approve", "espalier:ListApprovals", "acm-pca:ListCertificateAuthorities" ] } ] }
END
run 0 role create Approver --account "$account" --policy approver.json
person ben "$account"
run 0 role assign Approver ben
# All of it in the account of the two.
python3 - "$account" <<'END'
import json, sys
plan = json.load(open("three-levels.plan", encoding="utf-8"))
plan["accounts"] = [{**plan["accounts"][0], "name": "Meridian Motors"}]
plan["accounts"][0]["id" if "id" in plan["accounts"][0] else "number"] = sys.argv[1]
for member in "people", "roles", "shares":
    plan.pop(member, None)
for ca in plan["cas"]:
    ca["account"] = sys.argv[1]
    ca.pop("approvers", None)
json.dump(plan, open("own.plan", "w", encoding="utf-8"))
END
run 0 --json design apply own.plan --dry-run
truth 'd["Ready"] and d["NeedsApproval"] and d["Approvers"] == ["ben"]'
run 0 design apply own.plan --dry-run
out_has "ben"
run 1 design apply own.plan --codes unused
err_has "one-time code"
[ ! -e unused ] || fail "an empty folder is left"
run 4 --quiet design apply own.plan --report never.pdf
id=$(cat out)
[ ! -e never.pdf ] || fail "a report of what was not done"
run 0 ca list --json
same 0 "$(json 'len(d["CertificateAuthorities"])')" "authorities that wait"
by 0 ben approval show "$id"
out_has "Root CA G1"
by 0 ben approval approve "$id"
run 0 approval run
run 0 design diff own.plan
run 0 --json design ceremonies
truth 'len(d["Ceremonies"]) == 1 and d["Ceremonies"][0]["CertificateAuthorities"] == 7'
truth '[d["Ceremonies"][0][k] for k in ("PerformedBy", "ApprovedBy")] == ["ada", "ben"]'
run 0 --json design ceremony "$(json 'd["Ceremonies"][0]["Id"]')" --out two.pdf
truth 'd["Ceremony"]["ApprovedBy"] == "ben" and d["Ceremony"]["PerformedBy"] == "ada"'
run 0 design apply own.plan
run 0 vault verify
pass "a plan whose root takes two persons waits, and is made when the other one consents"

# --- The report ----------------------------------------------------------------------------------

export ESPALIER_VAULT="$work/iot.espalier"
run 0 design ceremonies
out_has "IoT manufacturer"
run 0 --json design ceremonies
id=$(json 'd["Ceremonies"][0]["Id"]')
sequence=$(json 'd["Ceremonies"][0]["Sequence"]')
run 0 --json design ceremony "$sequence"
same "$id" "$(json 'd["Ceremony"]["Id"]')" "the ceremony by its entry"
cp out ceremony.json
truth 'd["Ceremony"]["Steps"][0]["Sequence"] == d["Ceremony"]["FirstEvent"] == 2'
run 0 design ceremony "$id"
out_has "Halcyon Toaster Root"
out_has "$(json '[s["Fingerprint"] for s in d["Ceremony"]["Steps"] if "Fingerprint" in s][0]' ceremony.json)"
run 5 design ceremony 1
err_is_one_line
run 5 design ceremony 00000000-0000-4000-8000-000000000000
run 0 --quiet design ceremony "$id" --out report-1.pdf
run 0 --quiet design ceremony "$id" --out -
head -c 5 out | grep -q '^%PDF-' || fail "no PDF"
cmp -s out report-1.pdf || fail "the same ceremony gives other bytes"
run 1 design ceremony "$id" --out report-1.pdf
# With the run itself.
export ESPALIER_VAULT="$work/reported.espalier"
run 0 vault create --organization 'Meridian Motors' --admin ada --unlock passphrase
run 0 design apply iot.plan --report iot.pdf
out_has "iot.pdf"
run 0 --json design ceremonies
run 0 --quiet design ceremony "$(json 'd["Ceremonies"][0]["Sequence"]')" --out again.pdf
cmp -s iot.pdf again.pdf || fail "the report of the run is another one than later"
pass "ceremonies are listed, shown, and written as the same pages each time"

if command -v pdftotext >/dev/null && command -v pdfinfo >/dev/null; then
  pdfinfo iot.pdf >info
  pdftotext -layout iot.pdf text
  grep -q '^Title: *Report of a ceremony' info || fail "no title"
  pages=$(sed -n 's/^Pages: *//p' info)
  same "$pages" "$(grep -c "Page [0-9]* of $pages\$" text)" "numbered pages"
  run 0 --json ca list
  cp out cas.json
  for arn in $(json '" ".join(c["Arn"] for c in d["CertificateAuthorities"])' cas.json); do
    run 0 --yes ca certificate "$arn" --out one.pem
    fingerprint=$(openssl x509 -in one.pem -noout -fingerprint -sha256 | sed 's/.*=//')
    same 1 "$(grep -c "$fingerprint" text)" "times that $fingerprint stands in the report"
    name=$(openssl x509 -in one.pem -noout -subject -nameopt multiline | sed -n 's/^ *commonName *= //p')
    grep -qF "$name" text || fail "the report does not name $name"
  done
  grep -q "Meridian Motors" text || fail "whose it is"
  grep -q "ada, in the role Administrator" text || fail "who performed it"
  pass "the report on paper has every name and every fingerprint as openssl says them, on $pages pages"
fi
