#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The log as proof: checkpoints that an auditor keeps, an export that openssl and sha256sum verify, and what
# sqlite3 changed behind the program's back: found, named, and nothing written any more.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need bash openssl python3 sqlite3

make_vault
export ESPALIER_AS=ada
make_root
make_ca Devices Root 0 10y
run 0 account list --json
account=$(json 'd["Accounts"][0]["Id"]')
cat >reader.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow", "Action": "acm-pca:ListCertificateAuthorities", "Resource": "*" }
  ]
}
END
person bob "$account"
run 0 role create Reader --account "$account" --policy reader.json
run 0 role assign Reader bob
make_csr device
run 0 cert issue --ca Devices --csr device.csr --validity 30d --out device.pem
run 0 cert revoke "$(serial_of device.pem)" --ca Devices --reason KEY_COMPROMISE
by 3 bob ca tag Devices a=b

# --- A checkpoint that somebody keeps --------------------------------------------------------------------

run 0 log checkpoint --out kept
[ "$(wc -l <kept)" -ge 5 ] || fail "no signed note"
run 0 log verify --checkpoint kept
run 0 ca tag Devices purpose=tests
run 0 log verify --checkpoint kept --json
same true "$(json 'd["Checkpoint"]["Extends"]')" "whether the log continues the checkpoint"
run 0 --vault other.espalier vault create --organization Other --admin eve --unlock passphrase
run 0 --vault other.espalier --as eve log checkpoint --out foreign
run 2 log verify --checkpoint foreign
err_has "another vault"
run 0 log verify
pass "a checkpoint that was kept stands; another vault's does not"

# --- The export, followed with openssl and sha256sum alone -----------------------------------------------

run 0 log export --out export
run 1 log export --out export
mkdir bin
for name in bash cat cut openssl sed sha256sum; do
  ln -s "$(command -v "$name")" "bin/$name"
done
sed -n '/^BEGIN$/,/^END$/{/^BEGIN$/d;/^END$/d;p}' export/HOWTO.txt >follow
follow() {
  status=0
  (cd "$1" && env -i PATH="$work/bin" bash "$work/follow") >out 2>err || status=$?
}
follow export
same 0 "$status" "exit status of the page's own commands"
out_has "entries are good"
count=$(find export/events -name '*.json' | wc -l)
run 0 log verify --json
[ "$(json 'd["Events"]')" -ge "$count" ] || fail "more entries in the export than in the log"
pass "the page's own commands, with openssl and sha256sum alone, find $count entries good"

# altered NAME COMMANDS…: a copy of the export that the page's commands must refuse, even with new sums.
altered() {
  rm -rf copy
  cp -r export copy
  chmod -R u+w copy
  (cd copy && eval "$2" && find . -type f ! -name SHA256SUMS | sed 's|^\./||' | xargs sha256sum >SHA256SUMS)
  follow copy
  [ "$status" -ne 0 ] || fail "not found: $1"
}
altered "an altered entry" \
  'sed -i "s/KEY_COMPROMISE/SUPERSEDED/" events/*.json; sed -i "s/ALLOWED/DENIED/" events/00000003.json'
altered "a removed entry" 'sed -i 3d INDEX'
altered "swapped entries" 'sed -i "3{h;d};4{G}" INDEX'
altered "a cut log" 'sed -i "\$d" INDEX'
pass "an altered, removed, swapped or missing entry is found by them"

# --- Behind the program's back ---------------------------------------------------------------------------

cp "$ESPALIER_VAULT" good

# tampered WHAT NAMED SQL: the copy must be found out with exit 7, by this name, and take no change.
tampered() {
  cp good tampered
  chmod 600 tampered
  triggers=$(sqlite3 tampered "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'")
  schema=$(sqlite3 tampered "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'")
  sqlite3 tampered "PRAGMA foreign_keys = OFF; $triggers $3; $schema" || fail "sqlite3 could not: $1"
  run 7 --vault tampered vault verify
  out_has "$2"
  run 7 --vault tampered vault verify --json
  same false "$(json 'd["Verified"]')" "the verdict: $1"
  status=0
  cli --vault tampered ca tag Devices more=tags >out 2>err || status=$?
  [ "$status" -ne 0 ] || fail "written after: $1"
}
tampered "a policy" "role" "
  UPDATE role_policy SET document = replace (document, 'ListCertificateAuthorities', 'IssueCertificate')
  WHERE name = 'reader'"
tampered "an assignment" "assignment" "
  INSERT INTO assignment SELECT r.id, p.id FROM role r, principal p WHERE r.name = 'Administrator' AND p.name = 'bob'"
tampered "a suspended person's state" "bob" "UPDATE principal SET status = 'SUSPENDED' WHERE name = 'bob'"
tampered "a tag" "tag" "UPDATE ca_tag SET value = 'production' WHERE key = 'purpose'"
tampered "the state of an authority" "Devices" "UPDATE ca SET state = 'DISABLED' WHERE label = 'Devices'"
tampered "a revocation undone" "revocation" "
  UPDATE certificate SET revoked_at = NULL, revocation_reason = NULL WHERE revoked_at IS NOT NULL"
pass "changed rows are named, and the vault is read-only then"

# An entry of the log itself.
for sql in "UPDATE event SET canonical = replace (canonical, 'DENIED', 'ALLOWED') WHERE outcome = 'DENIED'" \
  "DELETE FROM event WHERE sequence = 4"; do
  cp good tampered
  triggers=$(sqlite3 tampered "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'")
  sqlite3 tampered "PRAGMA foreign_keys = OFF; $triggers $sql" || fail "sqlite3 could not: $sql"
  run 7 --vault tampered log verify
  run 7 --vault tampered log verify --checkpoint kept
done
pass "an altered or removed entry is found"

# --- An older file put back ------------------------------------------------------------------------------

cp "$ESPALIER_VAULT" older
run 0 ca tag Devices newest=yes
cp older "$ESPALIER_VAULT"
run 7 vault verify
out_has "older than what was seen here"
run 0 vault status
out_has "Read-only"
err_has "older than what was seen here"
run 7 ca tag Devices lost=yes
err_has "older than what was seen here"
# The same with the newest entry cut off.
cp good tampered
triggers=$(sqlite3 tampered "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'")
sqlite3 tampered "PRAGMA foreign_keys = OFF; $triggers
  DELETE FROM event WHERE sequence = (SELECT max(sequence) FROM event)"
run 7 --vault tampered ca tag Devices lost=yes
pass "an older file in the vault's place is shown, and takes no change"
