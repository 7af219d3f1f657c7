#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A root and four levels below it; what would break the hierarchy is refused with the values in the sentence.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
make_hierarchy

run 0 ca list --json
same '["Root", "Policy", "Region", "Plant", "Line"]' \
  "$(json '[c["CommonName"] for c in d["CertificateAuthorities"]]')" "order of the list"
same '[null, 3, 2, 1, 0]' "$(json '[c.get("PathLength") for c in d["CertificateAuthorities"]]')" "path lengths"
same '[1, 2, 3, 4, 5]' "$(json '[c["Level"] for c in d["CertificateAuthorities"]]')" levels
same '["ACTIVE"]' "$(json 'sorted(set(c["Status"] for c in d["CertificateAuthorities"]))')" states
pass "five levels with path lengths none, 3, 2, 1, 0"

run 0 ca list --tree
out_has "Root"
out_has "└─ Policy"
out_has "         └─ Line"
out_has "∞"
LC_ALL=C run 0 ca list --tree
# shellcheck disable=SC2016
out_has '`- Policy'
out_lacks "∞"
pass "the tree, with lines where the locale has them"

for name in Root Policy Region Plant Line; do
  run 0 ca certificate "$name" --out "$name.pem"
  openssl x509 -in "$name.pem" -noout -ext basicConstraints >constraints 2>&1
  case $name in
    Root) wanted='CA:TRUE' ;;
    Policy) wanted='CA:TRUE, pathlen:3' ;;
    Region) wanted='CA:TRUE, pathlen:2' ;;
    Plant) wanted='CA:TRUE, pathlen:1' ;;
    Line) wanted='CA:TRUE, pathlen:0' ;;
  esac
  same "$wanted" "$(sed -n 's/^ *\(CA:.*\)$/\1/p' constraints)" "what openssl reads of $name"
done
pass "openssl reads the same path lengths in the certificates"

run 2 ca create --subject "CN=Sixth" --parent Line --path-length 0 --validity 1y
err_is_one_line
err_has "path length is 0"
err_has "path length 0;"
pass "a sixth level: refused, $(cut -c15- err)"

run 2 ca create --subject "CN=Side" --parent Region --path-length 2 --validity 1y
err_has "path length 2 is not below the issuer's 2"
run 2 ca create --subject "CN=Side" --parent Region --path-length 3 --validity 1y
err_has "path length 3 is not below the issuer's 2"
pass "a path length that does not decrease: refused"

run 2 ca create --subject "CN=Side" --parent Plant --path-length 0 --validity 9y
err_is_one_line
until=$(openssl x509 -in Plant.pem -noout -enddate -dateopt iso_8601 | sed 's/notAfter=//; s/ /T/')
err_has "$until"
[ "$(grep -oE '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z' err | sort -u | wc -l)" -eq 2 ] ||
  fail "the sentence does not name both ends"
pass "a child that outlives its parent: refused with both dates"

make_csr device
run 2 cert issue --csr device.csr --validity 30d
err_has "--ca"
run 5 cert issue --ca Nowhere --csr device.csr --validity 30d
err_has "Nowhere"
run 0 --quiet ca create --subject "CN=Waiting,O=Meridian Motors" --type subordinate
run 1 cert issue --ca Waiting --csr device.csr --validity 30d
err_has "Waiting"
err_has "PENDING_CERTIFICATE"
err_has "ACTIVE"
pass "an end entity under no CA, under an unknown one, under one that waits: refused"

run 0 ca list --json
same 6 "$(json 'len(d["CertificateAuthorities"])')" "number of authorities at the end"
run 0 cert list --json
same '["Line", "Plant", "Policy", "Region", "Root"]' \
  "$(json 'sorted(c["Subject"][3:].split(",")[0] for c in d["Certificates"])')" "certificates at the end"
pass "nothing of what was refused is there"
