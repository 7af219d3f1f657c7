#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What an import would bring, of a folder that "openssl ca" keeps with a hundred certificates: told in
# a table and as JSON, and nothing in the vault changes.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
make_root

mkdir -p old/newcerts old/private
printf '[ca]\ndefault_ca=d\n[d]\ndir=.\ndatabase=index.txt\nnew_certs_dir=newcerts\nserial=serial\ncrlnumber=crlnumber
certificate=cacert.pem\nprivate_key=private/cakey.pem\ndefault_md=sha256\ndefault_days=90\ndefault_crl_days=30\npolicy=p
unique_subject=no\nx509_extensions=leaf\n[p]\ncommonName=supplied\n[leaf]\nbasicConstraints=CA:FALSE
authorityKeyIdentifier=keyid\n[req]\ndistinguished_name=dn\n[dn]\n[v3_ca]\nbasicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n' >old/openssl.cnf
(
  cd old
  : >index.txt
  echo 1000 >serial
  echo 2A >crlnumber
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:secret -out private/cakey.pem
  openssl req -config openssl.cnf -x509 -new -key private/cakey.pem -passin pass:secret -subj '/CN=Old Root' \
    -days 3000 -extensions v3_ca -out cacert.pem
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout leaf.key -out leaf.csr -subj /CN=leaf \
    -config openssl.cnf
  i=0
  while [ $i -lt 100 ]; do
    openssl ca -batch -notext -config openssl.cnf -passin pass:secret -in leaf.csr -subj "/CN=device $i"
    i=$((i + 1))
  done
  openssl ca -config openssl.cnf -passin pass:secret -revoke newcerts/1007.pem -crl_reason superseded
) >made 2>&1 || fail "openssl ca: $(tail -n 3 made)"

run 2 exchange import old
err_has "dry-run"
run 0 log list
before=$(wc -l <out)

run 7 --json exchange import old --dry-run
same OPENSSL_CA "$(json 'd["Source"]')" "kind of the source"
same 1 "$(json 'd["Verdicts"]["LOCKED"]')" "locked keys"
printf 'secret\n' >secret
run 0 --json exchange import old --dry-run --password-file secret
same 101 "$(json 'd["Counts"]["CERTIFICATE"]')" "certificates"
same 105 "$(json 'd["Verdicts"]["READY"]')" "items that are ready"
same 100 "$(json 'd["Authorities"][0]["Certificates"]')" "certificates of the authority"
same 1 "$(json 'd["Authorities"][0]["Revocations"]')" "revocations of the authority"
same 42 "$(json 'd["Authorities"][0]["NextCrlNumber"]')" "number of its next list"
run 0 exchange import old --dry-run --password-file secret
grep -q "device 99" out || fail "a certificate is missing in the table"
grep -q "Nothing was changed" out || fail "it does not say that nothing was changed"
pass "a folder of openssl ca is told item by item"

run 0 ca certificate Root --out own.pem
run 0 --json exchange import own.pem --dry-run
same KNOWN "$(json 'd["Rows"][0]["Verdict"]')" "verdict on what the vault has"
pass "what the vault has is known"

run 0 log list
same "$before" "$(wc -l <out)" "entries of the log"
run 2 exchange import err --dry-run
pass "nothing was changed"
