/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Managed permissions as operations: the service's seven, own ones with versions, what stops a
 * deletion, and what a share with one of them gives at once. */
#include "share-fixture.h"

#include <string.h>

#define READS                                                                                      \
  "\"acm-pca:DescribeCertificateAuthority\",\"acm-pca:GetCertificate\","                           \
  "\"acm-pca:GetCertificateAuthorityCertificate\""
#define READING                                                                                    \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[" READS "]}]}"
#define REVOKING                                                                                   \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[" READS            \
  ",\"acm-pca:RevokeCertificate\"]}]}"
#define TOO_MUCH                                                                                   \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":["                  \
  "\"acm-pca:DeleteCertificateAuthority\"]}]}"

static void
done (JsonObject *result)
{
  json_object_unref (result);
}

static void
failed (GError *error)
{
  g_error_free (error);
}

static void
create (World *world, const char *name, const char *template)
{
  done (
    ask (world->ada, "CreateManagedPermission", "Name", name, "PolicyTemplate", template, NULL));
}

static gint64
number_at (EspEngine *engine, const char *name, const char *member)
{
  g_autoptr (JsonObject) result = ask (engine, "DescribeManagedPermission", "Name", name, NULL);

  return json_object_get_int_member (json_object_get_object_member (result, "Permission"), member);
}

/* --- The service's -----------------------------------------------------------------------------*/

static void
test_service (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) list = call (world->rita, "ListManagedPermissions", NULL);
  JsonArray *rows = json_object_get_array_member (list, "Permissions");
  g_autoptr (JsonObject)
    one = ask (world->rita, "DescribeManagedPermission", "Name", CLIENT_PERMISSION, NULL);
  guint n_default = 0;

  g_assert_cmpint (json_array_get_length (rows), ==, 7);
  for (guint i = 0; i < 7; i++)
    n_default += json_object_get_boolean_member (json_array_get_object_element (rows, i),
                                                 "IsDefault");
  g_assert_cmpint (n_default, ==, 1);
  g_assert_cmpstr (text_at (one, "Permission.Kind"), ==, "SERVICE");
  g_assert_cmpstr (text_at (one, "Permission.TemplateArn"), ==,
                   "arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1");
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (
                     json_object_get_object_member (one, "Permission"), "Actions")),
                   ==, 6);
  failed (refused (world->ada, "DeleteManagedPermission", "{'Name':'" CLIENT_PERMISSION "'}",
                   ESP_REASON_MANAGED_PERMISSION_OF_SERVICE));
  failed (refused (world->ada, "DescribeManagedPermission", "{'Name':'none'}",
                   ESP_REASON_MANAGED_PERMISSION_UNKNOWN));
}

/* --- Own ones ----------------------------------------------------------------------------------*/

static void
test_refused (World *world, gconstpointer data)
{
  failed (ask_refused (world->ada, ESP_REASON_PERMISSION_TEMPLATE, "CreateManagedPermission",
                       "Name", "radio", "PolicyTemplate", TOO_MUCH, NULL));
  failed (ask_refused (world->ada, ESP_REASON_PERMISSION_NAME, "CreateManagedPermission", "Name",
                       "radio units", "PolicyTemplate", READING, NULL));
  failed (ask_refused (world->ada, ESP_REASON_PERMISSION_NAME, "CreateManagedPermission", "Name",
                       CLIENT_PERMISSION, "PolicyTemplate", READING, NULL));
  create (world, "radio", READING);
  failed (ask_refused (world->ada, ESP_REASON_NAME_TAKEN, "CreateManagedPermission", "Name",
                       "radio", "PolicyTemplate", READING, NULL));
  /* It belongs to the account that made it. */
  failed (ask_refused (world->rita, ESP_REASON_ACCESS_DENIED_IMPLICIT,
                       "CreateManagedPermissionVersion", "Name", "radio", "PolicyTemplate",
                       REVOKING, NULL));
}

static void
test_limits (World *world, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *name = g_strdup_printf ("own-%u", i);

      create (world, name, READING);
    }
  failed (ask_refused (world->ada, ESP_REASON_MANAGED_PERMISSIONS_FULL, "CreateManagedPermission",
                       "Name", "own-10", "PolicyTemplate", READING, NULL));
  done (ask (world->ada, "DeleteManagedPermission", "Name", "own-3", NULL));
  create (world, "own-10", READING);
  for (guint i = 0; i < 4; i++)
    done (ask (world->ada, "CreateManagedPermissionVersion", "Name", "own-0", "PolicyTemplate",
               REVOKING, NULL));
  g_assert_cmpint (number_at (world->ada, "own-0", "DefaultVersion"), ==, 1);
  failed (ask_refused (world->ada, ESP_REASON_MANAGED_PERMISSION_VERSIONS,
                       "CreateManagedPermissionVersion", "Name", "own-0", "PolicyTemplate",
                       REVOKING, NULL));
  failed (refused (world->ada, "DeleteManagedPermissionVersion", "{'Name':'own-0','Version':1}",
                   ESP_REASON_MANAGED_PERMISSION_DEFAULT));
  failed (refused (world->ada, "DeleteManagedPermissionVersion", "{'Name':'own-0','Version':9}",
                   ESP_REASON_MANAGED_PERMISSION_VERSION));
  done (call (world->ada, "DeleteManagedPermissionVersion", "{'Name':'own-0','Version':5}"));
}

/* --- With a share ------------------------------------------------------------------------------*/

static gboolean
may_revoke (World *world, const char *serial)
{
  g_autoptr (JsonObject) parameters = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) result = NULL;

  json_object_set_string_member (parameters, "CertificateAuthority", world->ca);
  json_object_set_string_member (parameters, "CertificateSerial", serial);
  json_object_set_string_member (parameters, "RevocationReason", "SUPERSEDED");
  result = esp_engine_call (world->rita, "RevokeCertificate", parameters, NULL, &error);
  if (!result)
    g_assert_cmpint (error->code, ==, ESP_ERROR_ACCESS_DENIED);
  return result != NULL;
}

/* A share keeps its version until it is given another. */
static void
test_versions (World *world, gconstpointer data)
{
  g_autofree char *csr = make_csr ("/CN=radio-0001/O=Supplier");
  g_autoptr (JsonObject) issued = issue (world->ada, world->ca, csr, NULL);
  const char *serial = json_object_get_string_member (issued, "CertificateSerial");

  create (world, "radio", READING);
  world_share (world, "Radio units", RADIO, "radio", "HERE");
  done (ask (world->ada, "CreateManagedPermissionVersion", "Name", "radio", "PolicyTemplate",
             REVOKING, NULL));
  g_assert_false (may_revoke (world, serial));
  failed (refused (world->ada, "ReplaceResourceSharePermission",
                   "{'Name':'Radio units','Permission':'radio','Version':2}",
                   ESP_REASON_MANAGED_PERMISSION_NOT_DEFAULT));
  done (call (world->ada, "SetDefaultManagedPermissionVersion", "{'Name':'radio','Version':2}"));
  g_assert_false (may_revoke (world, serial));
  failed (refused (world->ada, "DeleteManagedPermissionVersion", "{'Name':'radio','Version':1}",
                   ESP_REASON_MANAGED_PERMISSION_IN_USE));
  done (ask (world->ada, "ReplaceResourceSharePermission", "Name", "Radio units", "Permission",
             "radio", NULL));
  g_assert_true (may_revoke (world, serial));
  done (call (world->ada, "DeleteManagedPermissionVersion", "{'Name':'radio','Version':1}"));
  g_assert_cmpint (number_at (world->ada, "radio", "Shares"), ==, 1);
  failed (refused (world->ada, "DeleteManagedPermission", "{'Name':'radio'}",
                   ESP_REASON_MANAGED_PERMISSION_IN_USE));
  done (ask (world->ada, "DeleteResourceShare", "Name", "Radio units", NULL));
  done (ask (world->ada, "DeleteManagedPermission", "Name", "radio", NULL));
  failed (refused (world->ada, "DescribeManagedPermission", "{'Name':'radio'}",
                   ESP_REASON_MANAGED_PERMISSION_UNKNOWN));
}

/* A policy of an own permission can be put as well as shared. */
static void
test_policy (World *world, gconstpointer data)
{
  g_autoptr (JsonObject) before = NULL, after = NULL, list = NULL;
  const char *policy;

  create (world, "radio", REVOKING);
  world_share (world, "Radio units", RADIO, "radio", NULL);
  before = ask (world->ada, "GetPolicy", "CertificateAuthority", world->ca, NULL);
  policy = json_object_get_string_member (before, "Policy");
  g_assert_nonnull (strstr (policy, "acm-pca:RevokeCertificate"));
  done (ask (world->ada, "DeletePolicy", "CertificateAuthority", world->ca, NULL));
  done (ask (world->ada, "PutPolicy", "CertificateAuthority", world->ca, "Policy", policy, NULL));
  after = ask (world->ada, "GetPolicy", "CertificateAuthority", world->ca, NULL);
  g_assert_cmpstr (json_object_get_string_member (after, "Policy"), ==, policy);
  g_assert_cmpint (number_at (world->ada, "radio", "Shares"), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  WORLD_ADD ("/engine/managed-permissions/service", test_service);
  WORLD_ADD ("/engine/managed-permissions/refused", test_refused);
  WORLD_ADD ("/engine/managed-permissions/limits", test_limits);
  WORLD_ADD ("/engine/managed-permissions/versions", test_versions);
  WORLD_ADD ("/engine/managed-permissions/policy", test_policy);
  return g_test_run ();
}
