#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The care of authorities over the years: reissue, replace, check, permissions, the end of a key; and
# a vault of the first form, which is brought up to date.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3 sqlite3
run 0 --help
grep -q -e '--now' out || {
  echo "skipped: this build has no --now"
  exit 77
}

start=2026-06-01T12:00:00Z
run 0 --now "$start" vault create --organization "Meridian Motors" --admin ada --unlock passphrase
run 0 --now "$start" --quiet ca create --subject "CN=Root,O=Meridian Motors" --validity 10y
run 0 --now "$start" --quiet ca create --subject "CN=Branch,O=Meridian Motors" --parent Root \
  --path-length 0 --validity 3y --tag Project=radio
make_csr device
run 0 --now "$start" cert issue --ca Branch --csr device.csr --validity 2y --out device.pem
run 0 --now "$start" ca certificate Root --out root1.pem
run 0 --now "$start" ca certificate Branch --out branch1.pem

later=2027-06-01T12:00:00Z
at="-attime $(date -u -d "$later" +%s)"
run 0 --now "$later" ca renew Root --mode reissue
out_has "good until 2037-"
run 0 --now "$later" ca renew Branch --mode reissue --validity 5y
out_has "good until 2032-06-01"
run 0 --now "$later" ca certificate Root --out root2.pem
run 0 --now "$later" ca certificate Branch --out branch2.pem
cmp -s root1.pem root2.pem && fail "the root has its old certificate still"
for root in root1 root2; do
  for branch in branch1 branch2; do
    # shellcheck disable=SC2086 # two words
    tool 0 openssl verify -x509_strict $at -CAfile $root.pem -untrusted $branch.pem device.pem
  done
done
pass "reissued twice: what was issued verifies by old and new certificates, in every combination"

run 0 --now "$later" ca renew Branch --mode replace --disable-old --json
same "Branch G2" "$(json 'd["CertificateAuthority"]["CommonName"]')" name
same ACTIVE "$(json 'd["CertificateAuthority"]["Status"]')" state
same '[{"Key": "Project", "Value": "radio"}]' "$(json 'd["CertificateAuthority"]["Tags"]')" tags
run 0 --now "$later" ca show Branch --json
same DISABLED "$(json 'd["CertificateAuthority"]["Status"]')" "state of the old one"
run 0 --now "$later" ca show "Branch G2"
out_has "Replaces"
run 1 --now "$later" ca renew Branch --mode reissue
err_has "DISABLED"
run 2 ca renew Branch
run 2 ca renew Branch --mode again
run 5 ca renew Nobody --mode reissue
pass "replaced by the next generation"

run 0 --now "$later" --quiet ca create --subject "CN=Outside" --type subordinate
run 1 --now "$later" ca renew Outside --mode reissue
err_has "no certificate yet"
pass "what waits is not renewed"

run 0 --now "$later" ca check "Branch G2"
run 0 --now "$later" ca check --all
out_lacks "switch one of them on"
run 2 ca check
run 2 ca check Root --all
run 7 --now 2036-01-01T00:00:00Z ca check --all
out_has "alert"
out_has "ended on 2032-"
run 7 --now 2036-01-01T00:00:00Z ca check --all --json
same ALERT "$(json 'd["Findings"][0]["Severity"]')" "the first finding"
pass "what needs care is told, exit 7 with an alert"

run 0 --now "$later" ca permission Root create
out_has acm.amazonaws.com
run 1 --now "$later" ca permission Root create
err_has "already"
run 0 --now "$later" ca permission Root list --json
same '["IssueCertificate", "GetCertificate", "ListPermissions"]' \
  "$(json 'd["Permissions"][0]["Actions"]')" actions
run 2 --now "$later" ca permission Root create --principal ec2.amazonaws.com
run 0 --now "$later" ca permission Root delete
out_lacks acm.amazonaws.com
run 5 --now "$later" ca permission Root delete
run 2 ca permission Root give
pass "permissions of the renewal service"

run 0 --now "$later" ca delete Branch --window 7
keys() {
  sqlite3 -readonly vault.espalier "SELECT count(*) FROM ca_key JOIN ca ON ca.id = ca WHERE label = 'Branch'"
}
run 7 --now 2027-06-05T12:00:00Z ca check Branch
out_has "its key is destroyed"
same 1 "$(keys)" "keys before the window ends"
run 0 --now 2027-06-08T11:00:00Z ca tag Root used=yes
run 0 --now 2027-06-08T12:00:00Z ca list
same 0 "$(keys)" "keys after it"
run 1 --now 2027-06-08T12:00:00Z ca restore Branch
err_has "was destroyed"
run 0 --now 2027-06-08T12:00:00Z ca show Branch
out_has "Key destroyed"
run 0 --now 2027-06-08T12:00:00Z log list --action acm-pca:DeleteCertificateAuthority --json
same DestroyExpiredKeys "$(json 'd["Events"][0]["details"]["Operation"]')" "the newest deletion"
run 0 --now 2027-06-08T12:00:00Z vault verify
pass "the key goes with the first sign-in after the window"

sqlite3 old.espalier <"$tests/../fixtures/vaults/form-1.sql"
chmod 600 old.espalier
export ESPALIER_VAULT="$work/old.espalier"
run 0 --now 2026-06-02T12:00:00Z vault verify
same 8 "$(sqlite3 -readonly old.espalier 'PRAGMA user_version')" form
[ -e old.espalier.backup-v1 ] || fail "no copy of the vault as it was"
same 1 "$(sqlite3 -readonly old.espalier.backup-v1 'PRAGMA user_version')" "form of the copy"
run 0 --now 2026-06-02T12:00:00Z ca restore Old
run 0 --now 2026-06-02T12:00:00Z ca renew Plant --mode replace
out_has "Plant G2"
run 0 --now 2026-06-02T12:00:00Z ca permission Root create
run 0 --now 2026-06-02T12:00:00Z vault verify
pass "a vault of form 1 is brought to the newest, and works"
