#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How somebody comes in, acts in roles, and is kept out; and that the simulator says what the engine does.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3 sqlite3

make_vault
export ESPALIER_AS=ada
make_root
run 0 account list --json
account=$(json 'd["Accounts"][0]["Id"]')

# --- Invite, enrol, confirm ----------------------------------------------------------------------------

run 0 principal invite bob --account "$account" --tag access-team=DevTeam --code-file code.bob --json
same INVITED "$(json 'd["Principal"]["Status"]')" "state of an invited person"
same 600 "$(stat -c %a code.bob)" "mode of the code"
same '["Principal", "InvitationExpiresAt", "CodeFile"]' \
  "$(json '[k for k in ("Principal", "InvitationExpiresAt", "CodeFile", "Code") if k in d]')" "where the code is"
run 6 --as bob ca list
printf 'not-the-code\n' >code.wrong
status=0
cli principal enrol bob --code-file code.wrong --unlock passphrase --new-passphrase-file passphrase >out 2>err ||
  status=$?
[ "$status" -ne 0 ] || fail "a wrong code enrols"
err_is_one_line
enrol bob
fingerprint=$(cat out)
echo "$fingerprint" | grep -Eq '^([0-9a-f]{2}:){31}[0-9a-f]{2}$' || fail "no fingerprint: $fingerprint"
by 6 bob ca list
pass "an invited person enrols with the code, and waits for the confirmation"

wrong=$(echo "$fingerprint" | tr 0123456789abcdef 123456789abcdef0)
status=0
cli principal confirm bob --fingerprint "$wrong" >out 2>err || status=$?
[ "$status" -ne 0 ] || fail "a wrong fingerprint confirms"
err_is_one_line
run 0 principal show bob --json
same ENROLLED "$(json 'd["Principal"]["Status"]')" "state after a wrong fingerprint"
same "$fingerprint" "$(json 'd["Principal"]["Fingerprint"]')" "the fingerprint in the vault"
sqlite3 "$ESPALIER_VAULT" \
  "SELECT writefile('bob.der', signing_certificate) FROM principal WHERE name = 'bob'" >/dev/null
same "$fingerprint" "$(openssl x509 -inform DER -in bob.der -noout -fingerprint -sha256 | sed 's/.*=//' | tr A-F a-f)" \
  "the fingerprint by openssl"
run 0 principal confirm bob --fingerprint "$(echo "$fingerprint" | tr -d : | tr a-f A-F)"
run 0 principal show bob
out_has "active"
status=0
cli principal enrol bob --code-file code.bob --unlock passphrase --new-passphrase-file passphrase >out 2>err ||
  status=$?
[ "$status" -ne 0 ] || fail "a code is good twice"
pass "a wrong fingerprint is refused, the right one confirms; the code is good once"

# --- Roles -----------------------------------------------------------------------------------------------

cat >read.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": ["acm-pca:ListCertificateAuthorities", "acm-pca:DescribeCertificateAuthority"],
      "Resource": "*"
    }
  ]
}
END
sed -e 's/"Read"/"Issue"/' -e 's/acm-pca:DescribeCertificateAuthority/acm-pca:IssueCertificate/' read.json >issue.json
run 0 role create Reader --account "$account" --policy read.json
run 0 role create Issuer --account "$account" --policy read.json --policy issue.json --json
same '["issue", "read"]' "$(json 'sorted(d["Role"]["Policies"])')" "policies by the names of their files"
by 3 bob ca list
run 0 role assign Reader bob
by 0 bob --json ca list
same 1 "$(json 'len(d["CertificateAuthorities"])')" "what the reader sees"
make_csr device
by 3 bob cert issue --ca Root --csr device.csr --validity 30d --out device.pem
err_has "acm-pca:IssueCertificate"
[ ! -e device.pem ] || fail "a certificate was written"
run 0 role assign Issuer bob
by 2 bob ca list
err_has "Issuer"
err_has "Reader"
by 3 bob --role Reader cert issue --ca Root --csr device.csr --validity 30d --out device.pem
by 0 bob --role Issuer cert issue --ca Root --csr device.csr --validity 30d --out device.pem
printf 'cert issue --ca Root --csr %s --validity 30d --out %s --role Issuer\nca show Root --role Reader\n' \
  "$work/device.csr" "$work/second.pem" >script
status=0
ESPALIER_AS=bob ESPALIER_PASSPHRASE_FILE="$work/passphrase.bob" cli batch <script >out 2>err || status=$?
same 0 "$status" "exit status of a batch in two roles"
[ -s second.pem ] || fail "no second certificate"
pass "a session acts in one role; what another one gives needs --role"

run 0 role put-policy Reader audit issue.json
by 0 bob --role Reader cert issue --ca Root --csr device.csr --validity 30d --out third.pem
run 0 role delete-policy Reader audit
by 3 bob --role Reader cert issue --ca Root --csr device.csr --validity 30d --out fourth.pem
run 0 role show Issuer --json
same '[["issue", "read"], ["bob"]]' "$(json '[sorted(d["Role"]["Policies"]), d["Role"]["Principals"]]')" "the role"
run 0 role unassign Issuer bob
status=0
ESPALIER_PASSPHRASE_FILE="$work/passphrase.bob" cli --as bob --role Issuer ca list >out 2>err || status=$?
[ "$status" -ne 0 ] || fail "a role that was taken away still acts"
status=0
cli role delete Reader >out 2>err || status=$?
[ "$status" -ne 0 ] || fail "a role was deleted under its holder"
run 0 role delete Issuer
run 5 role show Issuer
pass "policies and roles come and go, at once"

printf '{ "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "*", "Resource": "*" } ] ' >broken.json
run 2 role put-policy Reader broken broken.json
err_has "line 1"
run 0 principal tag bob access-project=radio
out_has radio
run 0 principal untag bob access-project
out_lacks radio
out_has DevTeam
run 2 principal tag bob aws:secret=1
pass "a broken policy is refused with its place; tags of a person change"

# --- Suspended -------------------------------------------------------------------------------------------

run 0 principal suspend bob
out_has "suspended"
by 6 bob ca list
run 0 principal resume bob
by 0 bob ca list
run 0 principal reset bob --code-file code.bob --yes
by 6 bob ca list
enrol bob
run 0 principal confirm bob --fingerprint "$(cat out)"
by 0 bob ca list
pass "suspended people can't sign in; whoever lost the keys is invited again"

# --- Guardrails ------------------------------------------------------------------------------------------

cat >tags.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "NeedsTeam",
      "Effect": "Deny",
      "Action": "acm-pca:CreateCertificateAuthority",
      "Resource": "*",
      "Condition": { "Null": { "aws:RequestTag/access-team": "true" } }
    },
    {
      "Sid": "KeepsTags",
      "Effect": "Deny",
      "Action": ["acm-pca:TagCertificateAuthority", "acm-pca:UntagCertificateAuthority"],
      "Resource": "*",
      "Condition": { "StringNotEquals": { "aws:PrincipalTag/tag-keeper": "yes" } }
    }
  ]
}
END
run 0 ca create --subject CN=Untagged --parent Root --path-length 0 --validity 5y
run 0 guardrail create tags --policy tags.json
run 3 ca create --subject CN=Second --parent Root --path-length 0 --validity 5y
err_has "NeedsTeam"
run 3 ca tag Root access-team=DevTeam
err_has "KeepsTags"
run 3 ca create --subject CN=Second --parent Root --path-length 0 --validity 5y --tag access-team=DevTeam
run 0 principal tag ada tag-keeper=yes
run 0 ca create --subject CN=Second --parent Root --path-length 0 --validity 5y --tag access-team=DevTeam
run 0 guardrail list --json
same '["tags", []]' "$(json '[d["Guardrails"][0][k] for k in ("Name", "Accounts")]')" "the guardrail"
run 0 account create Elsewhere --number 999988887777
run 0 guardrail update tags --account Elsewhere
run 0 ca create --subject CN=Third --parent Root --path-length 0 --validity 5y
run 0 guardrail update tags --all-accounts
run 3 ca create --subject CN=Fourth --parent Root --path-length 0 --validity 5y
run 0 guardrail show tags
out_has "NeedsTeam"
run 0 guardrail delete tags
run 0 ca create --subject CN=Fourth --parent Root --path-length 0 --validity 5y
pass "a guardrail limits founders too: tags at creation, tags kept"

# --- The simulator ---------------------------------------------------------------------------------------

run 3 access simulate --principal bob --action acm-pca:IssueCertificate --ca Root --json
same '["IMPLICIT_DENY", "identity-policy"]' "$(json '[d["Decision"], d["Missing"]]')" "the simulated denial"
by 3 bob cert issue --ca Root --csr device.csr --validity 30d --out fifth.pem
run 0 role put-policy Reader issue issue.json
run 0 access simulate --principal bob --action acm-pca:IssueCertificate --ca Root --json
same '["ALLOW", "Issue", true]' "$(json '[d["Decision"], d["Statement"], d["OpensKey"]]')" "the simulated permission"
same 1 "$(json 'len([s for s in d["Steps"] if s["Decided"]])')" "statements that decided"
by 0 bob cert issue --ca Root --csr device.csr --validity 30d --out fifth.pem
run 0 access simulate --principal bob --action acm-pca:IssueCertificate --ca Root
out_has "Decision:"
out_has "allow"
out_has "Reader/issue"
run 5 access simulate --principal nobody --action acm-pca:IssueCertificate --ca Root
run 3 access simulate --principal bob --action acm-pca:FlyToTheMoon --ca Root --json
same unknown-action "$(json 'd["Missing"]')" "an unknown action"
run 0 access matrix --json
python3 - <<'END' || fail "the matrix"
import json
d = json.load(open("out", encoding="utf-8"))
root = [c["Arn"] for c in d["CertificateAuthorities"] if c["CommonName"] == "Root"][0]
rows = {r["Principal"]: r for r in d["Rows"] if r["CertificateAuthorityArn"] == root}
bob = rows["bob"]
assert "acm-pca:IssueCertificate" in bob["Allowed"] + bob["Conditional"], bob
assert "acm-pca:DeleteCertificateAuthority" not in bob["Allowed"] + bob["Conditional"], bob
assert bob["OpensKey"] is True
assert "acm-pca:DeleteCertificateAuthority" in rows["ada"]["Allowed"], rows["ada"]
END
run 0 access matrix --ca Root
out_has bob
pass "the simulator and the matrix say what the engine does"

# --- The last one ----------------------------------------------------------------------------------------

status=0
cli principal suspend ada >out 2>err || status=$?
[ "$status" -ne 0 ] || fail "the only administrator is gone"
err_is_one_line
run 0 ca list
run 0 vault verify
pass "nobody can lock everybody out"
