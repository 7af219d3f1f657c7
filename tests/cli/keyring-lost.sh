#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What becomes of a vault whose keyring is locked, replaced by an empty one, gone, or that of another desktop: it says
# which, stays as it is, puts nothing into the keyring that is there, and opens by passphrase; with the keyring back
# all is as before. A real gnome-keyring; run by tests/with-desktop.
desktop_runtime=$XDG_RUNTIME_DIR
desktop_data=$XDG_DATA_HOME
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need python3 gdbus gnome-keyring-daemon
: "${WD_KEYRING_PID:?is the keyring daemon of tests/with-desktop}"
export XDG_RUNTIME_DIR="$desktop_runtime"
unset SECRET_BACKEND SECRET_FILE_TEST_PATH SECRET_FILE_TEST_PASSWORD ESPALIER_PASSPHRASE_FILE
daemon=$WD_KEYRING_PID
trap 'kill "$daemon" 2>/dev/null || true; rm -rf "$work"' EXIT

service() {
  gdbus call --session --timeout 10 --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
    --method "org.freedesktop.Secret.Service.$1" "$2"
}

stop_keyring() {
  kill "$daemon"
  for _ in $(seq 100); do
    gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
      --method org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets | grep -q true || return 0
    sleep 0.1
  done
  fail "the keyring does not end"
}

# start_keyring PASSWORD: with what lies in the folder of keyrings, or a new one.
start_keyring() {
  printf %s "$1" >password
  (
    unset G_DEBUG MALLOC_CHECK_
    XDG_DATA_HOME=$desktop_data exec gnome-keyring-daemon --foreground --unlock --components=secrets
  ) <password >/dev/null 2>&1 &
  daemon=$!
  gdbus wait --session --timeout 20 org.freedesktop.secrets || fail "the keyring does not start"
}

# How many items the keyring holds of this vault.
items() {
  service SearchItems "{'vault': '$id'}" | grep -o "'/[^']*'" | wc -l
}

# stays_locked SENTENCE: exit 6 with it, and neither the vault nor the keyring has anything new.
stays_locked() {
  cp "$ESPALIER_VAULT" before
  run 6 ca list
  err_is_one_line
  err_has "$1"
  run 6 --json vault status
  cmp -s "$ESPALIER_VAULT" before || fail "the vault changed"
}

# With the file and the passphrase that were put away, whatever the keyring says.
opens_by_passphrase() {
  run 0 --as "recovery:$work/recovery.pem" --passphrase-file recovery.passphrase ca list
  out_has Root
}

run 0 vault create --organization "Meridian Motors" --admin ada --unlock keyring
run 0 --json vault status
id=$(json 'd["Id"]')
run 0 --quiet ca create --subject "CN=Root,O=Meridian Motors" --key-algorithm EC_prime256v1 --validity 20y
run 0 --quiet vault recovery create --out recovery.pem
cp out recovery.passphrase
run 0 ca list
had=$(items)
[ "$had" -ge 1 ] || fail "the keyring holds nothing of the vault"
pass "a vault that the keyring opens, and a recovery identity that was put away"

service Lock "['/org/freedesktop/secrets/aliases/default']" >/dev/null
stays_locked "the keyring is locked"
opens_by_passphrase
pass "locked keyring: it says so, and the recovery identity opens the vault"

stop_keyring
stays_locked "no keyring service answers"
opens_by_passphrase
pass "no keyring: it says so, and the recovery identity opens the vault"

# As on another desktop, or after the person's folder of keyrings was deleted: one that works and knows nothing.
mv "$desktop_data/keyrings" kept
start_keyring another
stays_locked "holds no secret for this principal"
same 0 "$(items)" "items of the vault in the keyring that replaced the other"
opens_by_passphrase
stays_locked "holds no secret for this principal"
pass "replaced keyring: it says so, makes no new secret, and the recovery identity opens the vault"

stop_keyring
rm -r "$desktop_data/keyrings"
mv kept "$desktop_data/keyrings"
start_keyring test
run 0 ca list
same "$had" "$(items)" "items in the keyring that came back"
run 0 vault verify
pass "the keyring is back: all is as before"

printf 'a passphrase for every desktop\n' >new
run 0 vault unlock-with passphrase --new-passphrase-file new
stop_keyring
rm -r "$desktop_data/keyrings"
start_keyring third
run 6 ca list
run 0 --passphrase-file new ca list
out_has Root
run 0 --passphrase-file new vault verify
run 0 --passphrase-file new vault unlock-with keyring
run 0 ca list
pass "unlock-with: to a passphrase before the keyring is left, and to the keyring of the new place after"
