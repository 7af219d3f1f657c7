#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The car maker and its suppliers, sentence by sentence, built in an empty vault: separate accounts, two
# administrators for the root, issuers by tags, shares that let issue by one template and not revoke, tags that
# are guarded, alerts on the root, and counts for each supplier.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
export ESPALIER_AS=ada

root_account=111122223333
sub_account=222233334444
radio_account=333344445555
navigation_account=444455556666
telemetry_account=555566667777
client=EndEntityClientAuthCertificate
server=EndEntityServerAuthCertificate

# --- "Creation of accounts that logically separate CAs in a hierarchy" ------------------------------------

run 0 account create "Manufacturer Root" --number "$root_account"
run 0 account create "Manufacturer Subordinates" --number "$sub_account"
run 0 account create "Radio Supplier" --number "$radio_account"
run 0 account create "Navigation Supplier" --number "$navigation_account"
run 0 account create "Telemetry Supplier" --number "$telemetry_account"
run 0 ca create --subject "CN=Root,O=Meridian Motors" --account "$root_account" --validity 20y
run 0 ca show Root --json
root=$(json 'd["CertificateAuthority"]["Arn"]')
case $root in
  *:"$root_account":*) ;;
  *) fail "the root is not in its account: $root" ;;
esac
# One subordinate authority for each supplier, and one for development; made while one person can.
for row in "Radio:radio:ProdTeam" "Radio Development:radio:DevTeam" "Navigation:navigation:ProdTeam" \
  "Telemetry:telemetry:ProdTeam"; do
  run 0 ca create --subject "CN=${row%%:*},O=Meridian Motors" --account "$sub_account" --parent Root \
    --path-length 0 --validity 10y --tag "access-project=$(echo "$row" | cut -d: -f2)" \
    --tag "access-team=${row##*:}"
done
run 0 ca list --json
same 5 "$(json 'len(d["CertificateAuthorities"])')" authorities
pass "an account for the root, one for the subordinates, one for each supplier"

# --- Two administrators, with the policies of the documents ----------------------------------------------

# What is printed there is broken; the text says where, and the mended one only lacks the ARN.
for policy in day-to-day-ca-admin privileged-ca-admin; do
  run 2 access lint "$tests/../fixtures/policies/$policy.json.txt"
  out_has "$policy.json.txt:1:"
  status=0
  cli access lint "$tests/../fixtures/policies/$policy.json.txt" --repair "$policy.mended" >out 2>err || status=$?
  [ -s "$policy.mended" ] || fail "$policy was not mended"
  python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$policy.mended" || fail "$policy is no JSON"
  sed "s|<Enter Root CA ARN Here>|$root|" "$policy.mended" >"$policy.json"
  run 0 access lint "$policy.json"
done
run 2 access lint "$tests/../fixtures/policies/certificate-issuer-abac.json.txt"
cli access lint "$tests/../fixtures/policies/certificate-issuer-abac.json.txt" \
  --repair certificate-issuer-abac.json >out 2>err || fail "the issuer's policy was not mended"
run 0 access lint certificate-issuer-abac.json
out_has "acm-pca:ListCertificateAuthorities"
pass "the three policies as printed: named where they are broken, mended, warned of the line that never allows"

cat >two-persons.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "TwoPersons",
      "Effect": "Allow",
      "Action": [
        "espalier:Approve",
        "espalier:ExecuteApproved",
        "espalier:ListApprovals",
        "espalier:WithdrawRequest"
      ],
      "Resource": "*"
    },
    {
      "Sid": "Vault",
      "Effect": "Allow",
      "Action": ["espalier:DescribeVault", "espalier:ListAlerts"],
      "Resource": "*"
    }
  ]
}
END
run 0 role create CAAdminDisable --account "$root_account" --policy day-to-day-ca-admin.json --policy two-persons.json
run 0 role create CAAdminDelete --account "$root_account" --policy privileged-ca-admin.json --policy two-persons.json
person ines "$root_account"
person tomas "$root_account"
person bea "$root_account"
run 0 role assign CAAdminDisable ines
# Whoever may approve is an approver; from the second one on the rule is in force and binds the founder too.
run 4 --quiet role assign CAAdminDelete tomas
by 0 ines approval approve "$(cat out)"
for role in CAAdminDisable CAAdminDelete; do
  run 4 --quiet role assign "$role" bea
  by 0 tomas approval approve "$(cat out)"
done
run 0 ca approvers Root list --json
for name in ines tomas; do
  same true "$(json "any(a['Principal'] == '$name' and a['MayApprove'] for a in d['Approvers'])")" "approver $name"
done
same '[true, true]' "$(json '[d["DualControl"], d["InForce"]]')" "dual control of the root"

by 4 ines --quiet ca disable Root
disabling=$(cat out)
[ -n "$disabling" ] || fail "no id of the request"
run 0 ca show Root --json
same ACTIVE "$(json 'd["CertificateAuthority"]["Status"]')" "the root while the request waits"
by 3 ines ca delete Root
err_has "acm-pca:DeleteCertificateAuthority"
by 3 tomas ca disable Root
err_has "acm-pca:UpdateCertificateAuthority"
by 1 tomas ca delete Root
by 3 ines approval approve "$disabling"
pass "the day-to-day administrator may ask to disable and not delete, the privileged one the reverse"

by 0 tomas approval show "$disabling"
out_has UpdateCertificateAuthority
out_has ines
by 0 tomas approval approve "$disabling"
run 0 ca show Root --json
same DISABLED "$(json 'd["CertificateAuthority"]["Status"]')" "the root after the approval"
by 4 tomas --json ca delete Root
same '["WAITING_FOR_APPROVAL", "approval"]' "$(json '[d["error"]["reason"], d["waiting"]["for"]]')" \
  "the answer of a request"
deletion=$(json 'd["waiting"]["id"]')
by 0 ines approval refuse "$deletion" --reason "not today"
run 0 ca show Root --json
same DISABLED "$(json 'd["CertificateAuthority"]["Status"]')" "the root after a refusal"
by 4 tomas --quiet ca delete Root
by 0 ines approval approve "$(cat out)"
run 0 ca show Root --json
same DELETED "$(json 'd["CertificateAuthority"]["Status"]')" "the root after both consented"
by 4 tomas --quiet ca restore Root
by 0 ines approval approve "$(cat out)"
by 4 ines --quiet ca enable Root
by 0 tomas approval approve "$(cat out)"
run 0 ca show Root --json
same ACTIVE "$(json 'd["CertificateAuthority"]["Status"]')" "the root restored and enabled"
pass "disabling, deleting and restoring take effect when the other person consents"

# "Having one person assume both of these roles negates the increased security": here it does not.
by 4 bea --quiet --role CAAdminDisable ca disable Root
by 0 tomas approval approve "$(cat out)"
by 3 bea --role CAAdminDelete ca delete Root
err_has "somebody else"
by 4 ines --quiet ca enable Root
by 0 tomas approval approve "$(cat out)"
pass "one person with both roles is stopped at the second step"

# --- Alerts on the root ----------------------------------------------------------------------------------

run 0 alert list --json
for kind in ROOT_CREATED ROOT_UPDATED ROOT_DELETED; do
  [ "$(json "len([a for a in d['Alerts'] if a['Kind'] == '$kind' and a['Severity'] == 'ALERT'])")" -gt 0 ] ||
    fail "no alert: $kind"
done
alert=$(json '[a["Id"] for a in d["Alerts"] if a["Kind"] == "ROOT_DELETED"][0]')
run 0 alert list
out_has Root
run 0 alert acknowledge "$alert"
run 0 alert list --json
same 0 "$(json "len([a for a in d['Alerts'] if a['Id'] == $alert])")" "acknowledged alerts in the list"
run 0 alert list --all --json
same ada "$(json "[a['AcknowledgedBy'] for a in d['Alerts'] if a['Id'] == $alert][0]")" "who saw it"
pass "creation, updating and deletion of the root make alerts"

# --- Suppliers: roles by tags ----------------------------------------------------------------------------

cat >supplier-admin.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Shares",
      "Effect": "Allow",
      "Action": [
        "ram:AcceptResourceShareInvitation",
        "ram:RejectResourceShareInvitation",
        "ram:DisassociateResourceShare",
        "ram:GetResourceShares"
      ],
      "Resource": "*"
    }
  ]
}
END
cat >supplier-vault.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Requests",
      "Effect": "Allow",
      "Action": ["acm-pca:ListCertificateAuthorities", "acm-pca:RevokeCertificate", "espalier:ListSigningRequests"],
      "Resource": "*"
    }
  ]
}
END
cat >signer.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Sign",
      "Effect": "Allow",
      "Action": [
        "acm-pca:IssueCertificate",
        "acm-pca:ListCertificateAuthorities",
        "espalier:ListSigningRequests",
        "espalier:ProcessSigningRequests"
      ],
      "Resource": "*"
    }
  ]
}
END
for account in "$radio_account" "$navigation_account"; do
  run 0 role create Issuer --account "$account" --policy certificate-issuer-abac.json --policy supplier-vault.json
  run 0 role create SupplierAdmin --account "$account" --policy supplier-admin.json
done
person lena "$radio_account"
run 0 role assign "$radio_account/SupplierAdmin" lena
person dana "$radio_account" --tag access-project=radio --tag access-team=DevTeam
person petra "$radio_account" --tag access-project=radio --tag access-team=ProdTeam
run 0 role assign "$radio_account/Issuer" dana
run 0 role assign "$radio_account/Issuer" petra
person mirko "$navigation_account" --tag access-project=navigation --tag access-team=ProdTeam
run 0 role assign "$navigation_account/Issuer" mirko
person sam "$sub_account"
run 0 role create Signer --account "$sub_account" --policy signer.json
run 0 role assign Signer sam

# --- "Cross-account sharing with certificate template scoping" -------------------------------------------

make_csr radio-1
by 5 petra cert issue --ca Radio --csr radio-1.csr --validity 1y --template "$client" --out radio-1.pem
err_has "no such certificate authority"
run 0 share create radio --ca Radio --to "$radio_account" --tag supplier=radio \
  --permission AWSRAMEndEntityClientAuthCertificateIssuanceCertificateAuthority
run 0 share create radio-development --ca "Radio Development" --to "$radio_account"
run 0 share show radio --json
same PENDING "$(json 'd["ResourceShare"]["Status"]')" "the share before the supplier answers"
by 3 petra cert issue --ca Radio --csr radio-1.csr --validity 1y --template "$client" --out radio-1.pem
by 3 petra share accept radio
by 0 lena share list
out_has radio-development
by 0 lena share accept radio
by 0 lena share accept radio-development
pass "a share gives nothing until the supplier's administrator has accepted it"

by 4 petra --quiet cert issue --ca Radio --csr radio-1.csr --validity 1y --template "$client" --out radio-1.pem
request=$(cat out)
[ ! -e radio-1.pem ] || fail "a certificate before the owner's side signed"
by 0 petra cert requests
out_has "$request"
by 0 sam cert process
by 0 petra cert request "$request" --out radio-1.pem --chain
run 0 ca certificate Root --out root.pem
openssl verify -CAfile root.pem -untrusted radio-1.pem radio-1.pem >/dev/null || fail "the certificate does not verify"
openssl x509 -in radio-1.pem -noout -ext extendedKeyUsage | grep -q "TLS Web Client Authentication" ||
  fail "not the client template"
pass "the supplier issues by the template of the share, and the owner's side signs"

by 3 petra cert issue --ca Radio --csr radio-1.csr --validity 1y --template "$server" --out refused.pem
err_has "AWSRAMEndEntityServerAuthCertificateIssuanceCertificateAuthority"
by 3 petra cert revoke "$(serial_of radio-1.pem)" --ca Radio --reason KEY_COMPROMISE
err_has "AWSRAMRevokeCertificateCertificateAuthority"
by 3 petra ca disable Radio
by 3 petra ca delete Radio
[ ! -e refused.pem ] || fail "a refused certificate was written"
run 0 cert revoke "$(serial_of radio-1.pem)" --ca Radio --reason KEY_COMPROMISE
pass "it may neither issue by another template nor revoke, and the denial names what is missing"

# --- Tags ------------------------------------------------------------------------------------------------

make_csr bench-1
by 3 dana cert issue --ca Radio --csr bench-1.csr --validity 30d --template "$client" --out refused.pem
by 3 petra cert issue --ca "Radio Development" --csr bench-1.csr --validity 30d --out refused.pem
by 4 dana --quiet cert issue --ca "Radio Development" --csr bench-1.csr --validity 30d --out bench-1.pem
by 0 sam cert process
by 5 mirko cert issue --ca Radio --csr bench-1.csr --validity 30d --template "$client" --out refused.pem
run 3 access simulate --principal dana --action acm-pca:IssueCertificate --ca Radio --template "$client" --json
same true "$(json 'any((s.get("Condition") or "").endswith("aws:ResourceTag/access-team") for s in d["Steps"])')" \
  "the condition that is not met"
run 0 access simulate --principal dana --action acm-pca:IssueCertificate --ca "Radio Development"
pass "developers of DevTeam issue only where the tags match"

cat >tags.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "AuthoritiesCarryTags",
      "Effect": "Deny",
      "Action": "acm-pca:CreateCertificateAuthority",
      "Resource": "*",
      "Condition": { "Null": { "aws:RequestTag/access-team": "true" } }
    },
    {
      "Sid": "TagsAreKept",
      "Effect": "Deny",
      "Action": [
        "acm-pca:TagCertificateAuthority",
        "acm-pca:UntagCertificateAuthority",
        "iam:TagUser",
        "iam:UntagUser"
      ],
      "Resource": "*",
      "Condition": { "StringNotEquals": { "aws:PrincipalTag/tag-keeper": "yes" } }
    }
  ]
}
END
run 0 access lint tags.json --kind guardrail
# A guardrail touches the root as well, so it takes two persons.
run 4 --quiet guardrail create tags --policy tags.json
by 0 ines approval approve "$(cat out)"
by 3 ines ca create --subject CN=Untagged --account "$root_account" --validity 1y
err_has "AuthoritiesCarryTags"
by 3 ines ca tag Root access-team=DevTeam
err_has "TagsAreKept"
run 3 principal tag dana access-team=ProdTeam
err_has "TagsAreKept"
run 3 ca untag Radio access-team
run 4 --quiet guardrail delete tags
by 0 tomas approval approve "$(cat out)"
pass "new authorities must carry tags, and only those who keep them may change them"

# --- Counting --------------------------------------------------------------------------------------------

run 0 share create navigation --ca Navigation --to "$navigation_account" \
  --permission AWSRAMEndEntityClientAuthCertificateIssuanceCertificateAuthority
person nadia "$navigation_account"
run 0 role assign "$navigation_account/SupplierAdmin" nadia
by 0 nadia share accept navigation
for number in 1 2 3; do
  make_csr "navigation-$number"
  by 4 mirko --quiet cert issue --ca Navigation --csr "navigation-$number.csr" --validity 1y --template "$client"
done
by 0 sam cert process
run 0 report summary --by account --json
cp out summary
for row in "$radio_account:2:1" "$navigation_account:3:0"; do
  issued=${row#*:}
  same "[${issued%:*}, ${issued#*:}]" \
    "$(json "[[g['Issued'], g['Revoked']] for g in d['Groups'] if g['Group'] == '${row%%:*}'][0]" summary)" \
    "issued and revoked for ${row%%:*}"
done
run 0 report create --ca Navigation --format json --out navigation.json
same 3 "$(json 'len(d)' navigation.json)" "certificates in the report"
same "[\"$navigation_account\"]" "$(json 'sorted({c["awsAccountId"] for c in d})' navigation.json)" "who requested them"
pass "the manufacturer counts what was issued and revoked for each supplier"

# --- The end of a share ----------------------------------------------------------------------------------

run 0 share delete radio
by 3 petra cert issue --ca Radio --csr radio-1.csr --validity 1y --template "$client" --out refused.pem
err_has "share"
run 0 share show radio --json
same DELETED "$(json 'd["ResourceShare"]["Status"]')" "the share"
by 4 dana --quiet cert issue --ca "Radio Development" --csr bench-1.csr --validity 30d --out bench-2.pem
pass "removing a share ends it at once, and no other"

run 0 log list --outcome denied --json --limit 200
[ "$(json 'len(d["Events"])')" -ge 15 ] || fail "denials left too few entries"
run 0 log verify
run 0 vault verify
pass "every denial left its entry, and all verifies"
