#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The audit report has exactly the service's fields and forms; Python's own readers judge it.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
need openssl python3

make_vault
make_root
make_ca Line Root 0 4y
for name in valid stolen; do
  make_csr "$name"
  run 0 cert issue --ca Line --csr "$name.csr" --validity 30d --out "$name.pem"
done
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout odd.key -out odd.csr \
  -subj '/C=DE/ST=BW/L=Ulm/O=Odd, "quoted"/OU=Radio/CN=odd/serialNumber=42' -addext subjectAltName=DNS:odd.example \
  2>/dev/null
run 0 cert issue --ca Line --csr odd.csr --validity 30d --template EndEntityClientAuthCertificate --out odd.pem
run 0 cert revoke "$(serial_of stolen.pem)" --ca Line --reason CESSATION_OF_OPERATION

run 0 report create --ca Line --format json --out report.json
run 0 report create --ca Line --format csv --out report.csv
run 0 report create --ca Line --format csv --out -
cmp -s out report.csv || fail "the report on standard output is another"
run 0 --json account list
account=$(json 'd["Accounts"][0]["Id"]')
run 0 ca show Line --json
arn=$(json 'd["CertificateAuthority"]["Arn"]')
tool 0 python3 "$tests/../audit/judge-report.py" report.json report.csv
same 3 "$(cat out)" "number of certificates in the report"
pass "JSON and CSV have the service's fields and forms"
tool 0 python3 "$tests/judge-certificates.py" "$arn" "$account" report.json valid.pem stolen.pem odd.pem
pass "$(cat out)"

run 1 report create --ca Line --format csv --out report.csv
err_has "report.csv"
run 1 --yes report create --ca Line --format csv --out "$ESPALIER_VAULT"
ln -s "$ESPALIER_VAULT" by-another-name
run 1 --yes report create --ca Line --format csv --out by-another-name
err_has "by-another-name"
run 0 vault verify
mkfifo pipe
run 1 --yes report create --ca Line --format csv --out pipe
[ -p pipe ] || fail "it is a pipe no more"
pass "neither the vault nor a pipe is replaced"
run 2 report create --ca Line --format odt --out report.odt
err_has "odt"
err_has "json, csv"
[ ! -e report.odt ] || fail "a file was written"
run 2 report create --format csv --out nothing.csv
err_has "--ca, --account and --all"
run 2 report create --ca Line --all --format csv --out both.csv
run 0 report list --ca Line --json
same 3 "$(json 'len(d["AuditReports"])')" reports
same "$(sha256sum report.json | cut -d' ' -f1)" \
  "$(json '[r["Digest"] for r in d["AuditReports"] if r["Format"] == "JSON"][0]')" "digest of the report"
run 0 report summary --by template --json
cat >groups.py <<'END'
import json
groups = {g["Group"].split("/")[-1].replace("/V1", ""): g for g in json.load(open("out"))["Groups"]}
found = {name: [g["Issued"], g["Valid"], g["Expired"], g["Revoked"]] for name, g in groups.items()}
wanted = {"EndEntityCertificate": [2, 1, 0, 1], "EndEntityClientAuthCertificate": [1, 1, 0, 0]}
assert wanted.items() <= found.items(), found
END
python3 groups.py || fail "the summary"
for by in ca account month; do
  run 0 report summary --by $by
done
pass "listed with its digest, summed up; another format is refused, naming those that there are"

# Everything: the root's own certificate, that of the authority below it, and the three.
run 0 report create --all --format csv --out all.csv --json
same true "$(json 'd["Complete"]')" "whether all is in it"
same 5 "$(json 'd["Rows"]')" "certificates of all"
same 6 "$(wc -l <all.csv)" "lines of the report of all"
run 0 report create --account "$account" --format csv --out account.csv
cmp -s all.csv account.csv || fail "the account has all there is, and its report is another"
run 0 account create Radio
run 5 report create --account Radio --format csv --out none.csv
run 0 report create --all --format json --out all.json
tool 0 python3 "$tests/../audit/judge-report.py" all.json all.csv
pass "a report of everything, and of an account"

run 0 report create --all --format pdf --out all.pdf
run 0 report create --ca Line --format pdf --out -
cp out line.pdf
same "$(sha256sum line.pdf | cut -d' ' -f1)" "$(sha256sum out | cut -d' ' -f1)" "digest on standard output"
run 0 report list --json
same "$(sha256sum line.pdf | cut -d' ' -f1)" \
  "$(json '[r["Digest"] for r in d["AuditReports"] if r["Format"] == "PDF" and r["Scope"] != "ALL"][0]')" \
  "digest of the report on standard output"
run 0 vault verify
if command -v pdfinfo >/dev/null && command -v pdftotext >/dev/null; then
  pages=$(pdfinfo all.pdf | sed -n 's/^Pages: *//p')
  [ "$pages" -ge 2 ] || fail "the report has $pages page"
  pdftotext -layout all.pdf all.txt
  for page in $(seq "$pages"); do
    grep -q "Page $page of $pages" all.txt || fail "page $page has no number"
  done
  same "$pages" "$(grep -c 'entries, root [0-9a-f]\{64\}' all.txt)" "pages with the checkpoint of the log"
  same "$pages" "$(grep -c 'Vault, SHA-256 *[0-9A-F:]\{95\}' all.txt)" "pages with the fingerprint of the vault"
  for text in "All certificate authorities" "By month" "By template" "By account" "Cessation of operation" \
    "$(serial_of stolen.pem | tr 'A-F' 'a-f' | tr -d :)"; do
    grep -q "$text" all.txt || fail "the pages do not say: $text"
  done
  pass "PDF: each page has its number, the fingerprint of the vault and the checkpoint of the log"
fi

# --- A vault of an older program -------------------------------------------------------------------------

if command -v sqlite3 >/dev/null; then
  sqlite3 old.espalier <"$tests/../fixtures/vaults/form-5.sql"
  chmod 600 old.espalier
  export ESPALIER_VAULT="$work/old.espalier"
  at="--now 2026-11-03T12:00:00Z"
  kept="SELECT id, ca, format, created_at, n_rows, digest, requester FROM report ORDER BY id;
    SELECT key, hex(digest), event FROM row_digest WHERE name = 'report' ORDER BY key"
  sqlite3 -readonly old.espalier "$kept" >before
  same 6 "$(wc -l <before)" "reports of the older program and their signed digests"
  run 0 $at vault verify
  same 8 "$(sqlite3 -readonly old.espalier 'PRAGMA user_version')" form
  same 5 "$(sqlite3 -readonly old.espalier.backup-v5 'PRAGMA user_version')" "form of the copy"
  sqlite3 -readonly old.espalier "$kept" >after
  cmp before after || fail "the records of reports are other ones"
  for change in "DELETE FROM report" "UPDATE report SET digest = replace(digest, 'a', 'b')"; do
    ! sqlite3 old.espalier "$change" >out 2>&1 || fail "the record of a report can be changed: $change"
  done
  # Nothing has changed since, so each form is the same again.
  for format in csv json; do
    run 0 $at report list --ca Line --json
    digest=$(json "[r['Digest'] for r in d['AuditReports'] if r['Format'].lower() == '$format'][0]")
    run 0 $at --quiet report create --ca Line --format $format --out "again.$format"
    same "$digest" "$(cat out)" "digest of the same report by the older program"
  done
  run 0 $at report create --all --format csv --out everything.csv
  run 0 $at report create --account "Meridian Motors" --format pdf --out account.pdf
  run 0 $at report list --json
  same '["ACCOUNT", "ALL", "CERTIFICATE_AUTHORITY"]' "$(json 'sorted({r["Scope"] for r in d["AuditReports"]})')" scopes
  same 7 "$(json 'len(d["AuditReports"])')" reports
  run 0 $at vault verify
  pass "a vault of form 5 keeps its reports, and takes reports of everything"
fi
