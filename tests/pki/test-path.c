/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Path validation, with certificates made here. */
#include "path-fixture.h"
#include "test-path.h"

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_pki_init ());
  path_fixture_open ();
  g_test_add_func ("/pki/path/good", test_path_good);
  g_test_add_func ("/pki/path/faults", test_path_faults);
  g_test_add_func ("/pki/path/cross-signed", test_path_cross_signed);
  g_test_add_func ("/pki/path/dead-ends", test_path_dead_ends);
  g_test_add_func ("/pki/path/trusted-target", test_path_trusted_target);
  g_test_add_func ("/pki/path/depth", test_path_depth);
  g_test_add_func ("/pki/path/bomb-keys", test_path_bomb_keys);
  g_test_add_func ("/pki/path/bomb-names", test_path_bomb_names);
  g_test_add_func ("/pki/path/policies", test_path_policies);
  g_test_add_func ("/pki/path/policy-bomb", test_path_policy_bomb);
  g_test_add_func ("/pki/path/revocation", test_path_revocation);
  g_test_add_func ("/pki/path/parts", test_path_parts);
  g_test_add_func ("/pki/path/list-signer", test_path_list_signer);
  g_test_add_func ("/pki/path/identity", test_path_identity);
  g_test_add_func ("/pki/path/validity", test_path_validity);
  g_test_add_func ("/pki/path/links", test_path_links);
  g_test_add_func ("/pki/path/tables", test_path_tables);
  status = g_test_run ();
  path_fixture_close ();
  return status;
}
