/* SPDX-License-Identifier: GPL-3.0-or-later */
/* VerifyVault over more certificates than it reads at a time: each row that is not what its
 * certificate says is named, on whichever page it stands, and no other. */
#include "tamper-fixture.h"

#include "base/esp-json.h"

#define CALLS 2
#define ISSUED 515 /* by each of them: together more than a page of a thousand */

static void
issue_many (EspEngine *engine, const char *csr)
{
  JsonObject *parameters = json_object_new ();
  JsonArray *requests = json_array_new ();

  for (guint i = 0; i < ISSUED; i++)
    json_array_add_string_element (requests, csr);
  json_object_set_string_member (parameters, "CertificateAuthority", "Root");
  json_object_set_string_member (parameters, "Validity", "30d");
  json_object_set_array_member (parameters, "Requests", requests);
  json_object_unref (call_with (engine, "IssueCertificates", parameters));
}

static void
fill (EspEngine *engine)
{
  g_autofree char *root = create_ca (engine, "{'Subject':'CN=Root'}");
  g_autofree char *csr = make_csr ("/CN=device");

  for (guint i = 0; i < CALLS; i++)
    issue_many (engine, csr);
}

static JsonObject *
verify (Fixture *fixture, const char *path)
{
  g_autoptr (EspEngine) engine = esp_engine_new_with_keyring (fixture->clock, fixture->keyring);
  JsonObject *result;

  g_assert_true (esp_engine_open (engine, path, NULL, NULL));
  g_assert_true (esp_engine_sign_in (engine, FOUNDER, NULL, fixture->passphrase, NULL, NULL));
  result = call (engine, "VerifyVault", "{}");
  esp_engine_close (engine);
  return result;
}

static void
assert_sound (Fixture *fixture, const char *path)
{
  g_autoptr (JsonObject) result = verify (fixture, path);

  g_assert_true (json_object_get_boolean_member (result, "Verified"));
  g_assert_cmpuint (json_array_get_length (esp_json_get_array (result, "Findings")), ==, 0);
}

/* Of the findings about a certificate, by its serial: those about signed rows have longer names. */
static const char *
problem_of (JsonObject *result, const char *serial)
{
  JsonArray *list = esp_json_get_array (result, "Findings");

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *one = json_array_get_object_element (list, i);

      if (g_str_equal (esp_json_get_string (one, "Object"), serial))
        return esp_json_get_string (one, "Problem");
    }
  return "";
}

static void
test_issued (Fixture *fixture, gconstpointer unused)
{
  static const struct
  {
    const char *row, *sql, *problem;
  } faults[] = {
    { "2", "UPDATE certificate SET subject = 'CN=other' WHERE row = 2", "the row differs" },
    { "3", "DELETE FROM certificate_der WHERE row = 3", "the certificate itself is missing" },
    { "4", "UPDATE certificate_der SET der = substr(der, 1, 200) WHERE row = 4", "damaged" },
    { "5",
      "UPDATE certificate_der SET der = (SELECT der FROM certificate_der WHERE row = 6)"
      " WHERE row = 5",
      "the row differs" },
    { "999", "UPDATE certificate SET not_before = not_before - 1 WHERE row = 999",
      "the row differs" },
    { "1024", "UPDATE certificate SET not_after = not_after + 1 WHERE row = 1024",
      "the row differs" },
  };
  const char *sound[] = { "1", "6", "998", "1000", "1023", "1030" };
  g_autofree char *copy = NULL;
  g_autoptr (JsonObject) result = NULL;

  fill (fixture->engine);
  copy = copy_vault (fixture, "copy");
  assert_sound (fixture, copy);
  drop_triggers (copy);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    change (copy, faults[i].sql);
  result = verify (fixture, copy);
  g_assert_false (json_object_get_boolean_member (result, "Verified"));
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *ask = g_strconcat (
        "SELECT serial FROM certificate WHERE row = ", faults[i].row, NULL);
      g_autofree char *serial = sqlite (copy, ask);

      assert_has (problem_of (result, serial), faults[i].problem);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (sound); i++)
    {
      g_autofree char *ask = g_strconcat ("SELECT serial FROM certificate WHERE row = ", sound[i],
                                          NULL);
      g_autofree char *serial = sqlite (copy, ask);

      g_assert_cmpstr (problem_of (result, serial), ==, "");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_pki_init ());
  g_test_add ("/verify-vault/issued", Fixture, NULL, fixture_set_up, test_issued,
              fixture_tear_down);
  return g_test_run ();
}
