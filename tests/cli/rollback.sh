#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An older file in the vault's place: noticed after a program was killed too, and no verdict of "good"; a backup that
# lies elsewhere is none of it, nor is one that was restored.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need python3

make_vault
export ESPALIER_AS=ada
make_root
cp "$ESPALIER_VAULT" older
run 0 vault backup backup.espalier
run 0 log list --limit 1 --json
before=$(json 'd["Events"][0]["sequence"]')
note=$(echo "$XDG_STATE_HOME"/espalier/*/checkpoint.json)
[ -f "$note" ] || fail "not one note"

noted() {
  json 'd["size"]' "$note"
}

# --- A program that is killed ----------------------------------------------------------------------------

# A session goes on after its command, so that nothing is written by its end.
mkfifo commands
setsid -w "$ESPALIER_CLI" batch <commands >batch.out 2>batch.err &
batch=$!
exec 3>commands
echo "ca tag Root newest=yes" >&3
tries=0
while [ "$(noted)" -le "$before" ]; do
  tries=$((tries + 1))
  [ "$tries" -le 600 ] || fail "no note of the newest state after a minute"
  sleep 0.1
done
kill -0 "$batch" || fail "the program has ended"
# The program, not setsid before it.
python3 - "$batch" <<'END'
import os, signal, sys
for pid in filter(str.isdigit, os.listdir('/proc')):
    try:
        with open('/proc/%s/stat' % pid) as file:
            if int(file.read().rsplit(')', 1)[1].split()[1]) == int(sys.argv[1]):
                os.kill(int(pid), signal.SIGKILL)
    except (FileNotFoundError, ProcessLookupError):
        pass
os.kill(int(sys.argv[1]), signal.SIGKILL)
END
exec 3>&-
wait "$batch" 2>/dev/null || true
newest=$(noted)
cp "$ESPALIER_VAULT" newer
cp older "$ESPALIER_VAULT"
run 7 vault verify
out_has "older than what was seen here"
out_has "entry $newest of 20"
run 7 vault verify --json
same false "$(json 'd["Verified"]')" "whether it verifies"
run 0 vault status
err_has "older than what was seen here"
out_has "Read-only"
run 7 ca tag Root lost=yes
same "$newest" "$(noted)" "size in the note after looking at the older file"
pass "an older file in its place after kill -9: verify says no, nothing is written"

# --- What is older by nature -----------------------------------------------------------------------------

cp newer "$ESPALIER_VAULT"
run 0 vault verify
run 0 --vault backup.espalier vault verify
err_has "is a copy, and older than what was seen at $(realpath "$ESPALIER_VAULT")"
run 7 --vault backup.espalier ca tag Root lost=yes
cp newer same.espalier
run 0 --vault same.espalier vault verify
! grep -q older err || fail "a copy of the same state was called older"
# To have looked at copies moves no note: the place is still that of the vault.
cp older "$ESPALIER_VAULT"
run 7 vault verify
pass "a backup elsewhere verifies, with a line that tells; and takes no change"

# --- The vault was moved ---------------------------------------------------------------------------------

rm "$ESPALIER_VAULT"
run 7 --vault backup.espalier vault verify
out_has "older than what was seen here"
pass "without a newer file anywhere an older one is no copy"

# --- Restored --------------------------------------------------------------------------------------------

run 0 vault restore backup.espalier
run 0 vault verify
! grep -q older err || fail "a restored vault was called older"
run 0 ca tag Root restored=yes
run 0 vault verify
cp newer "$ESPALIER_VAULT"
run 7 vault verify
pass "a restored backup is the vault; what was given up is not"
