#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Paths judged without a vault: good, bad and cannot tell, with what openssl says of the same.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

later() {
  date -u -d "+$1 days" +%Y-%m-%dT%H:%M:%SZ
}

make_vault
make_root
make_ca Line Root 0 4y
make_csr www
run 0 cert issue --ca Line --csr www.csr --validity 30d --template EndEntityServerAuthCertificate \
  --out www.pem
run 0 cert issue --ca Line --csr www.csr --validity 30d --template EndEntityServerAuthCertificate \
  --chain --out chain.pem
run 0 ca certificate Root --out root.pem
run 0 ca certificate Line --out line.pem
run 0 ca crl Root --out root.crl
run 0 ca crl Line --out line.crl
serial=$(shown_serial_of www.pem)
run 0 cert revoke "$serial" --ca Line --reason KEY_COMPROMISE
run 0 ca crl Line --out revoked.crl

# From here on there is no vault.
mv vault.espalier away
unset ESPALIER_VAULT ESPALIER_PASSPHRASE_FILE

run 0 cert validate www.pem line.pem --trust root.pem --purpose server
out_has "good"
out_has "the key of the certificate above it signed it"
out_has "not checked"
run 0 cert validate chain.pem --trust root.pem
tool 0 openssl verify -x509_strict -CAfile root.pem -untrusted line.pem -purpose sslserver www.pem
pass "a good path, by openssl too, without a vault"

run 0 cert validate www.pem line.pem --trust root.pem --json
same GOOD "$(json 'd["Verdict"]')" verdict
same 1 "$(json 'len(d["Paths"])')" paths
same "TARGET INTERMEDIATE ANCHOR" "$(json '" ".join(s["Role"] for s in d["Paths"][0]["Steps"])')" roles
same "$serial" "$(json 'd["Paths"][0]["Steps"][0]["Serial"]')" serial
same NOT_CHECKED "$(json '[c for c in d["Paths"][0]["Steps"][0]["Checks"]
  if c["Check"] == "REVOCATION"][0]["Verdict"]')" revocation
pass "as JSON, step by step"

run 7 cert validate www.pem --trust root.pem
out_has "neither among the certificates given nor trusted"
tool 2 openssl verify -CAfile root.pem www.pem
run 7 cert validate line.pem --trust line.pem --max-depth 0 --at 2020-01-01
out_has "begins at"
run 7 cert validate www.pem line.pem --trust root.pem --max-depth 0
out_has "at most 0 were asked for"
run 7 cert validate www.pem line.pem --trust root.pem --purpose client
out_has "clientAuth is asked for"
run 7 cert validate www.pem line.pem --trust root.pem --name mail.example
out_has "and not for mail.example"
run 0 cert validate www.pem line.pem --trust root.pem --purpose server --name www.example
run 7 --quiet cert validate www.pem line.pem --trust root.pem --purpose client
out_lacks "signed it"
pass "bad, and why: no issuer, another time, too deep, another purpose, another name"

run 8 cert validate www.pem line.pem --trust root.pem --require-revocation
out_has "no revocation list of"
run 8 cert validate www.pem line.pem --trust root.pem --crl root.crl
run 0 cert validate www.pem line.pem --trust root.pem --crl root.crl --crl line.crl
cat root.crl line.crl >both.crl
run 0 cert validate www.pem line.pem --trust root.pem --crl both.crl --require-revocation
openssl crl -in line.crl -outform DER -out line.der
run 0 cert validate www.pem line.pem --trust root.pem --crl root.crl --crl line.der
run 7 cert validate www.pem line.pem --trust root.pem --crl root.crl --crl revoked.crl
out_has "keyCompromise"
run 8 cert validate www.pem line.pem --trust root.pem --crl root.crl --crl line.crl \
  --at "$(later 20)"
out_has "was to be renewed at"
pass "revocation: cannot tell without a list or with a stale one, good, revoked"

# The same authority under an expired root and under a new one.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout old.key -out old.pem \
  -subj /CN=Old -days 5 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout new.key -out new.pem \
  -subj /CN=New -days 30 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout sub.key -out sub.csr \
  -subj /CN=Sub 2>/dev/null
printf 'basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=hash\n' >ca.cnf
for above in old new; do
  openssl x509 -req -in sub.csr -CA $above.pem -CAkey $above.key -extfile ca.cnf -days 20 \
    -out sub-$above.pem 2>/dev/null
done
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr \
  -subj /CN=leaf 2>/dev/null
openssl x509 -req -in leaf.csr -CA sub-old.pem -CAkey sub.key -days 20 -out leaf.pem 2>/dev/null
run 0 cert validate leaf.pem sub-old.pem sub-new.pem --trust old.pem --trust new.pem --json \
  --at "$(later 10)"
same "GOOD BAD" "$(json '" ".join(p["Verdict"] for p in d["Paths"])')" paths
pass "the good path is found beside one that has expired"

run 2 cert validate www.pem
err_has "--trust"
run 2 cert validate --trust root.pem
run 2 cert validate www.pem --trust root.pem --purpose mail
run 2 cert validate www.pem --trust root.pem --at yesterday
err_is_one_line
printf 'nothing\n' >nothing.pem
run 2 cert validate www.pem nothing.pem --trust root.pem
err_has "nothing.pem"
run 2 cert validate www.pem --trust root.pem --crl root.pem
err_has "root.pem"
run 1 cert validate www.pem --trust missing.pem
err_has "missing.pem"
pass "bad input is refused by name"
