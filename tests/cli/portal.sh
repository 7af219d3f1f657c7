#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The keyring as a sandbox has it: libsecret keeps a file whose password comes from the Secret portal of the desktop.
# A portal that gives nothing, one of another desktop, none at all: each has its sentence, and nothing is lost or made
# anew. (libsecret takes SNAP_NAME for a sandbox, and so do we.) Run by tests/with-desktop.
desktop_runtime=$XDG_RUNTIME_DIR
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need python3 gdbus
export XDG_RUNTIME_DIR="$desktop_runtime" SNAP_NAME=espalier
unset SECRET_BACKEND SECRET_FILE_TEST_PATH SECRET_FILE_TEST_PASSWORD ESPALIER_PASSPHRASE_FILE

start_portal() {
  /usr/bin/python3 "$tests/mock-portal.py" mood >portal.out 2>&1 &
  portal=$!
  trap 'kill "$portal" 2>/dev/null || true; rm -rf "$work"' EXIT
  gdbus wait --session --timeout 20 org.freedesktop.portal.Desktop || fail "no portal: $(cat portal.out)"
}

stays_locked() {
  cp "$ESPALIER_VAULT" before
  cp "$kept" before.keyring
  run 6 ca list
  err_is_one_line
  err_has "$1"
  cmp -s "$ESPALIER_VAULT" before || fail "the vault changed"
  cmp -s "$kept" before.keyring || fail "the keyring of the sandbox changed"
}

/usr/bin/python3 -c 'import gi' 2>/dev/null || {
  echo "skipped: python3-gi is not installed"
  exit 77
}
echo give >mood
start_portal
run 0 vault create --organization "Meridian Motors" --admin ada --unlock keyring
run 0 ca create --subject "CN=Root,O=Meridian Motors" --key-algorithm EC_prime256v1 --validity 5y
run 0 --quiet vault recovery create --out recovery.pem
cp out recovery.passphrase
kept=$(find "$HOME" -name default.keyring)
[ -s "$kept" ] || fail "the sandbox keeps no keyring of its own"
run 0 ca list
pass "made and opened by the portal's secret"

echo deny >mood
stays_locked "the desktop gave no key to the sandbox"
run 0 --as "recovery:$work/recovery.pem" --passphrase-file recovery.passphrase ca list
pass "the keyring behind the portal stays locked: it says so, and the recovery identity opens the vault"

echo other >mood
cp "$kept" before.keyring
run 6 ca list
err_is_one_line
cmp -s "$kept" before.keyring || fail "the keyring of the sandbox was made anew"
sentence=$(cut -c15- err)
run 0 --as "recovery:$work/recovery.pem" --passphrase-file recovery.passphrase ca list
pass "the secret of another keyring: nothing is made anew ($sentence)"

kill "$portal"
wait "$portal" 2>/dev/null || true
cp "$ESPALIER_VAULT" before
run 6 ca list
err_is_one_line
cmp -s "$ESPALIER_VAULT" before || fail "the vault changed"
sentence=$(cut -c15- err)
run 0 --as "recovery:$work/recovery.pem" --passphrase-file recovery.passphrase ca list
pass "no portal: $sentence"

echo give >mood
start_portal
run 0 ca list
printf 'a passphrase for every desktop\n' >new
run 0 vault unlock-with passphrase --new-passphrase-file new
echo deny >mood
run 0 --passphrase-file new ca list
run 0 --passphrase-file new vault verify
pass "the portal is back, and unlock-with makes the vault open without it"
