#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The samples: made quickly, with people in roles; the auditor reads and may not issue.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

begin=$(date +%s%N)
run 0 vault create --organization "Meridian Motors" --admin admin --sample automotive --unlock passphrase
end=$(date +%s%N)
echo "automotive sample made in $(((end - begin) / 1000000)) ms"
run 0 ca list --tree
out_has "└─ "
run 0 ca list --json
[ "$(json 'len(d["CertificateAuthorities"])')" -ge 4 ] || fail "too few authorities"
run 0 cert list --json
for state in VALID EXPIRED REVOKED; do
  [ "$(json "len([c for c in d['Certificates'] if c['Status'] == '$state'])")" -gt 0 ] || fail "no $state certificate"
done
[ "$(json 'len(d["Certificates"])')" -ge 200 ] || fail "fewer than 200 certificates"
run 0 principal list
out_has audrey.lin
run 0 role list
out_has Auditor
run 0 account list
out_has 111122223333
run 0 vault verify
pass "hundreds of certificates, some expired, some revoked; it verifies"

run 0 --as audrey.lin ca list --json
ca=$(json '[c["Arn"] for c in d["CertificateAuthorities"] if c["Status"] == "ACTIVE"][-1]')
run 0 --as audrey.lin cert list --limit 5
make_csr device
run 3 --as audrey.lin cert issue --ca "$ca" --csr device.csr --validity 30d --out refused.pem
err_is_one_line
err_has "audrey.lin"
err_has "acm-pca:IssueCertificate"
[ ! -e refused.pem ] || fail "a certificate was written"
run 3 --as audrey.lin --json cert issue --ca "$ca" --csr device.csr --validity 30d
same AccessDeniedException "$(json 'd["error"]["code"]')" code
run 0 --as audrey.lin log list --outcome denied --json
same '["audrey.lin", "acm-pca:IssueCertificate", "DENIED"]' \
  "$(json '[d["Events"][0][k] for k in ("actorName", "action", "outcome")]')" "the event"
run 0 --as audrey.lin log verify
run 0 --as audrey.lin report create --ca "$ca" --format csv --out audit.csv
pass "the auditor reads, verifies and reports; issuing is denied and leaves an event"

run 0 vault status --json
same audrey.lin "$(json 'd["Session"]["Principal"]')" "who acts when nobody is named: the last one"
ESPALIER_AS="admin" run 0 vault status --json
same admin "$(json 'd["Session"]["Principal"]')" "who acts by ESPALIER_AS"
run 0 --as audrey.lin vault status --json
same audrey.lin "$(json 'd["Session"]["Principal"]')" "who acts by --as"
rm -rf "$XDG_STATE_HOME"
run 2 vault status
err_has "audrey.lin"
err_has "admin"
pass "who acts: --as, ESPALIER_AS, the last one; else the candidates are listed"

printf 'ca list --as audrey.lin --quiet\ncert issue --as audrey.lin --ca %s --csr %s --validity 30d\nvault status\n' \
  "$ca" "$work/device.csr" >script
status=0
cli --as admin --json batch <script >lines 2>err || status=$?
same 3 "$status" "exit status of the batch"
same admin "$(tail -n 1 lines >last; json 'd["result"]["Session"]["Principal"]' last)" "who acts in the last line"
pass "one batch, two people"

run 0 --vault iot.espalier vault create --organization "Bright Home" --admin admin --sample iot --unlock passphrase
run 0 --vault iot.espalier --as admin ca list --json
same 3 "$(json 'len([c for c in d["CertificateAuthorities"] if c["Type"] == "ROOT"])')" roots
run 2 --vault other.espalier vault create --organization X --admin y --sample nothing --unlock passphrase
[ ! -e other.espalier ] || fail "a vault was left behind"
pass "the other sample has its three roots; an unknown one leaves nothing behind"
