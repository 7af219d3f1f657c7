#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A vault is never hostage to the program: with sqlite3 and openssl alone, and the passphrase, every
# key comes out of it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl sqlite3 python3

make_vault
make_root
run 0 --quiet ca create --subject "CN=Rsa,O=Meridian Motors" --key-algorithm RSA_2048 --parent Root \
  --path-length 0 --validity 5y

blob() {
  sqlite3 vault.espalier "SELECT hex($1) FROM $2" | python3 -c 'import sys
sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read().strip()))' >"$3"
  [ -s "$3" ] || fail "nothing in $2"
}
blob agreement_key "identity JOIN principal ON principal.id = identity.principal WHERE name = 'ada'" agreement.der
blob signing_key "identity JOIN principal ON principal.id = identity.principal WHERE name = 'ada'" signing.cms
blob agreement_certificate "principal WHERE name = 'ada'" agreement.crt.der
blob signing_certificate "principal WHERE name = 'ada'" signing.crt.der

# 1. The identity: a PKCS#8 key under the passphrase.
tool 0 openssl pkey -inform DER -in agreement.der -passin file:passphrase -out agreement.pem
tool 0 openssl x509 -inform DER -in agreement.crt.der -out agreement.crt
openssl pkey -in agreement.pem -pubout >key.pub
openssl x509 -in agreement.crt -noout -pubkey >certificate.pub
cmp -s key.pub certificate.pub || fail "the agreement key is not that of the certificate"
printf 'wrong\n' >wrong
status=0
openssl pkey -inform DER -in agreement.der -passin file:wrong -noout >out 2>err || status=$?
[ "$status" -ne 0 ] || fail "another passphrase opens the key"
tool 0 openssl asn1parse -inform DER -in agreement.der
out_has "scrypt"
out_has "aes-256-cbc"
pass "the identity, by openssl pkey"

# 2. What is sealed to it: its signing key, and the keys of the authorities.
decrypt() {
  tool 0 openssl cms -decrypt -inform DER -in "$1" -inkey agreement.pem -recip agreement.crt -out "$2"
}
decrypt signing.cms signing.p8
tool 0 openssl pkey -inform DER -in signing.p8 -noout -text
out_has "ED25519"
openssl pkey -inform DER -in signing.p8 -pubout >key.pub
openssl x509 -inform DER -in signing.crt.der -noout -pubkey >certificate.pub
cmp -s key.pub certificate.pub || fail "the signing key is not that of the certificate"
pass "the signing key, by openssl cms -decrypt"

for name in Root Rsa; do
  blob envelope "ca_key JOIN ca ON ca.id = ca_key.ca WHERE label = '$name'" "$name.cms"
  tool 0 openssl asn1parse -inform DER -in "$name.cms"
  out_has "id-smime-ct-authEnvelopedData"
  decrypt "$name.cms" "$name.p8"
  run 0 ca certificate "$name" --out "$name.pem"
  openssl pkey -inform DER -in "$name.p8" -pubout >key.pub
  openssl x509 -in "$name.pem" -noout -pubkey >certificate.pub
  cmp -s key.pub certificate.pub || fail "the key of $name is not that of its certificate"
  pass "the key of $name, by openssl cms -decrypt"
done

# 3. And it is the key: what it signs, the authority's certificate vouches for.
make_csr device
openssl pkey -inform DER -in Rsa.p8 -out Rsa.key
tool 0 openssl x509 -req -in device.csr -CA Rsa.pem -CAkey Rsa.key -days 10 -out by-hand.pem
tool 0 openssl verify -CAfile Root.pem -untrusted Rsa.pem by-hand.pem
pass "a certificate signed by hand verifies under the same hierarchy"

# 4. An entry of the log, by openssl alone.
run 0 log show 2 --json
json 'd["Canonical"]' | python3 -c 'import sys; sys.stdout.write(sys.stdin.read()[:-1])' >event.json
json 'd["Signature"]' | python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))' >event.sig
tool 0 openssl pkeyutl -verify -rawin -certin -inkey signing.crt.der -keyform DER -in event.json -sigfile event.sig
out_has "Verified Successfully"
pass "a log entry's signature, by openssl pkeyutl"
