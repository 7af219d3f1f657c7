#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a caller wants in a certificate beside its request: previewed with the source of each value, issued
# as it was previewed, refused with the path of the member; and the same command twice is done once.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
make_root
make_csr device
run 0 ca certificate Root --out root.pem

cat >wanted.json <<'END'
{"Subject": {"Country": "DE", "Organization": "Meridian Motors", "CommonName": "radio 7"},
 "Extensions": {
   "KeyUsage": {"DigitalSignature": true},
   "ExtendedKeyUsage": [{"ExtendedKeyUsageType": "CLIENT_AUTH"}],
   "SubjectAlternativeNames": [{"DnsName": "radio-7.example"}, {"IpAddress": "2001:db8::7"}],
   "CertificatePolicies": [{"CertPolicyId": "1.3.6.1.4.1.99999.1", "PolicyQualifiers": [
     {"PolicyQualifierId": "CPS", "Qualifier": {"CpsUri": "http://pki.example/cps"}}]}],
   "CustomExtensions": [{"ObjectIdentifier": "1.3.6.1.4.1.99999.2", "Value": "DAhzZXJpYWwgNw=="}]}}
END

n_events() {
  cli log list --json >log.json
  json 'len(d["Events"])' log.json
}

# --- Preview -----------------------------------------------------------------------------------------

template=BlankEndEntityCertificate_APIPassthrough
events=$(n_events)
run 0 cert preview --ca Root --csr device.csr --template $template --validity 30d --passthrough wanted.json
out_has "CN=radio 7,O=Meridian Motors,C=DE (from the passthrough)"
out_has "Key usage (critical)"
out_has "DNS:radio-7.example, IP:2001:db8::7"
out_has "the passthrough of the call supplies it"
out_has "CN=device"
same "$events" "$(n_events)" "number of events"
run 0 cert list --json
same 1 "$(json 'len(d["Certificates"])')" "certificates: the root's own"
run 0 --json cert preview --ca Root --csr device.csr --template $template --validity 30d --passthrough wanted.json
cp out preview.json
same "Template Api Api SubjectKey Issuer Api Api Api" "$(json '" ".join(e["Source"] for e in d["Extensions"])')" sources
pass "a preview tells the source of each value, and leaves nothing behind"

run 0 --json cert issue --ca Root --csr device.csr --template $template --validity 30d --passthrough wanted.json \
  --out radio.pem
python3 - <<'END' || fail "the certificate is not the one of the preview"
import base64, json, subprocess
preview = json.load(open("preview.json"))
der = subprocess.run(["openssl", "x509", "-in", "radio.pem", "-outform", "DER"], check=True,
                     capture_output=True).stdout
missing = [e["Name"] for e in preview["Extensions"] if base64.b64decode(e["Der"]) not in der]
assert not missing, missing
assert len(preview["Extensions"]) == 8
END
tool 0 openssl verify -x509_strict -CAfile root.pem -purpose sslclient radio.pem
tool 0 openssl x509 -in radio.pem -noout -subject -ext subjectAltName,certificatePolicies
out_has "radio 7"
out_has "DNS:radio-7.example, IP Address:2001:DB8:0:0:0:0:0:7"
out_has "CPS: http://pki.example/cps"
pass "issued as it was previewed"

# --- What is left out, what is refused ---------------------------------------------------------------

run 0 cert issue --ca Root --csr device.csr --validity 30d --passthrough wanted.json
err_has "Subject was asked for by the passthrough and left out: the template does not take it"
err_has "Key usage was asked for by the passthrough and left out: the template fixes its value"
err_has "1.3.6.1.4.1.99999.2 was asked for by the passthrough and left out"
run 0 --json cert issue --ca Root --csr device.csr --validity 30d --passthrough wanted.json
same 6 "$(json 'len([i for i in d["Ignored"] if i["Source"] == "Api"])')" "parts left out"
pass "a template without passthrough says of each part that it is left out"

echo '{"Extensions": {"KeyUsage": {"KeyCertSign": true}}}' >bad.json
run 7 cert preview --ca Root --csr device.csr --template $template --validity 30d --passthrough bad.json
out_has "cert-sign-without-ca"
err_has "it would be refused"
run 2 cert issue --ca Root --csr device.csr --template $template --validity 30d --passthrough bad.json
err_has "cert-sign-without-ca"
run 7 --json cert preview --ca Root --csr device.csr --validity 50y
same ValidationException "$(json 'd["Problem"]["Code"]')" code
pass "what would be refused is previewed with the reason, status 7"

refuse() {
  echo "$1" >refused.json
  run 2 cert issue --ca Root --csr device.csr --template $template --validity 30d --passthrough refused.json
  err_is_one_line
  err_has "$2"
  pass "refused: $(cut -c15- err)"
}
refuse '{"Extensions": {"SubjectAlternativeNames": [{"DnsName": "a"}, {"IpAddress": "a"}]}}' \
  "Extensions.SubjectAlternativeNames[1].IpAddress"
refuse '{"Extensions": {"NameConstraints": {}}}' "Extensions.NameConstraints"
refuse '{"Subject": {"Country": "Germany"}}' "Subject.Country"
refuse '{"Subject": {"CommonName": "a"}' "refused.json"
refuse '[]' "refused.json"
run 1 cert issue --ca Root --csr device.csr --validity 30d --passthrough nowhere.json
err_has "nowhere.json"
mkdir two
cp device.csr two/a.csr
cp device.csr two/b.csr
run 2 cert preview --ca Root --csr two --validity 30d
err_has "several requests"

# --- Once --------------------------------------------------------------------------------------------

run 0 --json cert issue --ca Root --csr device.csr --validity 30d --idempotency-token "order 66"
cp out first.json
run 0 --json cert issue --ca Root --csr device.csr --validity 30d --idempotency-token "order 66"
cmp -s out first.json || fail "another answer in another process"
cp first.json order.json
run 2 cert issue --ca Root --csr device.csr --validity 31d --idempotency-token "order 66"
err_has "order 66"
err_has "other parameters"
run 0 --json cert issue --ca Root --csr two --validity 30d --idempotency-token lot
cp out first.json
run 0 --json cert issue --ca Root --csr two --validity 30d --idempotency-token lot
cmp -s out first.json || fail "another answer for many"
run 0 --quiet ca create --subject CN=Once --idempotency-token once
cp out first
run 0 --quiet ca create --subject CN=Once --idempotency-token once
cmp -s out first || fail "a second authority"
run 0 --json ca list
same 2 "$(json 'len(d["CertificateAuthorities"])')" authorities
pass "the same command twice within five minutes is done once"

# --- An authority with constraints -------------------------------------------------------------------

python3 - >names.json <<'END'
import base64, json
def tlv(tag, content): return bytes([tag, len(content)]) + content
value = tlv(0x30, tlv(0xa0, tlv(0x30, tlv(0x82, b"radio.example"))))
print(json.dumps({"Extensions": {"CustomExtensions": [
  {"ObjectIdentifier": "2.5.29.30", "Critical": True, "Value": base64.b64encode(value).decode()}]}}))
END
echo '{"SubjectInformationAccess": [{"AccessMethod": {"AccessMethodType": "CA_REPOSITORY"},
  "AccessLocation": {"UniformResourceIdentifier": "http://pki.example/"}}]}' >csr.json
run 0 ca create --subject CN=Radio --parent Root --template SubordinateCACertificate_PathLen0_APIPassthrough \
  --passthrough names.json --csr-extensions csr.json
run 0 ca csr Radio --out radio.csr
tool 0 openssl req -in radio.csr -noout -text
out_has "CA Repository - URI:http://pki.example/"
make_csr inside DNS:a.radio.example
make_csr outside DNS:a.tuner.example
run 0 cert issue --ca Radio --csr inside.csr --validity 30d --chain --out inside.pem
tool 0 openssl verify -x509_strict -CAfile root.pem -untrusted inside.pem inside.pem
run 2 cert issue --ca Radio --csr outside.csr --validity 30d
err_has "name constraints"
run 0 ca create --subject CN=Base --parent Root --passthrough names.json --validity 30d
err_has "Name constraints was asked for by the passthrough and left out"
run 0 ca create --subject CN=Plain --parent Root --validity 30d
err_is_empty
run 2 ca create --subject CN=Hardware --key-storage FIPS_140_2_LEVEL_3_OR_HIGHER
err_has "FIPS_140_2_LEVEL_3_OR_HIGHER"
pass "name constraints and access descriptions of an authority"

# Last, since the clock only goes forward: a token is forgotten after five minutes.
run 0 --json cert issue --ca Root --csr device.csr --validity 30d --idempotency-token "order 66" \
  --now "$(date -u -d '+6 minutes' +%Y-%m-%dT%H:%M:%SZ)"
cmp -s out order.json && fail "the token is remembered for more than five minutes"
pass "a token counts for five minutes"
