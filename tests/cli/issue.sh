#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Requests made by openssl: good ones issued and accepted by others at every depth, bad ones refused
# with the reason and nothing left but the event.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3 certtool

make_vault
make_hierarchy
run 0 ca certificate Root --out root.pem

# --- Good ones ---------------------------------------------------------------------------------------

request() {
  name=$1
  shift
  openssl req -new "$@" -noenc -keyout "$name.key" -out "$name.csr" -subj "/C=DE/O=Meridian Motors/CN=$name" \
    -addext "subjectAltName=DNS:$name.example,IP:192.0.2.7,email:$name@example.org" 2>/dev/null
}
request rsa -newkey rsa:2048
request p256 -newkey ec -pkeyopt ec_paramgen_curve:P-256
request p384 -newkey ec -pkeyopt ec_paramgen_curve:P-384

accept() {
  tool 0 openssl verify -x509_strict -purpose sslserver -CAfile root.pem -untrusted "$1" "$1"
  tool 0 certtool --verify --load-ca-certificate root.pem --infile "$1"
  out_has "Chain verification output: Verified"
}
for ca in Root Policy Region Plant Line; do
  for name in rsa p256 p384; do
    run 0 cert issue --ca "$ca" --csr "$name.csr" --validity 90d --chain --out "$ca-$name.pem"
    out_has "CN=$name"
    accept "$ca-$name.pem"
  done
  pass "under $ca: openssl and certtool accept RSA 2048, P-256 and P-384"
done
tool 0 openssl x509 -in Line-rsa.pem -noout -ext subjectAltName
out_has "DNS:rsa.example, IP Address:192.0.2.7, email:rsa@example.org"
openssl req -in p384.csr -noout -pubkey >wanted.pub
openssl x509 -in Line-p384.pem -noout -pubkey >found.pub
cmp -s wanted.pub found.pub || fail "another key than that of the request"
pass "names and key are those of the request"

run 0 cert issue --ca Line --csr p256.csr --validity 30d --json
same 32 "$(json 'len(d["CertificateSerial"])')" "digits of the serial"
serial=$(json 'd["CertificateSerial"]')
same 0 "$(json 'int(d["CertificateSerial"][0], 16) >> 3')" "top bit of the serial"
run 0 cert show "$serial"
out_has "Common name:   p256"
out_has "valid"
run 0 cert get "$(echo "$serial" | sed 's/../&:/g; s/:$//' | tr a-f A-F)" --out got.pem
same "$serial" "$(shown_serial_of got.pem)" "serial by colons and capitals"
run 0 --quiet cert issue --ca Line --csr p256.csr --validity 30d
run 0 cert get "$(cat out)"
openssl x509 -noout -in out || fail "no certificate by ARN"
pass "found again by serial in any form, and by ARN"

run 0 cert issue --ca Line --csr p256.csr --validity 30d --out -
err_has "warning: the template says keyEncipherment"
run 0 cert issue --ca Line --csr p256.csr --validity 30d --out - --quiet
err_is_empty
same 2 "$(grep -c -e '-----' out)" "PEM lines on standard output"
openssl x509 -noout -in out || fail "no certificate on standard output"
run 1 cert issue --ca Line --csr p256.csr --validity 30d --out got.pem
err_has "got.pem"
err_has "--yes"
run 0 cert issue --ca Line --csr p256.csr --validity 30d --out got.pem --yes
run 0 cert issue --ca Line --csr - --validity 30d <p256.csr
openssl req -in p256.csr -outform DER -out p256.der
run 0 cert issue --ca Line --csr p256.der --validity 30d
cat p256.key p256.csr >both.pem
run 0 cert issue --ca Line --csr both.pem --validity 30d
err_has "PRIVATE KEY"
pass "standard output, an existing file, standard input, DER, a request beside its key"

run 2 cert issue --ca Line --csr p256.csr --validity 5y
err_has "after that of the issuer"
run 2 cert issue --ca Line --csr p256.csr --validity tomorrow
err_has "tomorrow"
run 2 cert issue --ca Line --csr p256.csr --validity 30d --template NoSuchTemplate
err_has "NoSuchTemplate"
pass "a validity beyond the issuer's, one that is none, a template that is none: refused"

# --- Bad ones ----------------------------------------------------------------------------------------

python3 - <<'END'
import base64, re, struct, zlib
pem = open("p256.csr").read()
der = bytearray(base64.b64decode("".join(l for l in pem.splitlines() if "-----" not in l)))
def write(name, data):
    text = base64.b64encode(bytes(data)).decode()
    lines = "\n".join(re.findall(".{1,64}", text))
    open(name, "w").write("-----BEGIN CERTIFICATE REQUEST-----\n" + lines + "\n-----END CERTIFICATE REQUEST-----\n")
broken = bytearray(der)
at = broken.find(b"p256.example")
broken[at] ^= 1
write("broken.csr", broken)
write("truncated.csr", der[:len(der) // 2])
open("cut.csr", "w").write(pem[:len(pem) // 2])
write("large.csr", der + b"\0" * (40000 - len(der)))
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
open("picture.csr", "wb").write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))
END
[ "$(wc -c <large.csr)" -gt 40000 ] || fail "the large request is not large"

n_events() {
  cli log list --json >log.json
  json 'len(d["Events"])' log.json
}
refuse() {
  run 0 cert list --json
  cp out before.json
  events=$(n_events)
  run 2 cert issue --ca Line --csr "$1" --validity 30d --out refused.pem
  err_is_one_line
  err_has "$1"
  err_has "$2"
  reason=$(cut -c15- err)
  [ ! -e refused.pem ] || fail "a file was written"
  run 0 cert list --json
  cmp -s out before.json || fail "the list of certificates changed"
  same $((events + 1)) "$(n_events)" "number of events"
  same '["FAILED", "acm-pca:IssueCertificate"]' \
    "$(json '[d["Events"][0]["outcome"], d["Events"][0]["action"]]' log.json)" "the event"
  run 2 --json cert issue --ca Line --csr "$1" --validity 30d
  same MalformedCSRException "$(json 'd["error"]["code"]')" "code"
  pass "refused: $reason"
}
refuse broken.csr "signature does not verify"
refuse truncated.csr "cut off or damaged"
refuse cut.csr "cut off or damaged"
refuse large.csr "more than"
refuse picture.csr "PNG"
refuse root.pem "certificate"

# --- Many --------------------------------------------------------------------------------------------

mkdir requests issued
for n in 1 2 3; do
  make_csr "device-$n"
  cp "device-$n.csr" requests/
done
cp broken.csr requests/
run 1 cert issue --ca Line --csr requests --validity 30d --out issued --jobs 2
out_has "3 issued, 1 failed"
grep -q '^broken.csr *refused' out || fail "no line for the broken request"
for n in 1 2 3; do
  grep -q "^device-$n.csr *issued" out || fail "no line for device-$n"
  openssl x509 -in "issued/device-$n.crt" -noout -subject | grep -q "device-$n" || fail "device-$n.crt holds another"
done
[ ! -e issued/broken.crt ] || fail "a file for the broken request"
pass "a folder: each on a line, a failed one does not stop the rest"

run 1 cert issue --ca Line --csr requests --validity 30d --out issued
err_has "device-1.crt"
cat device-1.csr device-2.csr device-3.csr >many.csr
run 0 --json cert issue --ca Line --csr many.csr --validity 30d --out bundle --chain
same 3 "$(json 'd["Issued"]')" issued
same 0 "$(json 'd["Failed"]')" failed
same 3 "$(json 'len([r for r in d["Results"] if r["Path"] == "bundle/" + r["CertificateSerial"] + ".crt"])')" paths
for file in bundle/*.crt; do
  accept "$file"
done
{
  cat device-1.csr cut.csr
  echo
  cat device-3.csr
} | run 1 cert issue --ca Line --csr - --validity 30d
out_has "2 issued, 1 failed"
run 2 cert issue --ca Line --csr many.csr --validity 30d --out got.pem
err_has "several certificates go into a folder"
mkdir empty
run 2 cert issue --ca Line --csr empty --validity 30d
pass "one file with many, standard input with many, named by serial"
