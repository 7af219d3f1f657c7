#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Disable, enable, delete, restore; tags; finding an authority by each of its names.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
make_root
run 0 ca show Root --json
arn=$(json 'd["CertificateAuthority"]["Arn"]')
id=$(json 'd["CertificateAuthority"]["Id"]')
make_csr device

state() {
  cli ca show "$id" --json >state.json
  json 'd["CertificateAuthority"]["Status"]' state.json
}
for name in "$arn" "$id" "$(echo "$id" | cut -c1-8)" Root; do
  run 0 ca show "$name" --json
  same "$arn" "$(json 'd["CertificateAuthority"]["Arn"]')" "authority found by $name"
done
run 5 ca show "$(echo "$id" | cut -c1-7)"
run 5 ca show 00000000-0000-4000-8000-000000000000
pass "found by ARN, UUID, its first eight characters, and common name"

run 0 --quiet ca create --subject "CN=Root,O=Another" --key-algorithm EC_prime256v1 --validity 1y
second=$(cat out)
run 2 ca show Root
err_has "$arn"
err_has "$second"
run 2 --json ca show Root
same AmbiguousNameException "$(json 'd["error"]["code"]')" code
pass "an ambiguous name: exit 2, candidates listed"

run 1 ca delete "$id"
err_has "ACTIVE"
run 0 ca disable "$id"
same DISABLED "$(state)" state
run 1 cert issue --ca "$id" --csr device.csr --validity 30d
err_has "DISABLED"
run 0 ca enable "$id"
same ACTIVE "$(state)" state
run 0 ca enable "$id"
run 0 ca disable "$id"
run 2 ca delete "$id" --window 6
err_has "6"
run 2 ca delete "$id" --window 31
err_has "31"
run 0 ca delete "$id" --window 7
same DELETED "$(state)" state
run 1 cert issue --ca "$id" --csr device.csr --validity 30d
run 1 ca enable "$id"
run 0 ca restore "$id"
same DISABLED "$(state)" "state after restore"
pass "disabled, deleted and restored, each step guarded"

run 0 ca tag "$id" "Project=radio line" Team=DevTeam
run 0 ca tag "$id" Team=ProdTeam
run 0 ca tags "$id" --json
same '[["Project", "radio line"], ["Team", "ProdTeam"]]' \
  "$(json 'sorted([t["Key"], t["Value"]] for t in d["Tags"])')" tags
run 2 ca tag "$id" aws:x=1
run 2 ca tag "$id" NoValue
err_has "KEY=VALUE"
run 0 ca untag "$id" Project
run 0 ca tags "$id"
out_lacks Project
out_has ProdTeam
pass "tags set, changed, removed"
