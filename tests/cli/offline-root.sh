#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Three vaults, and only files between them: an offline one with the root, an online one that issues, and a
# supplier's own. Five levels deep, judged by openssl; each altered, replayed or misdirected file refused.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

now=2026-06-01T12:00:00Z
mkdir offline online supplier stick

# at FOLDER PERSON STATUS ARGUMENTS…: the vault of that folder, by that person. Nothing else of it is used.
at() {
  folder=$1
  ESPALIER_VAULT="$work/$1/vault.espalier"
  ESPALIER_AS=$2
  ESPALIER_PASSPHRASE_FILE="$work/$1/passphrase.$2"
  export ESPALIER_VAULT ESPALIER_AS ESPALIER_PASSPHRASE_FILE
  shift 2
  wanted=$1
  shift
  run "$wanted" --now "$now" "$@"
}

# found FOLDER ADMIN ORGANIZATION NUMBER
found() {
  printf '%s, and nobody else\n' "$2" >"$1/passphrase.$2"
  at "$1" "$2" 0 vault create --organization "$3" --admin "$2" --account "$3" --unlock passphrase
}

found offline ada "Meridian Root"
found online olaf "Meridian Issuing"
found supplier rita "Radio Supplier"

# --- Partners --------------------------------------------------------------------------------------------

at online olaf 5 exchange partner remove nobody
at online olaf 1 exchange identity show
err_has "exchange identity create"
for who in "offline ada" "online olaf" "supplier rita"; do
  # shellcheck disable=SC2086 # a folder and a name
  set -- $who
  at "$1" "$2" 0 --quiet exchange identity create --out "stick/$1.pem"
  cp out "$1/fingerprint"
  tool 0 openssl x509 -in "stick/$1.pem" -noout -ext subjectAltName,keyUsage
  out_has "urn:uuid:"
  out_has "Digital Signature"
  at "$1" "$2" 0 --quiet exchange identity show
  same "$(cat "$1/fingerprint")" "$(cat out)" "fingerprint of $1"
done

# service FOLDER ADMIN NAME ROLE: somebody as whom a partner asks; who makes its keys throws the passphrase away.
service() {
  at "$1" "$2" 0 --json account list
  number=$(json 'd["Accounts"][0]["Id"]')
  at "$1" "$2" 0 principal invite "$3" --account "${5:-$number}" --service --code-file "$1/code"
  head -c 18 /dev/urandom | base64 >"$1/thrown-away"
  at "$1" "$2" 0 --quiet principal enrol "$3" --code-file "$1/code" --unlock passphrase \
    --new-passphrase-file "$1/thrown-away"
  at "$1" "$2" 0 principal confirm "$3" --fingerprint "$(cat out)"
  rm "$1/thrown-away"
  at "$1" "$2" 0 role create "$4" --account "${5:-$number}" --policy "$1/$4.json"
  at "$1" "$2" 0 role assign "$4" "$3"
  rm "$1/code"
}

cat >offline/Subordinates.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["acm-pca:IssueCertificate", "acm-pca:GetCertificate", "acm-pca:ListCertificateAuthorities"],
      "Resource": "*",
      "Condition": {
        "StringEqualsIfExists": {
          "acm-pca:TemplateArn": "arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen2/V1"
        }
      }
    }
  ]
}
END
service offline ada issuing-vault Subordinates
at offline ada 2 exchange partner add issuing --certificate stick/online.pem --fingerprint 00
at offline ada 7 exchange partner add issuing --certificate stick/online.pem \
  --fingerprint "$(cat supplier/fingerprint)"
at offline ada 2 exchange partner add self --certificate stick/offline.pem --fingerprint "$(cat offline/fingerprint)"
at offline ada 2 exchange partner add issuing --certificate stick/online.pem \
  --fingerprint "$(cat online/fingerprint)" --asks-as issuing-vault
at offline ada 0 exchange partner add issuing --certificate stick/online.pem \
  --fingerprint "$(cat online/fingerprint)" --asks-as issuing-vault --asks-in Subordinates
at offline ada 1 exchange partner add again --certificate stick/online.pem --fingerprint "$(cat online/fingerprint)"
at online olaf 0 exchange partner add root --certificate stick/offline.pem --fingerprint "$(cat offline/fingerprint)"
at online olaf 0 exchange partner list --json
same root "$(json 'd["Partners"][0]["Name"]')" "partner"
pass "two vaults know each other by fingerprints that were compared"

# --- Five levels -----------------------------------------------------------------------------------------

at offline ada 0 --quiet ca create --subject "CN=Root,O=Meridian" --validity 20y --no-dual-control
at offline ada 0 --quiet ca create --subject "CN=Policy,O=Meridian" --parent Root --path-length 3 --validity 15y
at online olaf 0 --quiet ca create --subject "CN=Region,O=Meridian" --type subordinate
at online olaf 0 ca show Region
out_has "waits for its certificate"

ask() {
  at online olaf 0 exchange request create --partner root --ca Policy --for Region \
    --template SubordinateCACertificate_PathLen2/V1 --validity 10y --out "stick/$1" ${2+"$2"} ${3+"$3"}
}
at online olaf 2 exchange request create --partner root --ca Policy --for Region --validity 10y --out stick/no
at online olaf 5 exchange request create --partner nobody --ca Policy --for Region --validity 10y --out stick/no
[ ! -e stick/no ] || fail "a request that was refused left a file"
ask request.cms
tool 0 openssl cms -verify -inform PEM -in stick/request.cms -nointern -certfile stick/online.pem \
  -CAfile stick/online.pem -no_check_time -binary -out content.json
same espalier-exchange-request "$(json 'd["Type"]' content.json)" "what the container holds"
tool 1 grep -q "PRIVATE" content.json
at offline ada 0 exchange request show stick/request.cms
out_has "CN=Region"
at offline ada 0 exchange request process stick/request.cms --out stick/response.cms
at offline ada 0 --yes exchange request process stick/request.cms --out stick/again.cms
out_has "came before"
cmp -s stick/response.cms stick/again.cms || fail "the same request got another answer"
at offline ada 0 cert list --ca Policy --json
same 1 "$(json 'len(d["Certificates"])')" "certificates for one request that came twice"
tool 0 openssl cms -verify -inform PEM -in stick/response.cms -nointern -certfile stick/offline.pem \
  -CAfile stick/offline.pem -no_check_time -binary -out content.json
same espalier-exchange-response "$(json 'd["Type"]' content.json)" "what the answer holds"
pass "asked and answered, and the same request is answered once"

# A byte here and there of either file; all of them are in tests/exchange and tests/engine.
flip() {
  python3 -c 'import sys
data = bytearray(open(sys.argv[1], "rb").read())
at = len(data) * int(sys.argv[3]) // 100
data[at] ^= 1
open(sys.argv[2], "wb").write(data)' "$1" stick/flipped.cms "$2"
}
for part in 0 3 17 31 50 66 80 95 99; do
  flip stick/request.cms "$part"
  at offline ada 7 exchange request process stick/flipped.cms --out stick/no
  flip stick/response.cms "$part"
  at online olaf 7 exchange response accept stick/flipped.cms
done
head -n 10 stick/response.cms >stick/cut.cms
at online olaf 7 exchange response accept stick/cut.cms
at online olaf 7 exchange response accept stick/request.cms
[ ! -e stick/no ] || fail "a file that was refused got an answer"
at online olaf 0 ca show Region
out_has "waits for its certificate"
pass "altered files are refused"

at online olaf 0 exchange response accept stick/response.cms
at online olaf 1 exchange response accept stick/response.cms
err_has "accepted before"
at online olaf 0 exchange request list --json
number=$(json '[e["RequestId"] for e in d["Exchanges"] if e["Status"] == "ANSWERED"][0]')
at online olaf 0 exchange response install "$number" --out written
tool 0 openssl x509 -in written/1.crt -noout -subject -nameopt RFC2253
out_has "CN=Region"
at online olaf 5 exchange response install 00112233445566778899aabbccddeeff
at offline ada 1 exchange response install "$number"
at online olaf 0 --quiet ca create --subject "CN=Plant,O=Meridian" --parent Region --path-length 1 --validity 8y
at online olaf 0 --quiet ca create --subject "CN=Line,O=Meridian" --parent Plant --path-length 0 --validity 4y
make_csr device
at online olaf 0 cert issue --ca Line --csr device.csr --validity 90d --out device.crt
at online olaf 0 ca certificate Line --chain --out chain.pem
at offline ada 0 ca certificate Root --out root.pem
python3 - <<'END'
blocks = open("chain.pem").read().split("-----END CERTIFICATE-----\n")
open("between.pem", "w").write("".join(b + "-----END CERTIFICATE-----\n" for b in blocks if b.strip()))
assert len([b for b in blocks if b.strip()]) == 5, "five levels"
END
tool 0 openssl verify -no_check_time -x509_strict -CAfile root.pem -untrusted between.pem device.crt
out_has "device.crt: OK"
pass "five levels, verified by openssl against the root that never left its vault"

# --- Refused by the rules --------------------------------------------------------------------------------

# What the partner may not ask for is answered with the reason.
at online olaf 0 --quiet ca create --subject "CN=Wide,O=Meridian" --type subordinate
at online olaf 0 exchange request create --partner root --ca Policy --for Wide --validity 5y \
  --template SubordinateCACertificate_PathLen1/V1 --out stick/wide.cms
at offline ada 0 exchange request process stick/wide.cms --out stick/wide-answer.cms
out_has "Refused: 1"
at online olaf 1 exchange response accept stick/wide-answer.cms --json
same ACCESS_DENIED "$(json 'd["Items"][0]["Reason"][:13]')" "the reason"
at online olaf 0 ca show Wide
out_has "waits for its certificate"

# Expired, from the future, to another vault, of nobody who is known.
ask late.cms --days 1
now=2026-06-03T12:00:00Z
at offline ada 7 exchange request process stick/late.cms --out stick/no
err_has "it was good until 2026-06-02T12:00:00Z"
at offline ada 0 --yes exchange request process stick/request.cms --out stick/again.cms
cmp -s stick/response.cms stick/again.cms || fail "what was answered is answered in the same way later"
now=2026-07-02T12:00:00Z
ask early.cms
now=2026-06-04T12:00:00Z
at offline ada 7 exchange request process stick/early.cms --out stick/no
err_has "still to come"
now=2026-07-03T12:00:00Z
at offline ada 0 exchange partner add supplier --certificate stick/supplier.pem \
  --fingerprint "$(cat supplier/fingerprint)"
at supplier rita 0 exchange partner add elsewhere --certificate stick/online.pem \
  --fingerprint "$(cat online/fingerprint)"
at supplier rita 0 exchange request create --partner elsewhere --ca Line --csr device.csr --validity 30d \
  --out stick/astray.cms
at offline ada 7 exchange request process stick/astray.cms --out stick/no
err_has "take it there"
at online olaf 7 exchange request process stick/astray.cms --out stick/no
err_has "none of the partners signed it"
[ ! -e stick/no ] || fail "a file that was refused got an answer"
pass "expired, early, misdirected and unknown files are refused with the reason"

# --- A supplier ------------------------------------------------------------------------------------------

at online olaf 0 account create Radio --number 333344445555
cat >online/RadioIssuer.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [ { "Effect": "Allow", "Action": ["acm-pca:*", "ram:*"], "Resource": "*" } ]
}
END
service online olaf radio-files RadioIssuer 333344445555
person_of_radio="rolf"
printf 'rolf, and nobody else\n' >online/passphrase.rolf
at online olaf 0 principal invite rolf --account 333344445555 --code-file online/code
at online olaf 0 --quiet principal enrol rolf --code-file online/code --unlock passphrase \
  --new-passphrase-file online/passphrase.rolf
at online olaf 0 principal confirm rolf --fingerprint "$(cat out)"
rm online/code
at online olaf 0 role assign RadioIssuer rolf
at online olaf 0 share create "Radio units" --ca Line --to Radio \
  --permission AWSRAMEndEntityClientAuthCertificateIssuanceCertificateAuthority
at online "$person_of_radio" 0 share accept "Radio units"
at online olaf 0 exchange partner add radio --certificate stick/supplier.pem \
  --fingerprint "$(cat supplier/fingerprint)" --asks-as radio-files --asks-in RadioIssuer

mkdir units
for n in 1 2 3; do
  make_csr "unit-$n"
  mv "unit-$n.csr" units/
done
order() {
  at supplier rita 0 exchange request create --partner elsewhere --ca Line --share "$2" --csr units \
    --template "$3" --validity 30d --out "stick/$1"
}
order units.cms "Radio units" EndEntityClientAuthCertificate/V1
at online olaf 0 exchange request process stick/units.cms --out stick/units-answer.cms
out_has "Signed: 3"
at supplier rita 0 exchange response accept stick/units-answer.cms --out units
for n in 1 2 3; do
  sed '/-----END CERTIFICATE-----/q' "units/$n.crt" >leaf.pem
  tool 0 openssl verify -no_check_time -x509_strict -purpose sslclient -CAfile root.pem \
    -untrusted "units/$n.crt" leaf.pem
done
at online olaf 0 cert list --ca Line --search unit-1 --json
same '["radio-files", "333344445555"]' \
  "$(json '[d["Certificates"][0][k] for k in ("RequestedBy", "RequesterAccount")]')" "who asked"
# Unattended: a service of the owner's side, with the rights to that alone and its own key for files.
cat >online/Clerk.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "acm-pca:IssueCertificate",
        "acm-pca:ListCertificateAuthorities",
        "espalier:AnswerExchangeRequest",
        "espalier:CreateExchangeIdentity",
        "espalier:ProcessSigningRequests",
        "espalier:ReceiveExchangeRequest"
      ],
      "Resource": "*"
    }
  ]
}
END
at online olaf 0 --json account list
number=$(json '[a["Id"] for a in d["Accounts"] if a["Name"] != "Radio"][0]')
at online olaf 0 role create Clerk --account "$number" --policy online/Clerk.json
at online olaf 0 principal invite clerk --account "$number" --service --code-file online/code
printf 'clerk, and nobody else\n' >online/passphrase.clerk
at online olaf 0 --quiet principal enrol clerk --code-file online/code --unlock passphrase \
  --new-passphrase-file online/passphrase.clerk
at online olaf 0 principal confirm clerk --fingerprint "$(cat out)"
rm online/code
at online olaf 0 role assign Clerk clerk
order night.cms "Radio units" EndEntityClientAuthCertificate/V1
at online clerk 1 exchange request process stick/night.cms --out stick/no
err_has "exchange identity create"
at online clerk 0 --quiet exchange identity create --out stick/clerk.pem
cp out online/fingerprint.clerk
at online clerk 3 exchange partner add mine --certificate stick/clerk.pem --fingerprint "$(cat out)"
at online clerk 0 exchange request process stick/night.cms --out stick/night-answer.cms
out_has "Signed: 3"
at supplier rita 7 exchange response accept stick/night-answer.cms
err_has "none of the partners"
at supplier rita 0 exchange partner add night --certificate stick/clerk.pem \
  --fingerprint "$(cat online/fingerprint.clerk)"
at supplier rita 0 exchange response accept stick/night-answer.cms
pass "unattended, by a service that may do nothing else"

order servers.cms "Radio units" EndEntityServerAuthCertificate/V1
at online olaf 0 exchange request process stick/servers.cms --out stick/servers-answer.cms
out_has "Refused: 3"
at supplier rita 1 exchange response accept stick/servers-answer.cms
order other.cms "Other units" EndEntityClientAuthCertificate/V1
at online olaf 3 exchange request process stick/other.cms --out stick/no
err_has "no share Other units"
at online olaf 0 share delete "Radio units"
order ended.cms "Radio units" EndEntityClientAuthCertificate/V1
at online olaf 3 exchange request process stick/ended.cms --out stick/no
at online olaf 0 exchange partner remove radio
at online olaf 7 exchange request process stick/ended.cms --out stick/no
err_has "none of the partners"
[ ! -e stick/no ] || fail "a file that was refused got an answer"
pass "a supplier's own vault gets what its share gives, and nothing else"

# --- What is told of it ----------------------------------------------------------------------------------

for who in "offline ada" "online olaf" "supplier rita"; do
  # shellcheck disable=SC2086 # a folder and a name
  set -- $who
  at "$1" "$2" 0 vault verify
  at "$1" "$2" 0 exchange request list
  out_has "answered"
done
at online olaf 0 log list --outcome failed --json
json '[e["error"] for e in d["Events"]]' >errors
for reason in SIGNED_DATA_FORM EXCHANGE_ANSWERED EXCHANGE_SIGNER_UNKNOWN EXCHANGE_WRONG_SHARE; do
  grep -q "$reason" errors || fail "no entry in the log says $reason"
done
pass "each act and each refusal stands in the log, and the log is proved"
