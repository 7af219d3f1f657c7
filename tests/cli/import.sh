#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A folder that "openssl ca" has kept for a thousand certificates moves in, and life goes on: a certificate
# is issued below the old root, one of the old ones is revoked, the next list has the next number, and
# openssl, which knows the old root alone, says what it should.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3 sqlite3

make_vault

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
  mkdir batch
  i=0
  while [ $i -lt 1000 ]; do
    cp leaf.csr batch/$i.csr
    i=$((i + 1))
  done
  # shellcheck disable=SC2046
  openssl ca -batch -notext -config openssl.cnf -passin pass:secret -infiles $(ls -d batch/*)
  openssl ca -config openssl.cnf -passin pass:secret -revoke newcerts/1007.pem -crl_reason superseded
  openssl ca -config openssl.cnf -passin pass:secret -revoke newcerts/1008.pem -crl_reason keyCompromise
  openssl ca -config openssl.cnf -passin pass:secret -gencrl -out crl.pem
  rm -rf batch
) >made 2>&1 || fail "openssl ca: $(tail -n 3 made)"
cp old/cacert.pem old-root.pem
printf 'secret\n' >secret

run 2 exchange import old
err_has "--yes"
run 6 exchange import old --yes
err_has "locked"
run 0 --json ca list
same 0 "$(json 'len(d["CertificateAuthorities"])')" "authorities after refusals"
pass "nothing comes without an agreement, nor with a key that is locked"

run 0 --json exchange import old --yes --password-file secret --no-dual-control
same 1 "$(json 'd["Imported"]["Authorities"]')" "authorities"
same 1 "$(json 'd["Imported"]["Keys"]')" "keys"
same 1001 "$(json 'd["Imported"]["Certificates"]')" "certificates"
same 2 "$(json 'd["Imported"]["Revocations"]')" "revocations"
same "Old Root" "$(json 'd["Authorities"][0]["CertificateAuthority"]')" "name of the authority"
run 0 --json cert list --ca "Old Root" --state revoked
same 2 "$(json 'len(d["Certificates"])')" "revoked certificates"
run 0 --json cert show 1008 --ca "Old Root"
same KEY_COMPROMISE "$(json 'd["Certificate"]["RevocationReason"]')" "reason of a revocation"
pass "a thousand certificates came with their revocations"

run 0 ca crl "Old Root" --out first.crl
openssl crl -in old/crl.pem -outform DER -out was.der
openssl crl -in first.crl -outform DER -out first.der
cmp -s was.der first.der || fail "the list that is out there is not handed out any more"
pass "the old list is still the newest"

openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout new.key -out new.csr -subj /CN=new \
  2>/dev/null
run 0 cert issue --ca "Old Root" --csr new.csr --validity 30d --out new.pem
tool 0 openssl verify -CAfile old-root.pem new.pem
run 0 cert revoke 1009 --ca "Old Root" --reason CESSATION_OF_OPERATION
run 0 ca crl "Old Root" --out next.crl
tool 0 openssl crl -in next.crl -noout -crlnumber -CAfile old-root.pem
grep -qi "verify OK" err || fail "openssl does not verify the list"
same 'crlNumber=0x2B' "$(cat out)" "number of the next list"
openssl crl -in next.crl -noout -text >text
same 3 "$(grep -c 'Serial Number' text)" "entries of the next list"
cat old-root.pem next.crl >with-crl.pem
tool 0 openssl verify -crl_check -CAfile with-crl.pem new.pem old/newcerts/100A.pem
for serial in 1007 1008 1009; do
  tool 2 openssl verify -crl_check -CAfile with-crl.pem "old/newcerts/$serial.pem"
done
pass "issuing, revoking and listing go on where they were"

run 0 vault verify
pass "the log explains every row that came"

run 1 exchange import old --yes --password-file secret
err_has "nothing in it is new"
run 0 --json exchange import old --dry-run --password-file secret
same 1002 "$(json 'd["Verdicts"]["KNOWN"]')" "certificates and the key, known the second time"
pass "what is here already is known, and not brought in twice"

sqlite3 vault.espalier "DROP TRIGGER certificate_is_frozen; UPDATE certificate SET subject = 'CN=forged'
  WHERE row = 500" \
  2>err || fail "sqlite3"
run 7 vault verify
grep -q "certificate" out || fail "it does not name the row"
pass "a row that was changed afterwards is named"

easyrsa=$(command -v easyrsa || echo /usr/share/easy-rsa/easyrsa)
if [ -x "$easyrsa" ]; then
  EASYRSA_BATCH=1 EASYRSA_ALGO=ec EASYRSA_CURVE=prime256v1 EASYRSA_DIGEST=sha256 EASYRSA_PKI="$work/pki"
  export EASYRSA_BATCH EASYRSA_ALGO EASYRSA_CURVE EASYRSA_DIGEST EASYRSA_PKI
  (
    "$easyrsa" init-pki
    EASYRSA_REQ_CN="Easy Root" "$easyrsa" build-ca nopass
    for name in one two three; do "$easyrsa" build-server-full "$name.example" nopass; done
    "$easyrsa" revoke two.example superseded
    "$easyrsa" gen-crl
  ) >made 2>&1 || fail "easyrsa: $(tail -n 5 made)"
  rm vault.espalier
  make_vault
  run 0 --json exchange import pki --yes --no-dual-control
  same EASY_RSA "$(json 'd["Source"]')" "kind of the source"
  same 4 "$(json 'd["Imported"]["Certificates"]')" "certificates of easy-rsa"
  same 1 "$(json 'd["Imported"]["Revocations"]')" "revocations of easy-rsa"
  next=$(json '[a for a in d["Authorities"] if a["CertificateAuthority"] == "Easy Root"][0].get("NextCrlNumber", 0)')
  run 0 cert issue --ca "Easy Root" --csr new.csr --validity 30d --out easy.pem
  tool 0 openssl verify -CAfile pki/ca.crt easy.pem
  run 0 cert revoke "$(serial_of pki/issued/three.example.crt)" --ca "Easy Root" --reason SUPERSEDED
  run 0 ca crl "Easy Root" --out easy.crl
  cat pki/ca.crt easy.crl >easy-crl.pem
  tool 0 openssl crl -in easy.crl -noout -crlnumber
  python3 - "$next" "$(sed 's/.*=//' out)" <<'END' || fail "the number of the list goes back: $next, $(cat out)"
import sys
sys.exit(int(sys.argv[2], 16) < int(sys.argv[1]))
END
  tool 0 openssl verify -crl_check -CAfile easy-crl.pem easy.pem pki/issued/one.example.crt
  tool 2 openssl verify -crl_check -CAfile easy-crl.pem pki/issued/three.example.crt
  run 0 vault verify
  pass "what easy-rsa kept goes on here"
fi

# An authority that came without its key signs nothing, and does not get it afterwards: that is said, not passed over.
rm vault.espalier
make_vault
mkdir alone
cp old-root.pem alone/
run 0 --json exchange import alone --yes --no-dual-control
same "1 0" "$(json '"%d %d" % (d["Imported"]["Authorities"], d["Imported"]["Keys"])')" "an authority without its key"
cp old/private/cakey.pem alone/
run 0 --json exchange import alone --dry-run --password-file secret
same "FOREIGN_KEY_LATE LEFT_OUT" "$(json '" ".join(r["Reason"] + " " + r["Verdict"] for r in d["Rows"]
  if r["Kind"] == "KEY")')" "its key, later"
pass "a key that comes late is refused"
