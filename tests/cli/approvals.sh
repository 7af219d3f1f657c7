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
same '[["ada", true]]' "$(json '[[a["Principal"], a["MayApprove"]] for a in d["Approvers"]]')" "who could, so far"
run 0 ca approvers Root list
out_has "a second person in a role that allows espalier:Approve"
make_ca Devices Root 0 10y
pass "until there is a second person, one can work, and is told what is missing"

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
run 0 ca approvers Root list --json
same '[true, true, true]' "$(json '[d[k] for k in ("DualControl", "InForce", "SplitKey")]')" "in force by itself"
same '["ada", "ben"]' "$(json 'sorted(a["Principal"] for a in d["Approvers"])')" "who may approve"
run 4 --quiet role assign Approver cleo
by 0 ben approval approve "$(cat out)"
run 0 ca approvers Root list
out_has "by role"
run 0 ca approvers Root list --json
same '[["ada", false], ["ben", false], ["cleo", false]]' \
  "$(json 'sorted([a["Principal"], a["Named"]] for a in d["Approvers"])')" "everybody who may approve"
run 0 vault verify
pass "with a second person who may approve it is in force, without any further act"

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

waits ca approvers Root add dora
by 0 ben approval refuse "$id"
waits role assign Approver dora
by 0 ben approval approve "$id"
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
# Now ada has both halves for this pair. With public tools alone: what they open, and what they open afterwards.
sqlite3 "$ESPALIER_VAULT" "SELECT writefile('agreement.p8', i.agreement_key),
    writefile('agreement.der', p.agreement_certificate)
  FROM identity i JOIN principal p ON p.id = i.principal WHERE p.name = 'ada';
  SELECT writefile('own.cms', k.envelope) FROM ca_key_part k JOIN principal h ON h.id = k.holder
    JOIN principal o ON o.id = k.partner JOIN ca ON ca.id = k.ca
    WHERE ca.label = 'Root' AND h.name = 'ada' AND o.name = 'ben';
  SELECT writefile('handed.cms', key_part) FROM approval WHERE id = '$id'" >/dev/null
root_key() {
  sqlite3 "$ESPALIER_VAULT" "SELECT writefile('$1', k.envelope) FROM ca_key k JOIN ca ON ca.id = k.ca
    WHERE ca.label = 'Root'" >/dev/null
}
root_key before.cms
openssl x509 -inform DER -in agreement.der -out agreement.pem
openssl pkey -inform DER -in agreement.p8 -passin file:passphrase -out agreement.key
for part in own handed; do
  tool 0 openssl cms -decrypt -binary -inform DER -in $part.cms -inkey agreement.key -recip agreement.pem -out $part
done
secret=$(python3 -c 'import sys
own, handed = (open(path, "rb").read() for path in sys.argv[1:])
print(bytes(a ^ b for a, b in zip(own, handed)).hex())' own handed)
tool 0 openssl cms -decrypt -binary -inform DER -in before.cms -secretkey "$secret" -out opened
run 0 approval run
run 0 ca show Second --json
same ACTIVE "$(json 'd["CertificateAuthority"]["Status"]')" "the new authority"
root_key after.cms
tool 4 openssl cms -decrypt -binary -inform DER -in after.cms -secretkey "$secret" -out opened
tool 4 openssl cms -decrypt -binary -inform DER -in after.cms -inkey agreement.key -recip agreement.pem -out opened
same 0 "$(sqlite3 "$ESPALIER_VAULT" "SELECT count(*) FROM approval WHERE key_part IS NOT NULL")" "parts handed over"
run 0 ca disable Devices
run 0 ca enable Devices
make_csr device
run 0 cert issue --ca Devices --csr device.csr --validity 30d --out device.pem
waits cert issue --ca Root --csr device.csr --validity 30d
by 0 ben approval refuse "$id"
[ ! -e root-signed.pem ] || fail "the root signed"
run 0 principal suspend cleo
run 0 principal suspend dora
waits principal suspend ben
by 0 ben approval refuse "$id"
pass "rule, approvers, tags, settings and signatures of the root need the second person; others do not"

run 0 log list --action espalier:Approve --json
[ "$(json 'len(d["Events"])')" -ge 6 ] || fail "too few entries of approvals"
run 0 log verify
run 0 vault verify
pass "every consent is in the log, and all verifies"

# --- A certificate from outside --------------------------------------------------------------------------

run 0 --quiet ca create --type subordinate --subject "CN=Outside,O=Meridian Motors"
run 0 ca dual-control Outside on
run 0 ca csr Outside --out outside.csr
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout parent.key -out parent.pem -days 3650 \
  -subj "/O=Elsewhere/CN=Parent" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
cat >outside.ext <<'END'
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
END
openssl x509 -req -in outside.csr -CA parent.pem -CAkey parent.key -set_serial 0x1234 -days 365 -extfile outside.ext \
  -out outside.pem 2>/dev/null
waits ca import-certificate Outside --certificate outside.pem --chain parent.pem
by 0 ben --json approval show "$id"
python3 - <<'END' || fail "the certificates that are approved"
import json, subprocess
changes = json.load(open("out", encoding="utf-8"))["Approval"]["Changes"]
shown = [(c["What"], c["After"]) for c in changes]
for what, path in ("CERTIFICATE", "outside.pem"), ("CHAIN_CERTIFICATE", "parent.pem"):
    said = subprocess.run(["openssl", "x509", "-in", path, "-noout", "-fingerprint", "-sha256"], check=True,
                          capture_output=True, text=True).stdout  # fmt: skip
    fingerprint = said.split("=")[1].strip().replace(":", "").lower()
    at = shown.index((what, fingerprint))
    assert [w for w, _ in shown[at + 1 : at + 5]] == ["SUBJECT", "ISSUER", "SERIAL", "VALIDITY"], shown
    assert "CN=Parent" in shown[at + 2][1], shown
assert ("SERIAL", "%032x" % 0x1234) in shown, shown
assert changes[0]["Before"] == "", changes
END
by 0 ben approval approve "$id"
run 0 ca show Outside --json
same ACTIVE "$(json 'd["CertificateAuthority"]["Status"]')" "the authority with a certificate from outside"
run 0 vault verify
pass "who approves a certificate from outside sees it, its issuer, and every certificate above it"

# --- The recovery identity and a backup ------------------------------------------------------------------

waits vault recovery create --out recovery.pem
sed -n 1p out >recovery.passphrase
id=$(sed -n 2p out)
[ "$(stat -c %a recovery.pem)" = 600 ] || fail "the file of the recovery identity is for others too"
recovery="recovery:$work/recovery.pem"
run 6 --as "$recovery" --passphrase-file recovery.passphrase principal list
by 0 ben --json approval show "$id"
shown=$(json '[c["After"] for c in d["Approval"]["Changes"] if c["What"] == "RECOVERY_IDENTITY"][0]')
same "$(openssl x509 -in recovery.pem -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr A-F a-f)" "$shown" \
  "the certificate that is approved"
by 0 ben approval approve "$id"
run 0 --as "$recovery" --passphrase-file recovery.passphrase principal list
run 4 --as "$recovery" --passphrase-file recovery.passphrase --quiet principal reset ben
run 0 --as "$recovery" --passphrase-file recovery.passphrase approval withdraw "$(cat out)"
run 0 vault verify
pass "the recovery identity comes to be by two persons, and what it asks for waits like anything else"

run 0 vault backup backup.espalier
run 3 vault restore backup.espalier
err_has "two restore it"
run 3 vault restore backup.espalier --with ada --with-passphrase-file passphrase
run 6 vault restore backup.espalier --with ben --with-passphrase-file passphrase.dora
run 6 vault restore backup.espalier --with "$recovery" --with-passphrase-file passphrase
run 0 vault restore backup.espalier --with ben --with-passphrase-file passphrase.ben
run 0 log list --action espalier:RestoreVault --json
same ben "$(json 'd["Events"][0]["details"]["Consent"]["ApproverName"]')" "who agreed to the restore"
run 0 vault restore backup.espalier --with "$recovery" --with-passphrase-file recovery.passphrase
run 0 vault verify
pass "a backup with a root under two persons is restored by two"

# --- A vault of an older program -------------------------------------------------------------------------

sqlite3 old.espalier <"$tests/../fixtures/vaults/form-4.sql"
chmod 600 old.espalier
export ESPALIER_VAULT="$work/old.espalier"
at="--now 2026-10-02T12:00:00Z"
run 0 $at vault verify
same 8 "$(sqlite3 -readonly old.espalier 'PRAGMA user_version')" form
by 0 ben $at approval list --json
same '["DONE", "WAITING", "WITHDRAWN"]' "$(json 'sorted(a["Status"] for a in d["Approvals"])')" "the requests"
by 0 ben $at approval approve "$(json '[a["Id"] for a in d["Approvals"] if a["Status"] == "WAITING"][0]')"
run 0 $at ca show Root --json
same DISABLED "$(json 'd["CertificateAuthority"]["Status"]')" "the root"
run 0 $at vault verify
pass "requests of a vault of form 4 go on in the newest"
