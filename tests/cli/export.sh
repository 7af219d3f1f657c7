#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What leaves for other programs: each form is opened by the programs that it is for. Programs that are not installed
# are left out, saying so.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
make_root
make_ca Middle Root 1 16y
make_ca Line Middle 0 4y
make_csr device
run 0 cert issue --ca Line --csr device.csr --validity 300d --out device.pem
serial=$(serial_of device.pem)
run 0 ca certificate Root --out root.pem
fingerprint() {
  openssl x509 -in "$1" -noout -fingerprint -sha256
}
printf 'a long export passphrase\n' >export-passphrase
has() {
  command -v "$1" >/dev/null 2>&1 || {
    echo "left out: $1 is not installed"
    return 1
  }
}

# --- Certificates ---
run 0 cert export "$serial" --format pem --out it.pem
same "$(cat device.pem)" "$(cat it.pem)" "the certificate"
run 0 cert export "$serial" --format fullchain
mv out full.pem
same 3 "$(grep -c BEGIN full.pem)" "certificates for a server"
tool 0 openssl verify -x509_strict -CAfile root.pem -untrusted full.pem full.pem
run 0 cert export "$serial" --format chain --out chain.pem
same 3 "$(grep -c BEGIN chain.pem)" "certificates above it"
tail -n "$(wc -l <root.pem)" chain.pem >last.pem
same "$(fingerprint root.pem)" "$(fingerprint last.pem)" "the last one"
run 0 cert export "$serial" --format der --out it.cer
openssl x509 -inform DER -in it.cer -out again.pem
same "$(fingerprint device.pem)" "$(fingerprint again.pem)" "the bytes"
run 2 cert export "$serial" --format der
run 2 cert export "$serial" --format jks
run 5 cert export 00112233445566778899aabbccddeeff --format pem
pass "PEM, bytes, chain and full chain"

run 0 cert export "$serial" --format pkcs7 --out it.p7b
tool 0 openssl pkcs7 -in it.p7b -print_certs -noout
same 4 "$(grep -c '^subject' out)" "certificates in the PKCS#7 file"
if has certtool; then
  tool 0 certtool --p7-info --infile it.p7b
fi
if has keytool; then
  tool 0 keytool -printcert -file it.p7b
  out_has "CN=device"
fi
pass "PKCS#7"

# --- PKCS#12 ---
run 2 cert export "$serial" --format pkcs12
run 2 cert export "$serial" --format pem --key device.key
err_has "no place for a private key"
for choice in modern compatible; do
  run 0 cert export "$serial" --format pkcs12 --key device.key --encryption $choice --name "my device" \
    --new-passphrase-file export-passphrase --out $choice.p12
  out_has "$choice: "
  same 600 "$(stat -c %a $choice.p12)" "mode of what holds a key"
  tool 0 openssl pkcs12 -in $choice.p12 -passin file:export-passphrase -noenc -out all.pem
  same 4 "$(grep -c 'BEGIN CERT' all.pem)" "certificates in it"
  openssl pkey -in all.pem -out key.pem
  openssl pkey -in device.key -out wanted.pem
  same "$(cat wanted.pem)" "$(cat key.pem)" "the key in it"
  tool 1 openssl pkcs12 -in $choice.p12 -passin pass:wrong -noenc -noout
  if has certtool; then
    tool 0 certtool --p12-info --inder --password "$(cat export-passphrase)" --infile $choice.p12
    out_has "BEGIN CERTIFICATE"
  fi
  if has keytool; then
    tool 0 keytool -list -keystore $choice.p12 -storetype PKCS12 -storepass "$(cat export-passphrase)"
    out_has "PrivateKeyEntry"
    out_has "my device"
  fi
  if has pk12util && has certutil; then
    rm -rf nss
    mkdir nss
    tool 0 certutil -N -d sql:nss --empty-password
    tool 0 pk12util -i $choice.p12 -d sql:nss -w export-passphrase
    tool 0 certutil -L -d sql:nss
    out_has "my device"
    tool 0 certutil -K -d sql:nss
  fi
done
tool 0 openssl pkcs12 -in modern.p12 -passin file:export-passphrase -info -noout
err_has "MAC: sha256, Iteration 100000"
err_has "PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256"
tool 0 openssl pkcs12 -in compatible.p12 -passin file:export-passphrase -info -noout
err_has "MAC: sha1, Iteration 2048"
err_has "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048"
run 0 cert export "$serial" --format pkcs12 --new-passphrase-file export-passphrase --out public.p12 --json
same false "$(json 'd["WithKey"]')" "a key is in it"
same modern "$(json 'd["Encryption"]["Choice"]')" "the choice where none was made"
tool 0 openssl pkcs12 -in public.p12 -passin file:export-passphrase -nocerts -noenc
out_lacks "PRIVATE KEY"
pass "PKCS#12 in both ways, with a key and without"

make_csr other
run 7 cert export "$serial" --format pkcs12 --key other.key --new-passphrase-file export-passphrase --out no.p12
err_has "not that of this certificate"
run 5 cert export "$serial" --format pkcs12 --key device.pem --new-passphrase-file export-passphrase --out no.p12
err_has "no private key"
[ ! -e no.p12 ] || fail "a refused export left a file"
openssl pkey -in device.key -aes256 -passout pass:own -out locked.key
printf 'own\n' >own
run 0 cert export "$serial" --format pkcs12 --key locked.key --key-passphrase-file own \
  --new-passphrase-file export-passphrase --out locked.p12
run 6 cert export "$serial" --format pkcs12 --key locked.key --new-passphrase-file export-passphrase --out no.p12
# One that is an authority: the vault has the key, and it stays there.
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout theirs.key -out theirs.csr \
  -subj "/CN=Theirs" 2>/dev/null
run 0 cert issue --ca Middle --csr theirs.csr --template SubordinateCACertificate_PathLen0/V1 --validity 2y \
  --out theirs.pem
run 3 cert export "$(serial_of theirs.pem)" --format pkcs12 --key theirs.key \
  --new-passphrase-file export-passphrase --out no.p12
err_has "whole hierarchy"
run 0 cert export "$(serial_of theirs.pem)" --format pkcs12 --new-passphrase-file export-passphrase --out theirs.p12
pass "a foreign key, a file without one, a locked one and that of an authority are refused or opened as they should"

# --- Kubernetes ---
run 2 cert export "$serial" --format kubernetes --key device.key --name device
for name in Device 'a: b' '-a' 'a"b' ''; do
  run 2 cert export "$serial" --format kubernetes --key device.key "--name=$name" --out no.yaml
done
run 2 cert export "$serial" --format kubernetes --key device.key --name yes --namespace a.b --out no.yaml
run 0 cert export "$serial" --format kubernetes --key device.key --name null --namespace "1234" --out secret.yaml
same 600 "$(stat -c %a secret.yaml)" "mode of what holds a key"
if python3 -c 'import yaml' 2>/dev/null; then
  python3 -c 'import base64, sys, yaml
d = yaml.safe_load(open("secret.yaml"))
assert d["apiVersion"] == "v1" and d["kind"] == "Secret" and d["type"] == "kubernetes.io/tls", d
assert d["metadata"] == {"name": "null", "namespace": "1234"}, d["metadata"]
for name in ("tls.crt", "tls.key", "ca.crt"):
    open(name, "wb").write(base64.b64decode(d["data"][name], validate=True))' || fail "not the secret that was meant"
  cmp -s full.pem tls.crt || fail "tls.crt is not the full chain"
  same "$(fingerprint root.pem)" "$(fingerprint ca.crt)" "ca.crt"
  same "$(cat wanted.pem)" "$(openssl pkey -in tls.key)" "tls.key"
else
  echo "left out: python3-yaml is not installed"
fi
if has kubectl; then
  tool 0 kubectl label --local -f secret.yaml judged=yes -o 'jsonpath={.metadata.namespace}/{.metadata.name}'
  same 1234/null "$(cat out)" "what kubectl reads"
fi
pass "a Kubernetes secret"

# --- Roots ---
run 0 ca trust --out trust
same 1 "$(find trust -name '*.crt' | wc -l)" roots
crt=$(basename trust/*.crt)
same "$(fingerprint root.pem)" "$(fingerprint "trust/$crt")" "the root"
tool 0 openssl verify -CAfile trust/roots.pem -untrusted full.pem device.pem
shown=$(fingerprint root.pem | sed 's/.*=//')
grep -qF "$shown" trust/README.txt || fail "the text does not show the fingerprint"
for word in update-ca-certificates update-ca-trust certutil keytool; do
  grep -q "$word" trust/README.txt || fail "the text does not tell of $word"
done
run 0 ca trust Line
same "$(cat root.pem)" "$(cat out)" "the root above an authority"
run 5 ca trust Nobody
run 1 ca trust --out trust
# The commands for Firefox and Java, as they stand there.
cd trust
if has certutil; then
  mkdir profile
  certutil -N -d sql:profile --empty-password
  PROFILE=$PWD/profile sh -e -c "$(grep '^certutil -A' README.txt)"
  certutil -L -d sql:profile | grep -q 'C,,' || fail "the root is not trusted in NSS"
  certutil -A -d sql:profile -n middle -t ,, -i ../chain.pem
fi
if has keytool; then
  sh -e -c "$(grep '^keytool -importcert' README.txt | sed 's/-cacerts/-keystore .\/store/')" >../out 2>&1 ||
    fail "keytool does not take the root"
  keytool -list -keystore store -storepass changeit >../out 2>/dev/null
fi
cd ..
! has keytool || out_has trustedCertEntry
pass "the roots, and how they are trusted"

# --- index.txt ---
make_csr stolen
make_csr kept
run 0 cert issue --ca Line --csr stolen.csr --validity 30d --out stolen.pem
run 0 cert issue --ca Line --csr kept.csr --validity 30d --out kept.pem
run 0 cert revoke "$(serial_of stolen.pem)" --ca Line --reason KEY_COMPROMISE
run 0 cert revoke "$(serial_of kept.pem)" --ca Line --reason PRIVILEGE_WITHDRAWN
run 2 ca index Line
mkdir demo
run 0 ca index Line --out demo/index.txt --json
same '[3, 2, 1]' "$(json '[d["Rows"], d["Revoked"], d["WithoutReason"]]')" "what is in it"
run 1 ca index Line --out demo/index.txt
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout any.key -out any.pem \
  -subj /CN=Any 2>/dev/null
cat >ca.cnf <<'EOF'
[ca]
default_ca = here
[here]
database = demo/index.txt
crlnumber = demo/crlnumber
new_certs_dir = demo
private_key = any.key
certificate = any.pem
default_md = sha256
default_crl_days = 7
policy = any
[any]
commonName = supplied
EOF
echo 10 >demo/crlnumber
tool 0 openssl ca -config ca.cnf -updatedb
tool 0 openssl ca -config ca.cnf -gencrl -out demo/list.pem
openssl crl -in demo/list.pem -noout -text >out
same 2 "$(grep -c 'Serial Number:' out)" "revoked ones in openssl's list"
out_has "$(serial_of stolen.pem)"
out_has "Key Compromise"
openssl ca -config ca.cnf -status "$(serial_of device.pem)" 2>err >out || :
err_has "Valid (V)"
openssl ca -config ca.cnf -status "$(serial_of stolen.pem)" 2>err >out || :
err_has "Revoked (R)"
grep -q "CN=device" demo/index.txt || fail "the subject is not in it"
pass "openssl ca goes on with the index"

# --- The command for a request ---
run 0 template request EndEntityServerAuthCertificate \
  --subject "CN=it's \$(touch bad) \`touch bad\`,O=A/B\\+C\\=D,C=DE" \
  --name www.example --name 192.0.2.7 --name ada@example.com --name spiffe://example/a \
  --file "web 'one'" --out command.sh
tool 0 sh command.sh
[ ! -e bad ] || fail "the shell ran what stands in a name"
run 0 cert issue --ca Line --csr "web 'one'.csr" --template EndEntityServerAuthCertificate --validity 30d --out web.pem
openssl x509 -in web.pem -noout -subject -nameopt RFC2253,-esc_msb -ext subjectAltName >out
out_has "CN=it's \$(touch bad) \`touch bad\`"
out_has "O=A/B\\+C=D"
out_has "DNS:www.example, IP Address:192.0.2.7, email:ada@example.com, URI:spiffe://example/a"
run 0 template request EndEntityCertificate_APIPassthrough --name api.example --key-algorithm RSA_2048 --file api
mv out api.sh
tool 0 sh api.sh
openssl req -in api.csr -noout -text >out
out_has "X509v3 Subject Alternative Name: critical"
out_has "2048 bit"
for name in 'a,DNS:b' 'a b' "$(printf 'a\nb')" 'a$b' 'a;b' 'a#b' 'a\b' 'ä.example'; do
  run 2 template request EndEntityCertificate --subject CN=a "--name=$name"
done
run 2 template request EndEntityCertificate
run 2 template request RootCACertificate --subject CN=a
run 2 template request EndEntityCertificate --subject CN=a --file=-rf
run 2 template request Nothing --subject CN=a
cli template list --json >templates.json
for template in $(json '" ".join(t["Name"] for t in d["Templates"] if t["Type"] != "ROOT")' templates.json); do
  run 0 template request "$template" --subject "CN=each" --name each.example --file each
  mv out each.sh
  tool 0 sh each.sh
  tool 0 openssl req -in each.csr -verify -noout
done
pass "the command makes a request that is accepted, whatever stands in the names"
