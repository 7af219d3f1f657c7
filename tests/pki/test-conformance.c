/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Path validation against x509-limbo, BetterTLS and PKITS; skipped without their material. */
#include "conformance.h"

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pki/conformance/limbo", conformance_limbo);
  g_test_add_func ("/pki/conformance/bettertls", conformance_bettertls);
  g_test_add_func ("/pki/conformance/pkits", conformance_pkits);
  return g_test_run ();
}
