/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares, managed permissions, requests for signatures and alerts in a vault: what is read back,
 * what can't be changed, and that each is answered once. */
#include "vault-fixture.h"

#include "base/esp-error.h"
#include "model/esp-tag.h"
#include "vault/esp-alert-store.h"
#include "vault/esp-share-store.h"

#define CONSUMER "222233334444"
#define SHARE "55555555-0000-4000-8000-000000000001"
#define SECOND "55555555-0000-4000-8000-000000000002"
#define ROLE "77777777-0000-4000-8000-000000000001"
#define REQUEST "66666666-0000-4000-8000-000000000001"

/* --- Shares ------------------------------------------------------------------------------------*/

static void
add_consumer (EspVault *vault)
{
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (EspAccount) account = esp_account_new (CONSUMER, "Radio", FIXTURE_NOW);
  g_autoptr (EspRole) role = esp_role_new ();
  g_autoptr (GError) error = NULL;

  role->id = g_strdup (ROLE);
  role->account = g_strdup (CONSUMER);
  role->name = g_strdup ("Issuer");
  esp_account_store_insert (vault, account, &error);
  g_assert_no_error (error);
  esp_role_store_insert (vault, role, &error);
  g_assert_no_error (error);
  commit (transaction);
}

static EspShare *
new_share (const char *id, const char *name, EspShareStatus status)
{
  EspShare *share = esp_share_new ();

  share->id = g_strdup (id);
  share->name = g_strdup (name);
  share->ca = g_strdup (FIXTURE_CA);
  share->consumer_kind = ESP_SHARE_WITH_ROLE;
  share->consumer = g_strdup (ROLE);
  share->consumer_account = g_strdup (CONSUMER);
  share->permission = g_strdup ("radio");
  share->permission_version = 3;
  share->signing = ESP_SHARE_SIGNING_HERE;
  share->status = status;
  share->created_at = FIXTURE_NOW;
  share->expires_at = FIXTURE_NOW + ESP_SHARE_INVITATION_LIFE;
  esp_tags_set (share->tags, "team", "radio", NULL);
  return share;
}

static void
insert (EspVault *vault, const EspShare *share, EspReason reason)
{
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (GError) error = NULL;

  esp_share_store_insert (vault, share, &error);
  if (reason == ESP_REASON_NONE)
    {
      g_assert_no_error (error);
      commit (transaction);
      return;
    }
  g_assert_cmpstr (esp_reason_get_id (esp_error_get_reason (error)), ==,
                   esp_reason_get_id (reason));
}

static void
test_read_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspShare) share = new_share (SHARE, "Radio units", ESP_SHARE_PENDING);
  g_autoptr (EspShare) found = NULL;
  g_autoptr (GError) error = NULL;

  add_consumer (fixture->vault);
  insert (fixture->vault, share, ESP_REASON_NONE);
  found = esp_share_store_find (fixture->vault, "Radio units", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->id, ==, SHARE);
  g_assert_cmpstr (found->ca, ==, FIXTURE_CA);
  g_assert_cmpstr (found->owner_account, ==, FIXTURE_ACCOUNT);
  g_assert_cmpint (found->consumer_kind, ==, ESP_SHARE_WITH_ROLE);
  g_assert_cmpstr (found->consumer, ==, ROLE);
  g_assert_cmpstr (found->consumer_account, ==, CONSUMER);
  g_assert_cmpstr (found->permission, ==, "radio");
  g_assert_cmpint (found->permission_version, ==, 3);
  g_assert_cmpint (found->signing, ==, ESP_SHARE_SIGNING_HERE);
  g_assert_cmpint (found->feature_set, ==, ESP_SHARE_STANDARD);
  g_assert_cmpint (found->status, ==, ESP_SHARE_PENDING);
  g_assert_cmpint (found->expires_at, ==, share->expires_at);
  g_assert_cmpint (found->answered_at, ==, 0);
  g_assert_cmpstr (esp_tags_get (found->tags, "team"), ==, "radio");
  g_assert_null (esp_share_store_find (fixture->vault, "Radio", &error));
  g_assert_no_error (error);
}

static guint
count_active (EspVault *vault, const char *account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = esp_share_store_list_active (vault, NULL, account, &error);

  g_assert_no_error (error);
  return list->len;
}

static guint
count_all (EspVault *vault, const char *ca, const char *account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = esp_share_store_list (vault, ca, account, &error);

  g_assert_no_error (error);
  return list->len;
}

static void
update (EspVault *vault, EspShare *share, EspShareStatus status)
{
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (GError) error = NULL;

  share->status = status;
  esp_share_store_update (vault, share, &error);
  g_assert_no_error (error);
  commit (transaction);
}

static void
test_sides (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspShare) share = new_share (SHARE, "Radio units", ESP_SHARE_PENDING);

  add_consumer (fixture->vault);
  insert (fixture->vault, share, ESP_REASON_NONE);
  g_assert_cmpint (count_active (fixture->vault, CONSUMER), ==, 0);
  update (fixture->vault, share, ESP_SHARE_ACTIVE);
  g_assert_cmpint (count_active (fixture->vault, CONSUMER), ==, 1);
  g_assert_cmpint (count_active (fixture->vault, NULL), ==, 1);
  g_assert_cmpint (count_active (fixture->vault, FIXTURE_ACCOUNT), ==, 0);
  g_assert_cmpint (count_all (fixture->vault, NULL, FIXTURE_ACCOUNT), ==, 1);
  g_assert_cmpint (count_all (fixture->vault, NULL, CONSUMER), ==, 1);
  g_assert_cmpint (count_all (fixture->vault, NULL, "999999999999"), ==, 0);
  g_assert_cmpint (count_all (fixture->vault, FIXTURE_CA, NULL), ==, 1);
  g_assert_cmpint (count_all (fixture->vault, SECOND, NULL), ==, 0);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspShare) first = new_share (SHARE, "Radio units", ESP_SHARE_PENDING);
  g_autoptr (EspShare) second = new_share (SECOND, "Radio units", ESP_SHARE_PENDING);
  g_autoptr (EspShare) found = NULL;

  add_consumer (fixture->vault);
  insert (fixture->vault, first, ESP_REASON_NONE);
  insert (fixture->vault, second, ESP_REASON_NAME_TAKEN);
  update (fixture->vault, first, ESP_SHARE_LEFT);
  insert (fixture->vault, second, ESP_REASON_NONE);
  found = esp_share_store_find (fixture->vault, "Radio units", NULL);
  g_assert_cmpstr (found->id, ==, SECOND);
}

static void
test_expire (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspShare) share = new_share (SHARE, "Radio units", ESP_SHARE_PENDING);
  g_autoptr (EspShare) found = NULL;
  g_autoptr (EspTransaction) transaction = NULL;
  gint64 end = FIXTURE_NOW + ESP_SHARE_INVITATION_LIFE;

  add_consumer (fixture->vault);
  insert (fixture->vault, share, ESP_REASON_NONE);
  g_assert_cmpint (esp_share_store_count_pending (fixture->vault, FIXTURE_ACCOUNT, end - 1, NULL),
                   ==, 1);
  g_assert_cmpint (esp_share_store_count_pending (fixture->vault, FIXTURE_ACCOUNT, end, NULL), ==,
                   0);
  g_assert_cmpint (esp_share_store_count_pending (fixture->vault, CONSUMER, end - 1, NULL), ==, 0);
  transaction = begin_write (fixture->vault);
  g_assert_true (esp_share_store_expire (fixture->vault, end - 1, NULL));
  g_assert_cmpint (esp_share_store_count_uses (fixture->vault, "radio", 0, NULL), ==, 1);
  g_assert_cmpint (esp_share_store_count_uses (fixture->vault, "radio", 3, NULL), ==, 1);
  g_assert_cmpint (esp_share_store_count_uses (fixture->vault, "radio", 2, NULL), ==, 0);
  g_assert_true (esp_share_store_expire (fixture->vault, end, NULL));
  found = esp_share_store_find (fixture->vault, SHARE, NULL);
  g_assert_cmpint (found->status, ==, ESP_SHARE_EXPIRED);
  g_assert_cmpint (found->ended_at, ==, end);
  g_assert_cmpint (esp_share_store_count_uses (fixture->vault, "radio", 0, NULL), ==, 0);
}

/* --- Managed permissions -----------------------------------------------------------------------*/

static EspOwnPermissionVersion *
new_version (gint64 number, const char *template)
{
  EspOwnPermissionVersion *version = g_new0 (EspOwnPermissionVersion, 1);

  version->number = number;
  version->template = g_strdup (template);
  version->created_at = FIXTURE_NOW;
  return version;
}

static void
add_permission (EspVault *vault)
{
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (EspOwnPermission) own = esp_own_permission_new ();
  g_autoptr (GError) error = NULL;

  own->name = g_strdup ("radio");
  own->account = g_strdup (FIXTURE_ACCOUNT);
  own->default_version = 1;
  own->created_at = FIXTURE_NOW;
  g_ptr_array_add (own->versions, new_version (1, "{\"a\":1}"));
  esp_own_permission_store_insert (vault, own, &error);
  g_assert_no_error (error);
  commit (transaction);
}

static void
test_permission (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspTransaction) transaction = NULL;
  g_autoptr (EspOwnPermission) own = NULL, deleted = NULL;
  g_autoptr (GPtrArray) list = NULL;
  EspOwnPermissionVersion *second = new_version (2, "{\"a\":2}");

  add_permission (fixture->vault);
  transaction = begin_write (fixture->vault);
  g_assert_cmpint (esp_own_permission_store_next_number (fixture->vault, "radio", NULL), ==, 2);
  g_assert_true (esp_own_permission_store_add_version (fixture->vault, "radio", second, NULL));
  own = esp_own_permission_store_find (fixture->vault, "radio", NULL);
  g_assert_cmpint (own->versions->len, ==, 2);
  g_assert_cmpstr (esp_own_permission_find (own, 2)->template, ==, "{\"a\":2}");
  g_assert_cmpstr (own->account, ==, FIXTURE_ACCOUNT);
  g_ptr_array_add (own->versions, second);
  g_assert_true (esp_own_permission_store_delete_version (fixture->vault, "radio", 2, NULL));
  g_assert_false (esp_own_permission_store_delete_version (fixture->vault, "radio", 2, NULL));
  own->deleted_at = FIXTURE_NOW;
  g_assert_true (esp_own_permission_store_update (fixture->vault, own, NULL));
  list = esp_own_permission_store_list (fixture->vault, NULL);
  g_assert_cmpint (list->len, ==, 0);
  deleted = esp_own_permission_store_find (fixture->vault, "radio", NULL);
  g_assert_cmpint (deleted->deleted_at, ==, FIXTURE_NOW);
  g_assert_null (esp_own_permission_store_find (fixture->vault, "", NULL));
}

/* What a share had once is not the number of something else later. */
static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspShare) share = new_share (SHARE, "Radio units", ESP_SHARE_DELETED);

  add_consumer (fixture->vault);
  add_permission (fixture->vault);
  insert (fixture->vault, share, ESP_REASON_NONE);
  g_assert_cmpint (esp_own_permission_store_next_number (fixture->vault, "radio", NULL), ==, 4);
  g_assert_cmpint (esp_own_permission_store_next_number (fixture->vault, "other", NULL), ==, 1);
}

/* --- Signing requests --------------------------------------------------------------------------*/

static void
add_request (EspVault *vault)
{
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (EspSigningRequest) request = esp_signing_request_new ();
  g_autoptr (GError) error = NULL;

  request->id = g_strdup (REQUEST);
  request->ca = g_strdup (FIXTURE_CA);
  request->requester = g_strdup (FIXTURE_PRINCIPAL);
  request->role = g_strdup (ROLE);
  request->operation = g_strdup ("IssueCertificate");
  request->parameters = g_strdup ("{}");
  request->requested_at = FIXTURE_NOW;
  esp_signing_request_store_insert (vault, request, &error);
  g_assert_no_error (error);
  commit (transaction);
}

static gint64
count_waiting (EspVault *vault, const char *requester)
{
  return esp_signing_request_store_count_waiting (vault, requester, NULL);
}

static void
test_requests (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspTransaction) transaction = NULL;
  g_autoptr (EspSigningRequest) request = NULL, answered = NULL;
  g_autoptr (GPtrArray) cas = NULL, waiting = NULL;
  g_autoptr (GError) error = NULL;

  add_consumer (fixture->vault);
  g_assert_cmpint (count_waiting (fixture->vault, NULL), ==, 0);
  add_request (fixture->vault);
  g_assert_cmpint (count_waiting (fixture->vault, NULL), ==, 1);
  g_assert_cmpint (count_waiting (fixture->vault, FIXTURE_PRINCIPAL), ==, 1);
  g_assert_cmpint (count_waiting (fixture->vault, ROLE), ==, 0);
  g_assert_cmpint (esp_signing_request_store_last_time (fixture->vault, NULL), ==, FIXTURE_NOW);
  cas = esp_signing_request_store_list_cas (fixture->vault, NULL);
  g_assert_cmpint (cas->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (cas, 0), ==, FIXTURE_CA);
  transaction = begin_write (fixture->vault);
  request = esp_signing_request_store_find (fixture->vault, REQUEST, NULL);
  request->status = ESP_SIGNING_REQUEST_SIGNED;
  request->serial = g_strdup ("00");
  request->answered_at = FIXTURE_NOW + 1;
  g_assert_true (esp_signing_request_store_answer (fixture->vault, request, NULL));
  request->status = ESP_SIGNING_REQUEST_REFUSED;
  g_assert_false (esp_signing_request_store_answer (fixture->vault, request, &error));
  assert_reason (error, VAULT_REFERENCE);
  answered = esp_signing_request_store_find (fixture->vault, REQUEST, NULL);
  g_assert_cmpint (answered->status, ==, ESP_SIGNING_REQUEST_SIGNED);
  g_assert_cmpstr (answered->serial, ==, "00");
  g_assert_cmpint (answered->answered_at, ==, FIXTURE_NOW + 1);
  waiting = esp_signing_request_store_list (fixture->vault, NULL, ESP_SIGNING_REQUEST_WAITING,
                                            NULL);
  g_assert_cmpint (waiting->len, ==, 0);
}

/* --- Alerts ------------------------------------------------------------------------------------*/

static void
test_alerts (Fixture *fixture, gconstpointer data)
{
  const char *arguments[] = { "actor", "Ada \"A\"", "name", "Root", NULL };
  g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);
  g_autoptr (EspAlert) alert = esp_alert_new (), found = NULL;
  g_autoptr (GPtrArray) open = NULL, all = NULL, none = NULL;
  g_autoptr (GError) error = NULL;

  alert->event = 7;
  alert->kind = g_strdup ("ROOT_CREATED");
  alert->ca = g_strdup (FIXTURE_CA);
  alert->created_at = FIXTURE_NOW;
  alert->arguments = g_strdupv ((char **) arguments);
  g_assert_true (esp_alert_store_insert (fixture->vault, alert, NULL));
  g_assert_cmpint (alert->row, >, 0);
  open = esp_alert_store_list (fixture->vault, &(EspAlertFilter){ .limit = 10 }, NULL);
  g_assert_cmpint (open->len, ==, 1);
  found = esp_alert_store_find (fixture->vault, alert->row, NULL);
  g_assert_cmpstr (found->kind, ==, "ROOT_CREATED");
  g_assert_cmpint (found->event, ==, 7);
  g_assert_cmpstr (found->arguments[1], ==, "Ada \"A\"");
  g_assert_true (esp_alert_store_acknowledge (fixture->vault, alert->row, FIXTURE_PRINCIPAL,
                                              FIXTURE_NOW + 5, NULL));
  g_assert_false (esp_alert_store_acknowledge (fixture->vault, alert->row, FIXTURE_PRINCIPAL,
                                               FIXTURE_NOW + 9, &error));
  g_assert_no_error (error);
  none = esp_alert_store_list (fixture->vault, &(EspAlertFilter){ .limit = 10 }, NULL);
  g_assert_cmpint (none->len, ==, 0);
  all = esp_alert_store_list (fixture->vault, &(EspAlertFilter){ -1, .event = 7, .limit = 10 },
                              NULL);
  g_assert_cmpint (all->len, ==, 1);
  g_assert_cmpint (((const EspAlert *) g_ptr_array_index (all, 0))->acknowledged_at, ==,
                   FIXTURE_NOW + 5);
  g_assert_null (esp_alert_store_find (fixture->vault, 999, &error));
  g_assert_no_error (error);
}

/* --- Kept --------------------------------------------------------------------------------------*/

static void
add_alert (EspVault *vault)
{
  g_autoptr (EspTransaction) transaction = begin_write (vault);
  g_autoptr (EspAlert) alert = esp_alert_new ();

  alert->event = 1;
  alert->kind = g_strdup ("ROOT_CREATED");
  g_assert_true (esp_alert_store_insert (vault, alert, NULL));
  commit (transaction);
}

/* Whoever writes past the stores is stopped by the file itself. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  static const char *const forbidden[] = {
    "DELETE FROM share",           "UPDATE share SET consumer_account = '111122223333'",
    "UPDATE share SET ca = 'x'",   "UPDATE permission_version SET template = '{}'",
    "DELETE FROM signing_request", "DELETE FROM alert",
  };
  g_autoptr (EspShare) share = new_share (SHARE, "Radio units", ESP_SHARE_ACTIVE);

  add_consumer (fixture->vault);
  insert (fixture->vault, share, ESP_REASON_NONE);
  add_permission (fixture->vault);
  add_request (fixture->vault);
  add_alert (fixture->vault);
  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++)
    {
      g_autoptr (EspTransaction) transaction = begin_write (fixture->vault);

      g_assert_false (
        esp_database_execute (esp_vault_get_database (fixture->vault), forbidden[i], NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  FIXTURE_ADD ("/vault/share/read-back", test_read_back);
  FIXTURE_ADD ("/vault/share/sides", test_sides);
  FIXTURE_ADD ("/vault/share/names", test_names);
  FIXTURE_ADD ("/vault/share/expire", test_expire);
  FIXTURE_ADD ("/vault/share/kept", test_kept);
  FIXTURE_ADD ("/vault/share/permission", test_permission);
  FIXTURE_ADD ("/vault/share/numbers", test_numbers);
  FIXTURE_ADD ("/vault/share/requests", test_requests);
  FIXTURE_ADD ("/vault/share/alerts", test_alerts);
  return g_test_run ();
}
