#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Findings on a branch: authorities, their certificates, and what they issued.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
make_root
make_ca Middle Root 1 16y
for name in Root Middle; do
  run 0 ca revocation "$name" --crl on --crl-url "http://pki.example/$name.crl"
done
make_ca Line Middle 0 4y
run 0 ca revocation Line --crl on --crl-url http://pki.example/line.crl
for name in Root Middle Line; do
  run 0 ca crl "$name"
done
make_csr sound
run 0 cert issue --ca Line --csr sound.csr --validity 300d --out sound.pem
findings() {
  json '" ".join(sorted(set(f["Finding"] for f in d["Findings"])))'
}
run 0 ca check Line --certificates --json
same "" "$(findings)" "findings on what is in order"
same '{"Read": 1, "Judged": 1}' "$(json 'd["Certificates"]')" counts
run 0 ca check Line
out_has "Nothing found."
pass "nothing is found where all is in order"

# Root was there before its list had an address.
run 0 ca check Middle --json
same "REVOCATION_PLACE_MISSING" "$(findings)" findings
same '"RFC 5280, 4.2.1.13 and 4.2.2.1"' "$(json 'json.dumps(d["Findings"][0]["Citation"])')" "source of the rule"
run 0 ca check Root --branch --json
missing() {
  json '[f["CertificateAuthority"] for f in d["Findings"] if f["Finding"] == "REVOCATION_PLACE_MISSING"]'
}
same '["Middle"]' "$(missing)" "in the branch"
run 0 ca check Root --json
same "[]" "$(missing)" "the root alone"
run 0 ca check Middle
out_has "REVOCATION_PLACE_MISSING"
out_has "issue it again"
pass "a branch is looked at with --branch"

# The same key for two names, a certificate that ends soon.
openssl req -new -key sound.key -subj "/CN=second" -addext "subjectAltName=DNS:second.example" -out second.csr
run 0 cert issue --ca Line --csr second.csr --validity 300d --out second.pem
serial=$(shown_serial_of second.pem)
later=$(date -u -d '+290 days' +%Y-%m-%dT00:00:00Z)
run 0 ca check Line --certificates --json
same "KEY_TWICE" "$(findings)" findings
same "$serial" "$(json 'd["Findings"][0]["CertificateSerial"]')" "which"
grep -q "CN=sound" out || fail "the other one is not named"
run 7 --now "$later" ca check Line --certificates --json
same "CRL_OVERDUE ENDS_SOON KEY_TWICE" "$(findings | sed 's/ UNUSED//')" findings
run 0 cert revoke "$serial" --ca Line --reason SUPERSEDED
run 0 ca crl Line
run 0 ca check Line --certificates --json
same "" "$(findings)" "findings when it is revoked"
same '{"Read": 2, "Judged": 1}' "$(json 'd["Certificates"]')" counts
pass "what was issued is looked at with --certificates"

# An authority that others made: path length 3 below 0, as no vault would sign it.
cat >ca.cnf <<'EOF'
[zero]
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[three]
basicConstraints=critical,CA:TRUE,pathlen:3
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
crlDistributionPoints=URI:http://pki.example/zero.crl
EOF
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout zero.key -out zero.pem -days 3650 \
  -subj "/CN=Zero" -config /dev/null -addext basicConstraints=critical,CA:TRUE,pathlen:0 \
  -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
run 0 --quiet ca create --subject "CN=Three" --type subordinate --key-algorithm EC_prime256v1
run 0 ca csr Three --out three.csr
openssl x509 -req -in three.csr -CA zero.pem -CAkey zero.key -days 3000 -extfile ca.cnf -extensions three \
  -set_serial 0x0123456789abcdef0123456789abcdef -out three.pem 2>/dev/null
status=0
cli ca import-certificate Three --certificate three.pem --chain zero.pem >out 2>err || status=$?
[ "$status" -ne 0 ] || fail "an authority that can issue nothing was taken in"
pass "a vault does not take such a tree in"
