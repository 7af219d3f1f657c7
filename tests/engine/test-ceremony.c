/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the log tells of runs over plans: each step with what the certificates themselves say, as a
 * report reads it; whatever became of the things later; and only to whoever may read these entries.
 */
#include "share-fixture.h"

#include <string.h>

/* Presets and the fixture give the same numbers to different accounts; @number: of the plan's
 * first. */
static JsonObject *
provision (EspEngine *engine, const char *preset, const char *number)
{
  g_autoptr (EspPlan) plan = esp_plan_preset_load (preset, NULL);
  g_autofree char *written = esp_plan_write (plan);
  g_autoptr (GString) text = g_string_new (written);

  g_string_replace (text, "111122223333", number, 0);
  g_string_replace (text, RADIO, "777788889999", 0);
  return ask (engine, "ProvisionPlan", "Plan", text->str, NULL);
}

static EspCeremony *
read_ceremony (EspEngine *engine, const char *id)
{
  g_autoptr (JsonObject) view = ask (engine, "DescribeCeremony", "Id", id, NULL);
  g_autoptr (GError) error = NULL;
  EspCeremony *ceremony = esp_ceremony_read (view, &error);

  g_assert_no_error (error);
  return ceremony;
}

/* --- What is told -----------------------------------------------------------------------------*/

/* The certificate speaks for itself. */
static void
check_ca (EspEngine *engine, const EspCeremonyStep *step)
{
  g_autoptr (JsonObject) result = ask (engine, "GetCertificateAuthorityCertificate",
                                       "CertificateAuthority", step->arn, NULL);
  g_autofree char *pem = g_strdup (text_at (result, "Certificate"));
  g_autoptr (GBytes) bytes = g_bytes_new (pem, strlen (pem));
  g_autoptr (EspCertificate) certificate = esp_certificate_parse (bytes, NULL);
  const char *subject = esp_name_get_text (esp_certificate_get_subject (certificate));

  g_assert_cmpstr (step->fingerprint, ==, esp_certificate_get_fingerprint (certificate));
  g_assert_cmpstr (step->subject, ==, subject);
  g_assert_cmpint (step->not_before, ==, esp_certificate_get_not_before (certificate));
  g_assert_cmpint (step->not_after, ==, esp_certificate_get_not_after (certificate));
  g_assert_cmpstr (step->serial, ==, esp_certificate_get_serial (certificate));
  g_assert_nonnull (strstr (subject, step->name));
}

static void
check_order (const EspCeremony *ceremony)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < ceremony->steps->len; i++)
    {
      const EspCeremonyStep *step = g_ptr_array_index (ceremony->steps, i);

      g_assert_cmpint (step->sequence, ==, ceremony->first_event + i);
      g_assert_cmpstr (esp_ceremony_step_word (step), !=, step->action);
      if (step->parent)
        g_assert_true (g_hash_table_contains (seen, step->parent));
      g_hash_table_add (seen, step->name);
    }
}

static void
test_steps (World *world, gconstpointer data)
{
  gint64 before = count_events (world->ada);
  g_autoptr (JsonObject) made = provision (world->ada, "three-levels", "111122223333");
  g_autoptr (JsonObject) proof = call (world->ada, "VerifyLog", NULL);
  g_autoptr (JsonObject) first = call (world->ada, "GetEvent", "{'Sequence': 1}");
  g_autoptr (EspCeremony) ceremony = read_ceremony (world->ada, text_at (made, "Provisioning"));
  JsonArray *cas = esp_json_get_array (made, "CertificateAuthorities");
  guint n_cas = 0;

  g_assert_cmpint (ceremony->first_event, ==, before + 1);
  g_assert_cmpint (ceremony->last_event, ==, esp_json_get_int (made, "Sequence", 0));
  g_assert_cmpint (ceremony->steps->len, ==, esp_json_get_int (made, "Steps", 0));
  g_assert_cmpstr (ceremony->performed_by, ==, FOUNDER);
  g_assert_cmpstr (ceremony->role, ==, "Administrator");
  g_assert_null (ceremony->approved_by);
  g_assert_cmpstr (ceremony->organization, ==, "Meridian Motors");
  g_assert_cmpstr (ceremony->plan, ==, "Three levels");
  g_assert_cmpint (ceremony->finished_at, ==, FIXTURE_NOW);
  g_assert_cmpstr (ceremony->root, ==, text_at (proof, "Root"));
  g_assert_cmpstr (ceremony->vault_fingerprint, ==,
                   text_at (first, "Event.details.SigningFingerprint"));
  check_order (ceremony);
  for (guint i = 0; i < ceremony->steps->len; i++)
    {
      const EspCeremonyStep *step = g_ptr_array_index (ceremony->steps, i);

      if (!step->fingerprint)
        continue;
      g_assert_cmpstr (
        step->fingerprint, ==,
        esp_json_get_string (json_array_get_object_element (cas, n_cas++), "Fingerprint"));
      check_ca (world->ada, step);
    }
  g_assert_cmpuint (n_cas, ==, json_array_get_length (cas));
  g_assert_cmpuint (n_cas, ==, 7);
}

/* The report is of that day: a new certificate, a disabled authority and a longer log change
 * nothing. */
static void
test_later (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) made = provision (world->ada, "two-levels", "111122223333");
  const char *id = text_at (made, "Provisioning");
  g_autoptr (JsonObject) before = ask (world->ada, "DescribeCeremony", "Id", id, NULL);
  JsonArray *cas = esp_json_get_array (made, "CertificateAuthorities");
  const char *arn = esp_json_get_string (json_array_get_object_element (cas, 1),
                                         "CertificateAuthorityArn");
  g_autoptr (JsonObject) renewed = NULL;
  g_autoptr (JsonObject) disabled = NULL;
  g_autoptr (JsonObject) after = NULL;
  g_autoptr (JsonNode) one = NULL;
  g_autoptr (JsonNode) two = NULL;

  renewed = ask (world->ada, "RenewCertificateAuthority", "CertificateAuthority", arn, "Mode",
                 "REISSUE", "Validity", "6y", NULL);
  g_assert_cmpstr (text_at (renewed, "CertificateAuthorityArn"), ==, arn);
  disabled = ask (world->ada, "UpdateCertificateAuthority", "CertificateAuthority", arn, "Status",
                  "DISABLED", NULL);
  after = ask (world->ada, "DescribeCeremony", "Id", id, NULL);
  one = esp_json_wrap_object (g_steal_pointer (&before));
  two = esp_json_wrap_object (g_steal_pointer (&after));
  g_assert_true (json_node_equal (one, two));
}

/* --- Which one --------------------------------------------------------------------------------*/

static void
test_list (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) nothing = call (world->ada, "ListCeremonies", NULL);
  g_autoptr (JsonObject) one = provision (world->ada, "development", "555566667777");
  g_autoptr (JsonObject) two = provision (world->ada, "two-levels", "111122223333");
  g_autoptr (JsonObject) again = provision (world->ada, "two-levels", "111122223333");
  g_autoptr (JsonObject) all = call (world->ada, "ListCeremonies", NULL);
  JsonArray *rows = esp_json_get_array (all, "Ceremonies");
  JsonObject *newest, *oldest;

  g_assert_cmpuint (json_array_get_length (esp_json_get_array (nothing, "Ceremonies")), ==, 0);
  g_assert_cmpint (esp_json_get_int (again, "Steps", -1), ==, 0);
  g_assert_cmpuint (json_array_get_length (rows), ==, 2);
  newest = json_array_get_object_element (rows, 0);
  oldest = json_array_get_object_element (rows, 1);
  g_assert_cmpstr (text_at (newest, "Id"), ==, text_at (two, "Provisioning"));
  g_assert_cmpstr (text_at (oldest, "Id"), ==, text_at (one, "Provisioning"));
  g_assert_cmpint (esp_json_get_int (newest, "CertificateAuthorities", 0), ==, 3);
  g_assert_cmpint (esp_json_get_int (oldest, "CertificateAuthorities", 0), ==, 1);
  g_assert_cmpstr (text_at (newest, "PerformedBy"), ==, FOUNDER);
  g_assert_cmpstr (text_at (newest, "Plan"), ==, "Two levels");
  g_assert_cmpint (esp_json_get_int (newest, "Sequence", 0), ==,
                   esp_json_get_int (two, "Sequence", -1));
}

static void
test_find (World *world, gconstpointer data)
{
  static const char *const unknown[] = {
    "1", "0", "999999", "999999999999999999999", "-1", "x", "00000000-0000-4000-8000-000000000000"
  };
  g_autoptr (JsonObject) made = provision (world->ada, "development", "555566667777");
  g_autofree char *sequence = g_strdup_printf ("%" G_GINT64_FORMAT,
                                               esp_json_get_int (made, "Sequence", 0));
  g_autofree char *upper = g_ascii_strup (text_at (made, "Provisioning"), -1);
  g_autoptr (EspCeremony) by_sequence = read_ceremony (world->ada, sequence);
  g_autoptr (EspCeremony) by_id = read_ceremony (world->ada, upper);

  g_assert_cmpstr (by_sequence->id, ==, text_at (made, "Provisioning"));
  g_assert_cmpstr (by_id->id, ==, by_sequence->id);
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_error_free (ask_refused (world->ada, ESP_REASON_CEREMONY_UNKNOWN, "DescribeCeremony", "Id",
                               unknown[i], NULL));
}

/* Rita may do anything in her account: that of others is not told of, and to read it is denied. */
static void
test_others (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) made = provision (world->ada, "development", "555566667777");
  g_autoptr (JsonObject) seen = call (world->rita, "ListCeremonies", NULL);
  gint64 events = count_events (world->ada);
  g_autoptr (GError)
    error = ask_refused (world->rita, ESP_REASON_CEREMONY_UNKNOWN, "DescribeCeremony", "Id",
                         text_at (made, "Provisioning"), NULL);

  g_assert_cmpuint (json_array_get_length (esp_json_get_array (seen, "Ceremonies")), ==, 0);
  g_assert_cmpint (count_events (world->ada), ==, events + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  WORLD_ADD ("/engine/ceremony/steps", test_steps);
  WORLD_ADD ("/engine/ceremony/later", test_later);
  WORLD_ADD ("/engine/ceremony/list", test_list);
  WORLD_ADD ("/engine/ceremony/find", test_find);
  WORLD_ADD ("/engine/ceremony/others", test_others);
  return g_test_run ();
}
