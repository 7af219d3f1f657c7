#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Replays the seeds, our own always, those of the conformance material where ESPALIER_CONFORMANCE names
# its folder; and shows first that the replay finds what it is for.
# usage: test-replay.sh REPLAY SEEDS     (beside SEEDS: seed-folders.txt, which folder of others is for whom)
set -eu

replay=$(cd "$(dirname "$1")" && pwd)/$(basename "$1") seeds=$(cd "$2" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/espalier-replay-XXXXXX")
trap 'rm -rf "$work"' EXIT
status=0

# --- The planted faults are found ------------------------------------------------------------------

# planted WORD: the exit status of the replay over this word.
planted() {
  printf '%s' "$1" >"$work/planted"
  found=0
  "$replay" planted "$work/planted" >"$work/out" 2>&1 || found=$?
}

planted calm
[ $found -eq 0 ] || { echo "FAIL: an input without a fault is refused"; cat "$work/out"; exit 1; }
if nm "$replay" | grep -q __asan_init; then
  for word in read lose; do
    planted $word
    [ $found -ne 0 ] || { echo "FAIL: the planted fault \"$word\" is not found"; exit 1; }
  done
else
  planted busy
  [ $found -eq 1 ] || { echo "FAIL: the planted slow input is not found"; cat "$work/out"; exit 1; }
fi
echo "planted faults are found"

# --- Seeds --------------------------------------------------------------------------------------------

run() {
  "$replay" "$@" || { echo "FAIL: $1"; status=1; }
}

for folder in "$seeds"/*/; do
  run "$(basename "$folder")" "$folder"
done

python3 "$seeds/../make-bombs.py" "$work/bombs"
echo "as much as the limits let in:"
for folder in "$work"/bombs/*/; do
  run "$(basename "$folder")" "$folder"
done

if [ -z "${ESPALIER_CONFORMANCE:-}" ]; then
  echo "the seeds of others are left out: ESPALIER_CONFORMANCE names no folder"
  exit $status
fi

tar -xJf "$ESPALIER_CONFORMANCE/fuzz-seeds.tar.xz" -C "$work"
cd "$work/fuzz-seeds"
[ "$(find . -type f | wc -l)" -eq 4272 ] || { echo "FAIL: not 4272 seeds"; status=1; }
while read -r line; do
  # shellcheck disable=SC2086
  run $line
done <"$seeds/../seed-folders.txt"
# What is no certificate, list or key to us is still bytes that somebody may hand to any reader.
run pem ./*
run path ./*
run envelope gnutls-pkcs8_key_parser gnutls-pkcs12_key_parser
exit $status
