#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Many commands in one process: each line answers, a failed one does not stop the rest.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_csr device
cat >script <<END
# a vault and a hierarchy, in one go
vault create --organization "Meridian Motors" --admin ada --unlock passphrase

ca create --subject 'CN=Root,O=Meridian Motors' --key-algorithm EC_prime256v1 --validity 10y
ca create --subject "CN=Line,O=Meridian Motors" --parent Root --path-length 0 --validity=5y
ca show Nowhere
cert issue --ca Line --csr "$work/device.csr" --validity 30d
ca frobnicate
ca list 'unclosed
cert list
END
status=0
cli --json batch <script >lines 2>err || status=$?
same 5 "$status" "exit status: the first that is not 0"
python3 - <<'END'
import json
rows = [json.loads(line) for line in open("lines", encoding="utf-8")]
assert [row["line"] for row in rows] == [2, 4, 5, 6, 7, 8, 9, 10], rows
assert [row["exit"] for row in rows] == [0, 0, 0, 5, 0, 2, 2, 0], rows
assert all(("result" in row) != ("error" in row) for row in rows)
assert rows[3]["error"]["code"] == "ResourceNotFoundException"
assert rows[3]["command"] == "ca show Nowhere"
assert rows[4]["result"]["Certificate"].startswith("-----BEGIN CERTIFICATE-----")
serials = [c["Serial"] for c in rows[7]["result"]["Certificates"]]
assert rows[4]["result"]["CertificateSerial"] in serials
END
same 3 "$(grep -c '^espalier-cli: line ' err)" "lines on standard error"
err_has "line 6: Nowhere"
pass "results as JSON lines, errors with their line"

printf 'ca list --tree\ncert list --limit 1 --quiet\n' | run 0 batch
out_has "└─ Line"
printf '' | run 0 batch
[ ! -s out ] || fail "an empty batch prints something"
printf 'batch\n' | run 2 batch
printf 'ca list --json\n' | run 2 batch
err_has "--json"
printf 'ca list --vault other\n' | run 2 batch
printf 'cert issue --ca Line --csr - --validity 1d\n' | run 2 batch
err_has "standard input"
printf 'vault create --organization X --admin y\n' >again
printf 'ca list\n' | cat - again | run 2 batch
printf 'ca list\n' | run 2 --passphrase-file - batch
pass "what has no sense inside a batch is refused"

python3 -c 'print("ca show " + "x" * 100000); print("ca list --quiet")' | run 2 batch
out_has "Root"
printf 'ca show \377\n' | run 2 batch
pass "a line too long or not in UTF-8 is refused alone"

for _ in $(seq 200); do
  echo "cert issue --ca Line --csr $work/device.csr --validity 30d"
done >many
begin=$(date +%s%N)
cli --json batch <many >lines 2>err || fail "a long batch failed"
end=$(date +%s%N)
same 200 "$(wc -l <lines)" answers
echo "200 single issues in one process: $(((end - begin) / 1000000)) ms"
same 200 "$(python3 -c 'import json
print(len({json.loads(l)["result"]["CertificateSerial"] for l in open("lines")}))')" "different serials"
pass "200 issues in one unlocked process"

mkfifo to from
cli --json batch <to >from 2>err &
exec 3>to 4<from
echo 'ca list' >&3
IFS= read -r answer <&4
echo "$answer" >answer
same 1 "$(json 'd["line"]' answer)" "first answer, while the batch is still open"
echo 'account list' >&3
IFS= read -r answer <&4
echo "$answer" >answer
same 2 "$(json 'd["line"]' answer)" "second answer"
exec 3>&- 4<&-
wait
pass "a driver can talk to it: each answer comes at once"
