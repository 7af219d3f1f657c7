/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares, requests for signatures and alerts as records: the clock ends an invitation, spellings go
 * both ways, and every kind of alert has a sentence whose places the rules fill. */
#include "model/esp-alert.h"
#include "model/esp-share.h"
#include "model/esp-signing-request.h"

#define NOW G_GINT64_CONSTANT (1800000000)

static void
test_expiry (void)
{
  g_autoptr (EspShare) share = esp_share_new ();

  share->status = ESP_SHARE_PENDING;
  share->expires_at = NOW + ESP_SHARE_INVITATION_LIFE;
  g_assert_cmpint (ESP_SHARE_INVITATION_LIFE, ==, 43200);
  g_assert_cmpint (esp_share_get_status (share, NOW), ==, ESP_SHARE_PENDING);
  g_assert_cmpint (esp_share_get_status (share, NOW + 43199), ==, ESP_SHARE_PENDING);
  g_assert_cmpint (esp_share_get_status (share, NOW + 43200), ==, ESP_SHARE_EXPIRED);
  share->status = ESP_SHARE_ACTIVE;
  g_assert_cmpint (esp_share_get_status (share, NOW + 43200), ==, ESP_SHARE_ACTIVE);
}

static void
test_arns (void)
{
  g_autoptr (EspShare) share = esp_share_new ();
  g_autoptr (EspOwnPermission) own = esp_own_permission_new ();
  g_autofree char *arn = NULL, *own_arn = NULL;

  share->id = g_strdup ("aaaaaaaa-0000-4000-8000-000000000001");
  share->owner_account = g_strdup ("111122223333");
  arn = esp_share_get_arn (share);
  g_assert_cmpstr (
    arn, ==, "arn:aws:ram:local:111122223333:resource-share/aaaaaaaa-0000-4000-8000-000000000001");
  own->name = g_strdup ("radio");
  own->account = g_strdup ("111122223333");
  own_arn = esp_own_permission_get_arn (own);
  g_assert_cmpstr (own_arn, ==, "arn:aws:ram:local:111122223333:permission/radio");
  g_assert_null (esp_own_permission_find (own, 1));
}

static void
test_spellings (void)
{
  static const char *const statuses[] = { "PENDING", "ACTIVE", "REJECTED",
                                          "EXPIRED", "LEFT",   "DELETED" };
  EspSigningRequestStatus request;
  EspShareConsumerKind kind;
  EspShareSigning signing;
  EspShareStatus status;
  EspShareFeatureSet set;

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_assert_true (esp_share_status_from_string (statuses[i], &status));
      g_assert_cmpint (status, ==, i);
      g_assert_cmpstr (esp_share_status_to_string (status), ==, statuses[i]);
    }
  g_assert_false (esp_share_status_from_string ("active", &status));
  g_assert_true (esp_share_consumer_kind_from_string ("ROLE", &kind));
  g_assert_cmpint (kind, ==, ESP_SHARE_WITH_ROLE);
  g_assert_true (esp_share_signing_from_string ("HERE", &signing));
  g_assert_cmpint (signing, ==, ESP_SHARE_SIGNING_HERE);
  g_assert_false (esp_share_signing_from_string (NULL, &signing));
  g_assert_true (esp_share_feature_set_from_string ("CREATED_FROM_POLICY", &set));
  g_assert_cmpint (set, ==, ESP_SHARE_CREATED_FROM_POLICY);
  g_assert_true (esp_signing_request_status_from_string ("REFUSED", &request));
  g_assert_cmpstr (esp_signing_request_status_to_string (request), ==, "REFUSED");
}

/* The places that esp-alerts.c fills. */
static void
assert_places (const char *text)
{
  for (const char *place = strchr (text, '{'); place; place = strchr (place + 1, '{'))
    g_assert_true (g_str_has_prefix (place, "{actor}") || g_str_has_prefix (place, "{name}") ||
                   g_str_has_prefix (place, "{what}"));
}

static void
test_alerts (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (EspAlert) alert = esp_alert_new ();
  const char *arguments[] = { "actor", "Ada", "name", "Root", NULL };
  g_autofree char *text = NULL, *unknown = NULL;
  const char *kind;

  for (guint i = 0; (kind = esp_alert_kind_nth (i)); i++)
    {
      g_assert_true (g_hash_table_add (seen, (char *) kind));
      assert_places (esp_alert_get_text (kind));
    }
  g_assert_cmpint (g_hash_table_size (seen), >, 10);
  alert->kind = g_strdup ("ROOT_CREATED");
  alert->arguments = g_strdupv ((char **) arguments);
  text = esp_alert_to_text (alert);
  g_assert_cmpstr (text, ==, "Ada created the root authority Root");
  g_assert_cmpint (esp_alert_get_severity ("CA_TAGGED"), ==, ESP_FINDING_NOTE);
  g_free (alert->kind);
  alert->kind = g_strdup ("FROM_THE_FUTURE");
  unknown = esp_alert_to_text (alert);
  g_assert_cmpstr (unknown, ==, "FROM_THE_FUTURE");
  g_assert_cmpint (esp_alert_get_severity (alert->kind), ==, ESP_FINDING_ALERT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/share/expiry", test_expiry);
  g_test_add_func ("/model/share/arns", test_arns);
  g_test_add_func ("/model/share/spellings", test_spellings);
  g_test_add_func ("/model/share/alerts", test_alerts);
  return g_test_run ();
}
