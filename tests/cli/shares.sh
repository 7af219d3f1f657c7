#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Shares from the invitation to the end, on either side; managed permissions; the resource policy.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
export ESPALIER_AS=ada
owner=111122223333
supplier=333344445555
run 0 account create Owner --number "$owner"
run 0 account create Supplier --number "$supplier"
run 0 ca create --subject CN=Root --account "$owner" --validity 20y --no-dual-control
run 0 ca create --subject CN=Modules --account "$owner" --parent Root --path-length 0 --validity 10y
cat >issuer.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "All", "Effect": "Allow", "Action": ["acm-pca:*", "ram:*", "espalier:*"], "Resource": "*" }
  ]
}
END
run 0 role create Issuer --account "$supplier" --policy issuer.json
person petra "$supplier"
run 0 role assign Issuer petra

# --- Permissions -----------------------------------------------------------------------------------------

run 0 permission list --json
same 7 "$(json 'len(d["Permissions"])')" "managed permissions of the service"
run 0 permission show AWSRAMDefaultPermissionCertificateAuthority
out_has "EndEntityCertificate"
cat >code.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "acm-pca:DescribeCertificateAuthority",
        "acm-pca:GetCertificate",
        "acm-pca:GetCertificateAuthorityCertificate",
        "acm-pca:ListPermissions",
        "acm-pca:ListTags",
        "acm-pca:IssueCertificate"
      ],
      "Condition": {
        "StringEqualsIfExists": { "acm-pca:TemplateArn": "arn:aws:acm-pca:::template/CodeSigningCertificate/V1" }
      }
    }
  ]
}
END
sed 's/CodeSigningCertificate/OCSPSigningCertificate/' code.json >ocsp.json
run 0 permission create CodeSigning --policy code.json
run 0 permission new-version CodeSigning --policy ocsp.json
run 0 permission show CodeSigning --json
same '[[1, 2], 1]' "$(json '[d["Permission"]["Versions"], d["Permission"]["DefaultVersion"]]')" "its versions"
run 0 permission show CodeSigning 2
out_has OCSPSigningCertificate
run 0 permission set-default CodeSigning 1
sed 's/"Allow"/"Deny"/' code.json >deny.json
run 2 permission create Bad --policy deny.json
run 2 permission create AWSRAMDefaultPermissionCertificateAuthority --policy code.json
pass "seven permissions of the service, and own ones in versions"

# --- Life of a share -------------------------------------------------------------------------------------

make_csr device
run 2 share create modules --ca Modules --to "$supplier" --permission Nothing --signing maybe
run 5 share create modules --ca Modules --to "$supplier" --permission Nothing
run 0 --quiet share create modules --ca Modules --to Supplier --permission CodeSigning --tag supplier=radio
grep -q "^arn:aws:ram:" out || fail "no ARN of the share"
run 1 share create modules --ca Modules --to Supplier
by 0 petra share list --json
same '["PENDING", "CONSUMER", "REQUEST"]' \
  "$(json '[d["ResourceShares"][0][k] for k in ("Status", "Side", "Signing")]')" "the share as the other side sees it"
by 3 petra ca show Modules
by 0 petra share reject modules
by 3 petra ca show Modules
run 0 share create modules --ca Modules --to Supplier --permission CodeSigning
by 0 petra share accept modules
by 0 petra ca show Modules
by 0 petra ca list --json
same 1 "$(json 'len(d["CertificateAuthorities"])')" "what the supplier sees"
by 4 petra --quiet cert issue --ca Modules --csr device.csr --template CodeSigningCertificate --validity 1y
request=$(cat out)
by 4 petra --json cert issue --ca Modules --csr device.csr --template CodeSigningCertificate --validity 1y
same signature "$(json 'd["waiting"]["for"]')" "what it waits for"
by 3 petra cert issue --ca Modules --csr device.csr --template OCSPSigningCertificate --validity 1y
by 0 petra cert requests --state waiting --json
same 2 "$(json 'len(d["SigningRequests"])')" "requests that wait"
by 1 petra cert request "$request" --out device.pem
# Whoever may issue signs what waits by signing in.
run 0 cert process --ca Modules
run 0 cert requests --json
same '["SIGNED", "SIGNED"]' "$(json '[r["Status"] for r in d["SigningRequests"]]')" "requests that were signed"
by 0 petra cert request "$request" --out device.pem
openssl x509 -in device.pem -noout -ext extendedKeyUsage | grep -q "Code Signing" || fail "another template"
by 0 petra cert request "$request"
out_has "CN=device"
pass "invited, rejected, invited again, accepted; requests wait, are signed, and are fetched"

run 2 share replace-permission modules --permission CodeSigning --permission-version 2
run 0 permission set-default CodeSigning 2
run 0 share replace-permission modules --permission CodeSigning --permission-version 2
by 3 petra cert issue --ca Modules --csr device.csr --template CodeSigningCertificate --validity 1y
by 4 petra cert issue --ca Modules --csr device.csr --template OCSPSigningCertificate --validity 30d
run 1 permission delete-version CodeSigning 2
run 5 permission set-default CodeSigning 3
run 1 permission delete CodeSigning
run 0 share replace-permission modules --permission AWSRAMDefaultPermissionCertificateAuthority
by 3 petra cert issue --ca Modules --csr device.csr --template OCSPSigningCertificate --validity 30d
by 4 petra cert issue --ca Modules --csr device.csr --validity 30d
run 0 permission delete-version CodeSigning 1
run 0 permission delete CodeSigning
run 0 share tag modules contact=mia
out_has mia
run 0 share untag modules contact
out_lacks mia
pass "another permission counts at once; what a share has is not deleted"

# --- Here ------------------------------------------------------------------------------------------------

run 0 share create here --ca Modules --to Supplier --signing here \
  --permission AWSRAMEndEntityServerAuthCertificateIssuanceCertificateAuthority
by 0 petra share accept here
run 0 ca list
by 0 petra cert issue --ca Modules --csr device.csr --template EndEntityServerAuthCertificate --validity 30d \
  --out here.pem
openssl x509 -in here.pem -noout -ext extendedKeyUsage | grep -q "Server" || fail "another template"
by 3 petra cert issue --ca Modules --csr device.csr --template EndEntityClientAuthCertificate --validity 30d
by 0 petra share leave here
by 3 petra cert issue --ca Modules --csr device.csr --template EndEntityServerAuthCertificate --validity 30d
pass "a share with signing here needs nobody else, and ends when the other side leaves"

# --- The resource policy ---------------------------------------------------------------------------------

run 0 ca policy Modules get --out policy.json
python3 - <<'END' || fail "the policy"
import json
d = json.load(open("policy.json", encoding="utf-8"))
assert all(s["Effect"] == "Allow" for s in d["Statement"]), d
END
run 2 ca policy Modules put
run 2 ca policy Modules get policy.json
sed 's/IssueCertificate/DeleteCertificateAuthority/' policy.json >strange.json
run 2 ca policy Modules put strange.json
run 0 ca policy Modules delete
by 3 petra cert issue --ca Modules --csr device.csr --validity 30d
run 5 ca policy Modules get
run 0 ca policy Modules put policy.json
run 0 share list --json
cp out shares.json
json '[s for s in d["ResourceShares"] if s["FeatureSet"] == "CREATED_FROM_POLICY"][0]["Name"]' shares.json >/dev/null
run 0 vault verify
pass "the resource policy: read, refused, deleted, put back"
