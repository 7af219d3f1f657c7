#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# After a revocation openssl and GnuTLS accept the list and refuse the certificate.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3 certtool

make_vault
make_root
make_ca Line Root 0 4y
make_csr stolen
make_csr kept
run 0 cert issue --ca Line --csr stolen.csr --validity 30d --chain --out stolen.pem
run 0 cert issue --ca Line --csr kept.csr --validity 30d --chain --out kept.pem
run 0 ca certificate Root --out root.pem
run 0 ca certificate Line --out line.pem
run 0 ca crl Root --out root.crl
run 0 ca crl Line --out before.crl
cat root.crl before.crl >before.pem
verify() {
  openssl verify -x509_strict -crl_check_all -CAfile root.pem -untrusted line.pem -CRLfile "$1" "$2"
}
tool 0 verify before.pem stolen.pem
tool 0 certtool --verify --load-ca-certificate root.pem --load-crl before.pem --infile stolen.pem
pass "before it, both accept the certificate with the lists"

serial=$(serial_of stolen.pem)
run 2 cert revoke "$serial" --ca Line --reason BECAUSE
err_has "BECAUSE"
run 5 cert revoke 00112233445566778899aabbccddeeff --ca Line --reason KEY_COMPROMISE
run 0 cert revoke "$serial" --ca Line --reason KEY_COMPROMISE
out_has "KEY_COMPROMISE"
run 1 cert revoke "$serial" --ca Line --reason KEY_COMPROMISE
pass "revoked; an unknown reason, an unknown serial and a second time are refused"

run 0 ca crl Line --json
same 1 "$(json 'd["Entries"]')" entries
run 0 ca crl Line --out after.crl
cat root.crl after.crl >after.pem
tool 0 openssl crl -in after.crl -noout -CAfile line.pem
err_has "verify OK"
tool 0 openssl crl -in after.crl -noout -text
out_has "Version 2"
out_has "$(echo "$serial" | tr a-f A-F)"
out_has "Key Compromise"
tool 0 certtool --verify-crl --load-ca-certificate line.pem --infile after.crl
out_has "Verification output: Verified"
pass "both accept the list"

number() {
  openssl crl -in "$1" -noout -crlnumber | sed 's/.*0x//'
}
[ $((0x$(number after.crl))) -gt $((0x$(number before.crl))) ] || fail "the number of the list did not grow"
pass "its number grew"

tool 2 verify after.pem stolen.pem
grep -q revoked err || fail "openssl does not say revoked"
status=0
certtool --verify --load-ca-certificate root.pem --load-crl after.pem --infile stolen.pem >out 2>err || status=$?
[ "$status" -ne 0 ] || fail "certtool accepts the revoked certificate"
grep -qi revoked out err || fail "certtool does not say revoked"
tool 0 verify after.pem kept.pem
tool 0 certtool --verify --load-ca-certificate root.pem --load-crl after.pem --infile kept.pem
pass "both refuse the revoked certificate and keep the other"

run 0 cert list --state revoked --json
same "[\"$(shown_serial_of stolen.pem)\"]" "$(json '[c["Serial"] for c in d["Certificates"]]')" "the revoked ones"
same KEY_COMPROMISE "$(json 'd["Certificates"][0]["RevocationReason"]')" reason
run 0 cert show "$serial"
out_has "revoked"
pass "the list and the page say so"

run 0 ca revocation Line --crl on --crl-url http://crl.example/line.crl --crl-days 3
run 0 ca revocation Line --json
same '{"Enabled": true, "ExpirationInDays": 3, "CrlType": "COMPLETE", "Url": "http://crl.example/line.crl"}' \
  "$(json 'd["CertificateAuthority"]["RevocationConfiguration"]["CrlConfiguration"]')" settings
run 0 cert issue --ca Line --csr kept.csr --validity 30d --out pointed.pem
tool 0 openssl x509 -in pointed.pem -noout -ext crlDistributionPoints
out_has "URI:http://crl.example/line.crl"
pass "with an URL set, certificates say where the list is"
