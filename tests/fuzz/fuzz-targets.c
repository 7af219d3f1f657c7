/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All fuzzers by name; a row more here and in meson.build is one more. */
#include "fuzz.h"

const FuzzTarget fuzz_targets[] = {
  { "certificate", fuzz_certificate },
  { "crl", fuzz_crl },
  { "csr", fuzz_csr },
  { "csr-extensions", fuzz_csr_extensions },
  { "database", fuzz_database },
  { "envelope", fuzz_envelope },
  { "exchange-file", fuzz_exchange_file },
  { "foreign", fuzz_foreign },
  { "hierarchy", fuzz_hierarchy },
  { "index", fuzz_index },
  { "key", fuzz_key },
  { "name", fuzz_name },
  { "ocsp", fuzz_ocsp },
  { "passthrough", fuzz_passthrough },
  { "path", fuzz_path },
  { "pem", fuzz_pem },
  { "pkcs12", fuzz_pkcs12 },
  { "plan", fuzz_plan },
  { "policy", fuzz_policy },
  { "policy-lint", fuzz_policy_lint },
  { "report", fuzz_report },
  { "resource-policy", fuzz_resource_policy },
  { "scan", fuzz_scan },
  { "signed-data", fuzz_signed_data },
  { "planted", fuzz_planted },
  { NULL },
};
