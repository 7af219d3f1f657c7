#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two persons: what waits, who may consent, what was consented to, and that nobody gets around it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3 sqlite3

make_vault
export ESPALIER_AS=ada
run 0 account list --json
account=$(json 'd["Accounts"][0]["Id"]')
make_root
run 0 ca approvers Root list --json
same '[false, "NO_SECOND_PERSON"]' "$(json '[d[k] for k in ("InForce", "Missing")]')" \
  "dual control of a root with one person"
make_ca Devices Root 0 10y
pass "until there is a second person, one can work"

cat >approver.json <<'END'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Approve",
      "Effect": "Allow",
      "Action": ["espalier:Approve", "espalier:ListApprovals", "acm-pca:ListCertificateAuthorities"],
      "Resource": "*"
    }
  ]
}
END
run 0 role create Approver --account "$account" --policy approver.json
for name in ben cleo dora; do
  person "$name" "$account"
done
run 0 role assign Approver ben
run 0 role assign Approver cleo
run 0 ca dual-control Root on
out_has ben
run 0 ca approvers Root list --json
same '[true, true]' "$(json '[d["DualControl"], d["InForce"]]')" "in force"
same '["ada", "ben", "cleo"]' "$(json 'sorted(a["Principal"] for a in d["Approvers"])')" "who may approve"
pass "with a second approver it is in force"

run 0 ca create --subject "CN=Root 2" --validity 10y
run 0 ca approvers "Root 2" list --json
same '[true, true]' "$(json '[d["DualControl"], d["InForce"]]')" "a root that is made now"
run 0 ca create --subject "CN=Root 3" --validity 10y --no-dual-control
run 0 ca approvers "Root 3" list --json
same false "$(json 'd["DualControl"]')" "a root that is made without"
run 0 ca disable "Root 3"
pass "a new root is under dual control, unless it is made without"

# waits ARGUMENTS…: the command must wait; leaves the id in $id.
waits() {
  run 4 --quiet "$@"
  id=$(cat out)
  [ -n "$id" ] || fail "no id"
}

waits ca disable Root
run 3 approval approve "$id"
by 3 dora approval approve "$id"
by 3 ben ca disable Root
by 0 ben --json approval show "$id"
python3 - <<'END' || fail "what the approver sees"
import json
a = json.load(open("out", encoding="utf-8"))["Approval"]
assert a["Status"] == "WAITING" and a["RequestedBy"] == "ada" and a["MayApprove"] is True, a
assert any("ACTIVE" in str(c["Before"]) and "DISABLED" in str(c["After"]) for c in a["Changes"]), a
END
digest=$(json 'd["Approval"]["Digest"]')
run 0 approval show "$id" --json
same '[false, "OWN_REQUEST"]' "$(json '[d["Approval"][k] for k in ("MayApprove", "WhyNot")]')" "the requester"
by 7 ben approval approve "$id" --digest "$(echo "$digest" | tr 0-9a-f 1-9a-f0)"
by 0 ben approval approve "$id" --digest "$digest"
run 0 ca show Root --json
same DISABLED "$(json 'd["CertificateAuthority"]["Status"]')" "the root"
by 1 ben approval approve "$id"
run 0 approval list --json
same '["DONE", "ben"]' "$(json '[d["Approvals"][0][k] for k in ("Status", "DecidedBy")]')" "the request afterwards"
pass "another person consents to exactly what is shown; nobody to their own request"

waits ca enable Root
by 0 ben approval refuse "$id" --reason "not yet"
out_has "refused"
waits ca enable Root
run 0 approval withdraw "$id"
run 0 ca show Root --json
same DISABLED "$(json 'd["CertificateAuthority"]["Status"]')" "the root after a refusal and a withdrawal"
run 0 approval list --state refused --json
same "not yet" "$(json 'd["Approvals"][0]["Reason"]')" "the reason"
waits ca enable Root
by 0 ben approval approve "$id"
pass "requests are refused and withdrawn, and then nothing happens"

# --- Nobody gets around it -------------------------------------------------------------------------------

waits role assign Approver dora
by 0 ben approval approve "$id"
waits ca approvers Root add dora
by 0 ben approval refuse "$id"
waits ca dual-control Root off
by 0 ben approval refuse "$id"
waits ca approvers Root remove ben
by 0 ben approval refuse "$id"
waits ca tag Root a=b
by 0 ben approval refuse "$id"
waits ca revocation Root --crl-days 90
by 0 ben approval refuse "$id"
waits ca create --subject CN=Second --parent Root --path-length 0 --validity 5y
by 0 ben approval approve "$id"
run 0 approval run
run 0 ca show Second --json
same ACTIVE "$(json 'd["CertificateAuthority"]["Status"]')" "the new authority"
run 0 ca disable Devices
run 0 ca enable Devices
make_csr device
run 0 cert issue --ca Devices --csr device.csr --validity 30d --out device.pem
waits cert issue --ca Root --csr device.csr --validity 30d
by 0 ben approval refuse "$id"
[ ! -e root-signed.pem ] || fail "the root signed"
run 0 principal suspend cleo
waits principal suspend ben || true
pass "rule, approvers, tags, settings and signatures of the root need the second person; others do not"

run 0 log list --action espalier:Approve --json
[ "$(json 'len(d["Events"])')" -ge 6 ] || fail "too few entries of approvals"
run 0 log verify
run 0 vault verify
pass "every consent is in the log, and all verifies"
