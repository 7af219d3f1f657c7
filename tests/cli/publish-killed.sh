#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whenever publish is killed, every file that a web server can show is whole, and the next run mends the rest.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3 timeout

# Work for each run needs a clock that can be moved.
run 0 --help
grep -q -e '--now' out || {
  echo "skipped: this build can't set the clock (-Dtest_hooks=true)"
  exit 77
}
www=$work/www
make_vault
make_root
run 0 ca revocation Root --crl-url http://pki.example/crl/root.crl
make_ca Line Root 0 4y
run 0 ca revocation Line --crl-url http://pki.example/crl/line.crl --crl-type partitioned --ocsp on \
  --ocsp-url http://pki.example/ocsp
make_csr device
for _ in $(seq 150); do
  cat device.csr
done >many.csr
run 0 cert issue --ca Line --csr many.csr --validity 1y --out many
run 0 ca certificate Line --out line.pem
run 0 ca certificate Root --out root.pem
began=$(date +%s%N)
run 0 publish --dir "$www"
whole=$((($(date +%s%N) - began) / 1000000))

# Each file parses to its last byte, and is signed.
check_whole() {
  for list in "$www"/crl/*.crl; do
    issuer=line.pem
    openssl crl -inform DER -in "$list" -noout -issuer | grep -q Root && issuer=root.pem
    openssl crl -inform DER -in "$list" -noout -CAfile $issuer 2>&1 | grep -q "verify OK" || fail "$list is not whole"
  done
  python3 - "$www/ocsp" <<'END' || fail "a response is not whole"
import os, sys

def whole(path):
    with open(path, "rb") as file:
        data = file.read()
    if data == bytes.fromhex("30030a0106"):
        return True
    if len(data) < 200 or data[0] != 0x30 or data[1] != 0x82:
        return False
    return len(data) == 4 + int.from_bytes(data[2:4], "big")

bad = [os.path.join(folder, name) for folder, _, names in os.walk(sys.argv[1]) for name in names
       if not whole(os.path.join(folder, name))]
if bad:
    print(*bad)
sys.exit(1 if bad else 0)
END
}

# From a twelfth of the time that a whole run takes here to all of it.
killed=0 day=1
for twelfth in $(seq 12); do
  after=$(awk "BEGIN { print $whole * $twelfth / 12000 }")
  day=$((day + 4))
  now=$(date -u -d "+$day days" +%Y-%m-%dT%H:%M:%SZ)
  status=0
  timeout -s KILL "$after" setsid -w "$ESPALIER_CLI" --now "$now" publish --dir "$www" >out 2>err || status=$?
  [ $status -ne 137 ] || killed=$((killed + 1))
  check_whole
done
[ $killed -gt 0 ] || fail "no run was killed"
pass "$killed of 12 runs were killed, a whole one takes $whole ms; what can be seen is whole each time"

day=$((day + 4))
now=$(date -u -d "+$day days" +%Y-%m-%dT%H:%M:%SZ)
run 0 --now "$now" publish --dir "$www" --json
same '[]' "$(json 'd["Skipped"]')" "what was left out"
run 0 --now "$now" publish --dir "$www" --json
same '[0, 0]' "$(json '[d["Counts"]["New"], d["Counts"]["Removed"]]')" "files that changed"
check_whole
same 150 "$(find "$www/ocsp" -type f ! -name unauthorized | wc -l)" responses
same "" "$(find "$www/.espalier/stage" -type f)" "what is left on the stage"
(cd "$www" && find . -type f ! -path './.espalier/*' | sed 's,^\./,,' | sort) >there
tail -n +2 "$www/.espalier/manifest" | cut -f 9 | sort >recorded
cmp -s there recorded || fail "the record does not say what is there"
run 0 --now "$now" vault verify
pass "the next run mends what was cut off and leaves nothing behind"
