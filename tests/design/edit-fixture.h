/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random edits of a plan, of all kinds, sensible and not. */
#pragma once

#include "design/esp-plan-edit.h"

#include "plan-fixture.h"

G_GNUC_UNUSED static const char *
pick_key (const EspPlan *plan, GRand *rand)
{
  const EspPlanCa *ca;

  if (plan->cas->len == 0 || g_rand_int_range (rand, 0, 20) == 0)
    return "nobody";
  ca = g_ptr_array_index (plan->cas, g_rand_int_range (rand, 0, (int) plan->cas->len));
  return ca->key;
}

G_GNUC_UNUSED static const char *
pick_account (const EspPlan *plan, GRand *rand)
{
  const EspPlanAccount *account;

  if (plan->accounts->len == 0 || g_rand_int_range (rand, 0, 20) == 0)
    return "123456789012";
  account = g_ptr_array_index (plan->accounts, g_rand_int_range (rand, 0, (int) plan->accounts->len));
  return account->id;
}

/* What people write, and what they should not. */
G_GNUC_UNUSED static const char *
pick_text (GRand *rand)
{
  static const char *const texts[] = {
    NULL,
    "",
    "Toaster Factory CA",
    "Zürich „Werk“ 1",
    "O=Acme\\, Inc.,CN=\"x\"",
    "CN=Radio,O=Meridian",
    "\t\n\x01\x7f",
    "\xff\xfe",
    "\xf0\x9f\x8d\x9e bread",
    "</script>",
    "none",
    "0",
    "1",
    "2",
    "3",
    "-1",
    "1000",
    "99999999999999999999",
    "true",
    "false",
    "10y",
    "7d",
    "365",
    "2036-01-01T00:00:00Z",
    "SubordinateCACertificate_PathLen1/V1",
    "RootCACertificate/V1",
    "EC_prime256v1",
    "RSA_4096",
    "SHA384WITHECDSA",
    "SHORT_LIVED_CERTIFICATE",
    "GENERAL_PURPOSE",
    "111122223333",
    "http://crl.example/radio.crl",
    "https://crl.example/",
    "not an address",
    "AWSRAMDefaultPermissionCertificateAuthority",
    "NoSuchPermission",
    "owner",
    "aws:reserved",
    "{\"json\": [1, 2",
  };

  return texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (texts))];
}

/* Most edits change something; some are refused, and then leave the plan as it was. */
G_GNUC_UNUSED static gboolean
edit_at_random (EspPlan *plan, GRand *rand)
{
  const char *keys[] = { pick_key (plan, rand), pick_key (plan, rand), pick_key (plan, rand), NULL };
  g_autoptr (EspPlan) before = esp_plan_copy (plan);
  g_autoptr (GError) error = NULL;
  g_autofree char *share = NULL;
  gboolean done = TRUE;

  keys[g_rand_int_range (rand, 1, 4)] = NULL;
  /* It stays of the size that people draw. */
  switch (plan->cas->len > 40 ? 2 : g_rand_int_range (rand, 0, 12))
    {
    case 0:
    case 1:
      done = esp_plan_edit_add (plan, g_rand_int_range (rand, 0, 6) ? keys[0] : NULL,
                                g_rand_boolean (rand) ? "Line CA" : pick_text (rand), &error) != NULL;
      break;
    case 2:
      if (plan->cas->len > 8)
        esp_plan_edit_remove (plan, keys);
      break;
    case 3:
    case 4:
      done = esp_plan_edit_move (plan, keys[0],
                                 g_rand_int_range (rand, 0, 6) ? pick_key (plan, rand) : NULL,
                                 &error);
      break;
    case 5:
      done = esp_plan_edit_tag (plan, keys, pick_text (rand) ? "owner" : "line", pick_text (rand),
                                &error);
      break;
    case 6:
      done = esp_plan_edit_share (plan, keys[0], pick_account (plan, rand),
                                  g_rand_boolean (rand) ?
                                    "AWSRAMDefaultPermissionCertificateAuthority" :
                                    pick_text (rand),
                                  g_rand_boolean (rand), &error);
      break;
    case 7:
      if (plan->shares->len > 0)
        share = g_strdup (((EspPlanShare *) g_ptr_array_index (plan->shares, 0))->name);
      esp_plan_edit_unshare (plan, share);
      break;
    case 8:
      done = esp_plan_edit_account (plan, pick_text (rand),
                                    g_rand_boolean (rand) ? NULL : pick_text (rand), &error) != NULL;
      break;
    case 9:
      done = esp_plan_edit_describe (plan, (EspPlanText) g_rand_int_range (rand, 0, 3),
                                     pick_text (rand), &error);
      break;
    default:
      done = esp_plan_edit_set (plan, keys,
                                (EspPlanField) g_rand_int_range (rand, 0, ESP_PLAN_N_FIELDS),
                                g_rand_int_range (rand, 0, 8) ? pick_text (rand) :
                                                                pick_account (plan, rand),
                                &error);
    }
  g_assert_cmpint (done, ==, error == NULL);
  if (!done)
    g_assert_true (esp_plan_equal (plan, before));
  return done;
}
