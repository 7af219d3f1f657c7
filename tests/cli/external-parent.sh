#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A subordinate whose parent is somebody else's: its request goes out, the certificate comes in.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
run 0 ca create --subject "CN=Branch,O=Meridian Motors,C=DE" --type subordinate --key-algorithm EC_prime256v1
out_has "waits for its certificate"
run 0 ca csr Branch --out branch.csr
tool 0 openssl req -in branch.csr -noout -verify -subject
grep -q 'CN *= *Branch' out || fail "openssl reads another subject"
pass "openssl verifies the request"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout outside.key -out outside.pem \
  -days 3650 -subj "/O=Elsewhere/CN=Outside Root" \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
cat >ca.cnf <<'END'
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,digitalSignature,keyCertSign,cRLSign
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
END
openssl x509 -req -in branch.csr -CA outside.pem -CAkey outside.key -days 1000 -extfile ca.cnf \
  -out branch.pem 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout other.key -out other.pem \
  -days 100 -subj "/O=Meridian Motors/CN=Branch" 2>/dev/null

run 2 ca import-certificate Branch --certificate other.pem --chain outside.pem
err_is_one_line
run 0 ca show Branch --json
same PENDING_CERTIFICATE "$(json 'd["CertificateAuthority"]["Status"]')" "state after a certificate for another key"
pass "a certificate for another key is refused"

run 0 ca import-certificate Branch --certificate branch.pem --chain outside.pem
out_has "active"
run 0 ca show Branch --json
same ACTIVE "$(json 'd["CertificateAuthority"]["Status"]')" state
same 0 "$(json 'd["CertificateAuthority"]["PathLength"]')" "path length"
make_csr device
run 0 cert issue --ca Branch --csr device.csr --validity 30d --chain --out device.pem
tool 0 openssl verify -x509_strict -CAfile outside.pem -untrusted device.pem device.pem
pass "with its certificate it issues, and openssl accepts the chain to the other's root"

openssl x509 -in branch.pem -outform DER -out branch.der
run 0 --quiet ca create --subject "CN=Twig,O=Meridian Motors,C=DE" --type subordinate --key-algorithm EC_prime256v1
run 0 ca csr Twig --out twig.csr
openssl x509 -req -in twig.csr -CA outside.pem -CAkey outside.key -days 1000 -extfile ca.cnf \
  -outform DER -out twig.der 2>/dev/null
run 0 ca import-certificate Twig --certificate twig.der --chain outside.pem
pass "a certificate in DER is taken too"
