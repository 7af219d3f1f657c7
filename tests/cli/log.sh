#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The log tells who did or tried what; a copy altered with sqlite3 does not verify.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3 sqlite3

make_vault
make_root
make_csr device
run 0 cert issue --ca Root --csr device.csr --validity 30d --out device.pem
run 2 cert issue --ca Root --csr device.csr --validity 90y
run 0 cert revoke "$(serial_of device.pem)" --ca Root --reason SUPERSEDED

run 0 log list --json
cp out all.json
same true "$(json '[e["sequence"] for e in d["Events"]] == list(range(len(d["Events"]), 0, -1))')" \
  "newest first, no gap"
same '["acm-pca:RevokeCertificate", "ALLOWED", "ada"]' \
  "$(json '[d["Events"][0][k] for k in ("action", "outcome", "actorName")]')" "the newest event"
total=$(json 'len(d["Events"])')
run 0 log list --limit 2 --json
same "[$total, $((total - 1))]" "$(json '[e["sequence"] for e in d["Events"]]')" "two newest"
run 0 log list --outcome failed --json
same '["acm-pca:IssueCertificate"]' "$(json '[e["action"] for e in d["Events"]]')" "failed ones"
run 0 log list --action acm-pca:IssueCertificate --json
same 2 "$(json 'len(d["Events"])')" "issues"
run 0 log list --actor nobody --json
same 0 "$(json 'len(d["Events"])')" "events of nobody"
run 0 log list --since 2100-01-01 --json
same 0 "$(json 'len(d["Events"])')" "events of the future"
run 2 log list --since yesterday
err_has "yesterday"
run 0 log list
out_has "acm-pca:RevokeCertificate"
pass "listed newest first, by number, outcome, action, actor and time"

run 0 log show 1 --json
same 1 "$(json 'd["Event"]["sequence"]')" sequence
same 128 "$(json 'len(d["Signature"])')" "hex digits of the signature"
same true "$(json 'json.loads(d["Canonical"]) == d["Event"]')" "the signed text is what is shown"
run 0 log show "$total"
out_has "SUPERSEDED"
pass "a single entry with its signed text"

run 0 log verify
out_has "$total"
run 0 log verify --json
same true "$(json 'd["Verified"]')" verdict
run 0 vault verify
pass "the whole log verifies"

grep -rl "correct horse" "$work" | grep -v '/passphrase$' && fail "the passphrase stands in a file"
pass "the passphrase stands nowhere else"

# Somebody with sqlite3 has to drop the triggers first, and could.
tamper() {
  rm -f copy.espalier
  cp vault.espalier copy.espalier
  triggers=$(sqlite3 copy.espalier "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger'")
  sqlite3 copy.espalier "$triggers $1"
}
tamper "UPDATE event SET canonical = replace(canonical, 'SUPERSEDED', 'UNSPECIFIED') WHERE sequence = $total"
run 7 --vault copy.espalier log verify
out_has "$total"
run 7 --vault copy.espalier log verify --json
same false "$(json 'd["Verified"]')" verdict
same true "$(json "$total in [f.get('Sequence') for f in d['Findings']]")" "the finding names the entry"
run 7 --vault copy.espalier vault verify
pass "an altered entry: exit 7, and it is named"

tamper "UPDATE event SET signature = zeroblob(64) WHERE sequence = 2"
run 7 --vault copy.espalier log verify
out_has "2"
tamper "DELETE FROM event WHERE sequence = 2"
run 7 --vault copy.espalier log verify
tamper "UPDATE event SET canonical = (SELECT canonical FROM event WHERE sequence = 2) WHERE sequence = 3"
run 7 --vault copy.espalier log verify
pass "a false signature, a missing entry, one in another's place: exit 7"
