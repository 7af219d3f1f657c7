/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharing where two persons are needed, in the automotive example: the root is shared when a second
 * one agrees, as exactly the share that was shown; and what is asked of it by request is signed
 * only when two agree on that request. */
#include "share-fixture.h"

#include <string.h>

#define ROOT "Meridian Root G1"
#define SUBORDINATES "222233334444"
#define PERMISSION "AWSRAMSubordinateCACertificatePathLen0IssuanceCertificateAuthority"
#define TEMPLATE "SubordinateCACertificate_PathLen0/V1"
#define PROCESSING                                                                                 \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":["                  \
  "\"espalier:ProcessSigningRequests\",\"espalier:ListSigningRequests\"],\"Resource\":\"*\"}]}"

typedef struct
{
  Fixture fixture;
  EspEngine *ada, *ines, *tomas, *noor;
} People;

static void
set_up (People *people, gconstpointer data)
{
  fixture_set_up (&people->fixture, "automotive");
  people->ada = people->fixture.engine;
  people->ines = fixture_open (&people->fixture, "ines.adler");
  people->tomas = fixture_open (&people->fixture, "tomas.vega");
  people->noor = fixture_open (&people->fixture, "noor.haddad");
}

static void
tear_down (People *people, gconstpointer data)
{
  world_leave (people->ines);
  world_leave (people->tomas);
  world_leave (people->noor);
  fixture_tear_down (&people->fixture, data);
}

/* What @error keeps is approved by Tomas: the result of the operation. */
static JsonObject *
approve (People *people, GError *error)
{
  const char *id = esp_error_get_argument (error, "id");
  g_autoptr (JsonObject) result = ask (people->tomas, "ApproveRequest", "Id", id, NULL);

  g_assert_cmpstr (text_at (result, "Approval.Status"), ==, "DONE");
  return json_object_ref (json_object_get_object_member (result, "Result"));
}

/* Does the signed request name the share that was made? The file itself says so. */
static gboolean
is_asked_for (People *people)
{
  const char *argv[] = { "sqlite3", people->fixture.path,
                         "SELECT count(*) FROM share JOIN approval ON"
                         " instr(approval.request, 'resource-share/' || share.id) > 0"
                         " WHERE share.name = 'Root'",
                         NULL };
  g_autofree char *text = NULL;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text,
                               NULL, NULL, NULL));
  return g_str_has_prefix (text, "1\n");
}

static void
test_share (People *people, gconstpointer data)
{
  g_autoptr (GError) error = ask_refused (
    people->ada, ESP_REASON_WAITING_FOR_APPROVAL, "CreateResourceShare", "Name", "Root",
    "CertificateAuthority", ROOT, "Consumer", SUBORDINATES, "Permission", PERMISSION, NULL);
  g_autoptr (JsonObject) before = call (people->ada, "ListAlerts", NULL), after = NULL;
  g_autoptr (JsonObject) shown = NULL, result = NULL;
  guint n_before = json_array_get_length (json_object_get_array_member (before, "Alerts"));

  g_error_free (ask_refused (people->ada, ESP_REASON_SHARE_UNKNOWN, "DescribeResourceShare", "Name",
                             "Root", NULL));
  shown = ask (people->tomas, "DescribeApproval", "Id", esp_error_get_argument (error, "id"), NULL);
  result = approve (people, error);
  g_assert_cmpstr (text_at (result, "ResourceShare.Status"), ==, "PENDING");
  g_assert_cmpstr (text_at (result, "ResourceShare.OwnerAccount"), ==, "111122223333");
  g_assert_true (is_asked_for (people));
  g_assert_cmpstr (text_at (shown, "Approval.Operation"), ==, "CreateResourceShare");
  after = call (people->ada, "ListAlerts", NULL);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (after, "Alerts")), ==,
                   n_before + 1);
}

/* The root's account lets Ines process requests: that too takes two. */
static void
prepare (People *people)
{
  g_autoptr (GError) share = ask_refused (
    people->ada, ESP_REASON_WAITING_FOR_APPROVAL, "CreateResourceShare", "Name", "Root",
    "CertificateAuthority", ROOT, "Consumer", SUBORDINATES, "Permission", PERMISSION, NULL);
  g_autoptr (GError) role = ask_refused (
    people->ada, ESP_REASON_WAITING_FOR_APPROVAL, "PutRolePolicy", "Role", "CAAdminDisable",
    "Account", "111122223333", "PolicyName", "requests", "PolicyDocument", PROCESSING, NULL);

  json_object_unref (approve (people, share));
  json_object_unref (approve (people, role));
  json_object_unref (ask (people->ada, "AcceptResourceShareInvitation", "Name", "Root", NULL));
}

static void
test_signing (People *people, gconstpointer data)
{
  g_autofree char *own = NULL;
  g_autoptr (JsonObject) csr = NULL, none = NULL, done = NULL, imported = NULL, certificate = NULL;
  g_autoptr (GError) waiting = NULL, two = NULL;

  prepare (people);
  own = create_ca (
    people->noor,
    "{'Subject':'CN=Second Modules','Type':'SUBORDINATE','Tags':[{'Key':'access-project',"
    "'Value':'modules'},{'Key':'access-team','Value':'ProdTeam'}]}");
  csr = ask (people->noor, "GetCertificateAuthorityCsr", "CertificateAuthority", own, NULL);
  waiting = ask_refused (people->noor, ESP_REASON_WAITING_FOR_SIGNATURE, "IssueCertificate",
                         "CertificateAuthority", ROOT, "Csr", text_at (csr, "Csr"), "Validity",
                         "3y", "TemplateArn", TEMPLATE, NULL);
  none = call (people->ines, "ProcessSigningRequests", NULL);
  g_assert_cmpint (json_object_get_int_member (none, "Signed"), ==, 0);
  two = ask_refused (people->ines, ESP_REASON_WAITING_FOR_APPROVAL, "ProcessSigningRequests",
                     "CertificateAuthority", ROOT, NULL);
  {
    g_autoptr (JsonObject) shown = ask (people->tomas, "DescribeApproval", "Id",
                                        esp_error_get_argument (two, "id"), NULL);
    g_autoptr (JsonNode) node = esp_json_wrap_object (json_object_ref (shown));
    g_autofree char *text = esp_json_to_text (node, FALSE);

    g_assert_nonnull (strstr (text, "SIGNING_REQUEST"));
    g_assert_nonnull (strstr (text, "noor.haddad"));
    g_assert_nonnull (strstr (text, esp_error_get_argument (waiting, "id")));
  }
  done = ask (people->tomas, "ApproveRequest", "Id", esp_error_get_argument (two, "id"), NULL);
  /* The key is split: the part of Tomas goes to Ines, whose session executes. */
  json_object_unref (call (people->ines, "ExecuteApproved", NULL));
  certificate = ask (people->ada, "DescribeSigningRequest", "Id",
                     esp_error_get_argument (waiting, "id"), NULL);
  g_assert_cmpstr (text_at (certificate, "SigningRequest.Status"), ==, "SIGNED");
  imported = ask (people->noor, "ImportCertificateAuthorityCertificate", "CertificateAuthority",
                  own, "Certificate", text_at (certificate, "SigningRequest.Certificate"),
                  "CertificateChain", text_at (certificate, "SigningRequest.CertificateChain"),
                  NULL);
  g_assert_cmpstr (text_at (imported, "CertificateAuthority.Status"), ==, "ACTIVE");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/engine/share-approvals/share", People, NULL, set_up, test_share, tear_down);
  g_test_add ("/engine/share-approvals/signing", People, NULL, set_up, test_signing, tear_down);
  return g_test_run ();
}
