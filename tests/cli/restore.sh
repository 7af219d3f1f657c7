#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Backup and restore, in place and on a machine that knows nothing of the vault, with the recovery identity.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
export ESPALIER_AS=ada
make_root
make_ca Devices Root 0 10y
run 0 --quiet vault recovery create --out recovery.pem
cp out recovery.passphrase
[ -s recovery.passphrase ] || fail "no passphrase of the recovery identity"
make_csr device
run 0 cert issue --ca Devices --csr device.csr --validity 30d --out before.pem
run 0 ca crl Devices --out before.crl
run 0 vault backup backup.espalier
run 0 log checkpoint --out kept
run 0 cert issue --ca Devices --csr device.csr --validity 30d --out after.pem
lost=$(serial_of after.pem)
run 0 ca crl Devices --out after.crl
crl_number() {
  openssl crl -in "$1" -noout -crlnumber | sed 's/.*=\(0x\)*//'
}

# --- In place --------------------------------------------------------------------------------------------

run 0 vault restore backup.espalier
out_has "$ESPALIER_VAULT"
[ -e "$ESPALIER_VAULT.replaced" ] || fail "the file before was not kept"
run 5 cert show "$lost"
run 0 cert show "$(serial_of before.pem)"
run 0 vault verify
run 0 log list --action espalier:RestoreVault --json
same 1 "$(json 'len(d["Events"])')" "entries of the restore"
run 0 cert revoke "$lost" --ca Devices --reason SUPERSEDED
run 0 ca crl Devices --out restored.crl
openssl crl -in restored.crl -noout -text | grep -qi "$lost" || fail "the lost certificate is not on the list"
python3 -c 'import sys; sys.exit(int(sys.argv[1], 16) <= int(sys.argv[2], 16))' \
  "$(crl_number restored.crl)" "$(crl_number after.crl)" || fail "the number of the list went back"
pass "restored in place: an entry of its own, lists go on above, what was lost can be revoked"

# --- On a fresh machine ----------------------------------------------------------------------------------

mkdir fresh
export HOME="$work/fresh"
export XDG_DATA_HOME="$HOME/data" XDG_STATE_HOME="$HOME/state" XDG_CONFIG_HOME="$HOME/config"
export XDG_CACHE_HOME="$HOME/cache" XDG_RUNTIME_DIR="$HOME"
export ESPALIER_VAULT="$HOME/vault.espalier"
recovery="recovery:$work/recovery.pem"
run 6 --as "$recovery" --passphrase-file passphrase vault restore backup.espalier
[ ! -e "$ESPALIER_VAULT" ] || fail "a vault was left behind"
head -c 2000 backup.espalier >cut.espalier
status=0
cli --as "$recovery" --passphrase-file recovery.passphrase vault restore cut.espalier >out 2>err || status=$?
[ "$status" -ne 0 ] || fail "half a backup was restored"
[ ! -e "$ESPALIER_VAULT" ] || fail "a vault was left behind"
run 0 --as "$recovery" --passphrase-file recovery.passphrase vault restore backup.espalier --last-crl-number 5000
run 0 --as "$recovery" --passphrase-file recovery.passphrase vault status --json
same Recovery "$(json 'd["Session"]["Role"]')" "the role of the recovery identity"
run 0 ca list --json
same 2 "$(json 'len(d["CertificateAuthorities"])')" "authorities"
run 0 cert issue --ca Devices --csr device.csr --validity 30d --out fresh.pem
run 0 cert revoke "$(serial_of fresh.pem)" --ca Devices --reason SUPERSEDED
run 0 ca crl Devices --out fresh.crl
python3 -c 'import sys; sys.exit(int(sys.argv[1], 16) <= 5000)' "$(crl_number fresh.crl)" ||
  fail "the number of the list is below one that was seen"
run 0 vault verify
pass "on a fresh machine the recovery file and its passphrase bring all back"

# Whoever lost the passphrase is invited anew by the recovery identity.
run 0 --as "$recovery" --passphrase-file recovery.passphrase principal reset ada --code-file code.ada
run 6 ca list
enrol ada
run 0 --as "$recovery" --passphrase-file recovery.passphrase principal confirm ada --fingerprint "$(cat out)"
by 0 ada cert issue --ca Devices --csr device.csr --validity 30d --out again.pem
run 0 --passphrase-file passphrase.ada vault verify
pass "the recovery identity invites anew who lost the keys, and the keys of the authorities are theirs again"
