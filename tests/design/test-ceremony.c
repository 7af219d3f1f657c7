/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading what DescribeCeremony answers: what is there is kept, what is no such answer is refused
 * by its member. */
#include "base/esp-error.h"
#include "base/esp-time.h"
#include "ceremony-fixture.h"

static JsonObject *
make_view (void)
{
  JsonArray *steps = json_array_new ();

  json_array_add_object_element (steps,
                                 ceremony_step (100, "organizations:CreateAccount", "Plants"));
  json_array_add_object_element (steps, ceremony_ca (101, "Root", NULL));
  json_array_add_object_element (steps, ceremony_ca (102, "Devices", "Root"));
  return ceremony_view (steps, "Meridian Motors");
}

static void
test_read (void)
{
  g_autoptr (JsonObject) view = make_view ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCeremony) ceremony = NULL;
  g_autofree char *digest = ceremony_digest (102);
  const EspCeremonyStep *step;

  json_object_set_string_member (json_object_get_object_member (view, "Ceremony"), "ApprovedBy",
                                 CEREMONY_EVIL);
  ceremony = esp_ceremony_read (view, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ceremony->id, ==, "0d5f2c52-4a8e-4f0c-9d43-2c1a3f1f9b10");
  g_assert_cmpstr (ceremony->plan, ==, "Light bulbs and toasters");
  g_assert_cmpstr (ceremony->organization, ==, "Meridian Motors");
  g_assert_cmpstr (ceremony->performed_by, ==, "ada");
  g_assert_cmpstr (ceremony->role, ==, "Administrator");
  g_assert_cmpstr (ceremony->approved_by, ==, CEREMONY_EVIL);
  g_assert_cmpint (ceremony->first_event, ==, 100);
  g_assert_cmpint (ceremony->last_event, ==, 103);
  g_assert_cmpint (ceremony->finished_at - ceremony->started_at, ==, 2);
  g_assert_cmpuint (ceremony->steps->len, ==, 3);
  step = g_ptr_array_index (ceremony->steps, 0);
  g_assert_null (step->fingerprint);
  g_assert_cmpint (step->not_after, ==, 0);
  g_assert_cmpstr (esp_ceremony_step_word (step), ==, "Account made");
  step = g_ptr_array_index (ceremony->steps, 2);
  g_assert_cmpstr (step->parent, ==, "Root");
  g_assert_cmpstr (step->fingerprint, ==, digest);
  g_assert_cmpint (step->sequence, ==, 102);
  g_assert_cmpint (step->not_after, >, step->not_before);
}

static JsonObject *
get_step (JsonObject *view, guint index)
{
  JsonObject *ceremony = json_object_get_object_member (view, "Ceremony");

  return json_array_get_object_element (json_object_get_array_member (ceremony, "Steps"), index);
}

static void
expect_refused (JsonObject *view, const char *member)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCeremony) ceremony = esp_ceremony_read (view, &error);

  g_assert_null (ceremony);
  g_assert_true (esp_error_has_reason (error, ESP_REASON_CEREMONY_VIEW));
  g_assert_cmpstr (esp_error_get_argument (error, "member"), ==, member);
}

static void
test_missing (void)
{
  static const char *const optional[] = { "Plan", "Role", "ApprovedBy", NULL };
  static const char *const needed[] = { "Sequence", "Time", "Action", "Name", NULL };
  g_autoptr (JsonObject) whole = make_view ();
  g_autoptr (GList)
    members = json_object_get_members (json_object_get_object_member (whole, "Ceremony"));

  g_assert_cmpuint (g_list_length (members), ==, 14);
  for (GList *at = members; at; at = at->next)
    {
      g_autoptr (JsonObject) view = make_view ();
      g_autoptr (EspCeremony) ceremony = NULL;

      json_object_remove_member (json_object_get_object_member (view, "Ceremony"), at->data);
      if (!g_strv_contains (optional, at->data))
        expect_refused (view, at->data);
      else
        g_assert_nonnull (ceremony = esp_ceremony_read (view, NULL));
    }
  for (guint i = 0; needed[i]; i++)
    {
      g_autoptr (JsonObject) view = make_view ();

      json_object_remove_member (get_step (view, 1), needed[i]);
      expect_refused (view, needed[i]);
    }
}

static void
test_wrong (void)
{
  static const struct
  {
    const char *member;
    const char *value;
  } rows[] = {
    { "Fingerprint", "0011" },
    { "Fingerprint", "zz" },
    { "Serial", "" },
    { "Serial", "00:11" },
    { "Serial", "00112233445566778899aabbccddeeff00112233445566" },
    { "Time", "yesterday" },
    { "NotAfter", "2046-11-22"
                  "x" },
    { "Name", "" },
    { "Sequence", "101" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonObject) view = make_view ();

      json_object_set_string_member (get_step (view, 1), rows[i].member, rows[i].value);
      expect_refused (view, rows[i].member);
    }
}

static void
test_shape (void)
{
  g_autoptr (JsonObject) nothing = json_object_new ();
  g_autoptr (JsonObject) view = make_view ();
  g_autofree char *long_name = g_strnfill (5000, 'a');
  JsonObject *ceremony = json_object_get_object_member (view, "Ceremony");

  expect_refused (nothing, "Ceremony");
  /* In the order of the log, and inside of its entries. */
  json_object_set_int_member (get_step (view, 2), "Sequence", 101);
  expect_refused (view, "Sequence");
  json_object_set_int_member (get_step (view, 2), "Sequence", 104);
  expect_refused (view, "Sequence");
  json_object_set_int_member (get_step (view, 2), "Sequence", 0);
  expect_refused (view, "Sequence");
  json_object_set_int_member (get_step (view, 2), "Sequence", 102);
  json_object_set_int_member (ceremony, "FirstEvent", 200);
  expect_refused (view, "Sequence");
  json_object_set_int_member (ceremony, "FirstEvent", 100);
  json_object_set_string_member (get_step (view, 2), "Name", long_name);
  expect_refused (view, "Name");
  json_object_set_object_member (get_step (view, 2), "Name", json_object_new ());
  expect_refused (view, "Name");
  json_object_set_string_member (get_step (view, 2), "Name", "Devices");
  json_object_set_string_member (get_step (view, 2), "Colour", "blue");
  expect_refused (view, "Ceremony");
  json_object_remove_member (get_step (view, 2), "Colour");
  json_object_set_int_member (ceremony, "Colour", 1);
  expect_refused (view, "Ceremony");
  json_object_remove_member (ceremony, "Colour");
  json_array_add_null_element (json_object_get_array_member (ceremony, "Steps"));
  expect_refused (view, "Steps");
  json_object_set_array_member (ceremony, "Steps", json_array_new ());
  expect_refused (view, "Steps");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ceremony/read", test_read);
  g_test_add_func ("/ceremony/missing", test_missing);
  g_test_add_func ("/ceremony/wrong", test_wrong);
  g_test_add_func ("/ceremony/shape", test_shape);
  return g_test_run ();
}
