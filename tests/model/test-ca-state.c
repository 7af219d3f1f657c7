/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of a CA, cell by cell: what each state permits and where each event leads are written
 * down here a second time, by hand, and compared with the reference's own table where it is at
 * hand.
 */
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "model/esp-ca.h"

#include <string.h>

#define N_EVENTS (ESP_CA_EVENT_RESTORE + 1)

/* One row for each state; a letter for each capability that it has. */
static const struct
{
  EspCaState state;
  const char *name;
  const char *permits;
} state_rows[] = {
  /* I issue, O ocsp, C crl, R report, M import, V revoke, U update, Q csr, G certificate, T tag,
   * N grant, L list permissions, P replace */
  { ESP_CA_CREATING, "CREATING", "---------T---" },
  { ESP_CA_PENDING_CERTIFICATE, "PENDING_CERTIFICATE", "----M--Q-T-L-" },
  { ESP_CA_ACTIVE, "ACTIVE", "IOCRMVUQGTNLP" },
  { ESP_CA_DISABLED, "DISABLED", "-OCR-VUQGT-LP" },
  { ESP_CA_EXPIRED, "EXPIRED", "----M--QGT-LP" },
  { ESP_CA_DELETED, "DELETED", "-------------" },
  { ESP_CA_FAILED, "FAILED", "---------T---" },
  { ESP_CA_HANDED_OVER, "HANDED_OVER", "---R----G----" },
};

static const struct
{
  EspCaState shown;
  EspCaState beneath;
  EspCaEvent event;
  EspCaState next;
  gboolean gone;
} steps[] = {
  { ESP_CA_CREATING, ESP_CA_CREATING, ESP_CA_EVENT_KEY_READY, ESP_CA_PENDING_CERTIFICATE, FALSE },
  { ESP_CA_CREATING, ESP_CA_CREATING, ESP_CA_EVENT_FAILURE, ESP_CA_FAILED, FALSE },
  { ESP_CA_CREATING, ESP_CA_CREATING, ESP_CA_EVENT_DELETE, ESP_CA_DELETED, TRUE },
  { ESP_CA_FAILED, ESP_CA_FAILED, ESP_CA_EVENT_DELETE, ESP_CA_DELETED, TRUE },
  { ESP_CA_PENDING_CERTIFICATE, ESP_CA_PENDING_CERTIFICATE, ESP_CA_EVENT_IMPORT_CERTIFICATE,
    ESP_CA_ACTIVE, FALSE },
  { ESP_CA_PENDING_CERTIFICATE, ESP_CA_PENDING_CERTIFICATE, ESP_CA_EVENT_DELETE, ESP_CA_DELETED,
    FALSE },
  { ESP_CA_ACTIVE, ESP_CA_ACTIVE, ESP_CA_EVENT_IMPORT_CERTIFICATE, ESP_CA_ACTIVE, FALSE },
  { ESP_CA_ACTIVE, ESP_CA_ACTIVE, ESP_CA_EVENT_DISABLE, ESP_CA_DISABLED, FALSE },
  { ESP_CA_DISABLED, ESP_CA_DISABLED, ESP_CA_EVENT_ENABLE, ESP_CA_ACTIVE, FALSE },
  { ESP_CA_DISABLED, ESP_CA_DISABLED, ESP_CA_EVENT_DELETE, ESP_CA_DELETED, FALSE },
  { ESP_CA_EXPIRED, ESP_CA_ACTIVE, ESP_CA_EVENT_IMPORT_CERTIFICATE, ESP_CA_ACTIVE, FALSE },
  { ESP_CA_EXPIRED, ESP_CA_DISABLED, ESP_CA_EVENT_IMPORT_CERTIFICATE, ESP_CA_DISABLED, FALSE },
  { ESP_CA_EXPIRED, ESP_CA_ACTIVE, ESP_CA_EVENT_DELETE, ESP_CA_DELETED, FALSE },
  { ESP_CA_EXPIRED, ESP_CA_DISABLED, ESP_CA_EVENT_DELETE, ESP_CA_DELETED, FALSE },
  { ESP_CA_DELETED, ESP_CA_PENDING_CERTIFICATE, ESP_CA_EVENT_RESTORE, ESP_CA_PENDING_CERTIFICATE,
    FALSE },
  { ESP_CA_DELETED, ESP_CA_DISABLED, ESP_CA_EVENT_RESTORE, ESP_CA_DISABLED, FALSE },
  { ESP_CA_DELETED, ESP_CA_ACTIVE, ESP_CA_EVENT_RESTORE, ESP_CA_DISABLED, FALSE },
};

/* The encoding of the service's own table: looked for in the folder that ESPALIER_REFERENCE names.
 */
static JsonNode *
read_reference (void)
{
  const char *folder = g_getenv ("ESPALIER_REFERENCE");
  g_autofree char *path = folder ? g_build_filename (folder, "ca-lifecycle.json", NULL) : NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *node = path ? esp_json_read_file (path, 1024 * 1024, &error) : NULL;

  /* A folder without it is a mistake of whoever set the variable. */
  if (path)
    g_assert_no_error (error);
  return node;
}

static void
test_capabilities (void)
{
  g_assert_cmpint (G_N_ELEMENTS (state_rows), ==, ESP_N_CA_STATES);
  for (gsize i = 0; i < G_N_ELEMENTS (state_rows); i++)
    for (int capability = 0; capability < ESP_N_CA_CAPABILITIES; capability++)
      {
        g_autoptr (GError) error = NULL;
        gboolean wanted = state_rows[i].permits[capability] != '-';

        g_assert_true (
          wanted == esp_ca_state_check (state_rows[i].state, (EspCaCapability) capability, &error));
        g_assert_true (wanted == (error == NULL));
        if (wanted)
          continue;
        g_assert_true (esp_error_has_reason (error, ESP_REASON_CA_STATE));
        g_assert_cmpint (error->code, ==, ESP_ERROR_INVALID_STATE);
        g_assert_cmpstr (esp_error_get_argument (error, "state"), ==, state_rows[i].name);
        g_assert_nonnull (esp_error_get_argument (error, "wanted"));
      }
}

static void
test_sentence (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (esp_ca_state_check (ESP_CA_EXPIRED, ESP_CA_MAY_REVOKE, &error));
  g_assert_cmpstr (error->message, ==,
                   "its state is EXPIRED, which does not permit RevokeCertificate; "
                   "that needs ACTIVE, DISABLED");
}

static void
test_names (void)
{
  EspCaState state = ESP_CA_FAILED;

  for (gsize i = 0; i < G_N_ELEMENTS (state_rows); i++)
    {
      g_assert_cmpstr (esp_ca_state_to_string (state_rows[i].state), ==, state_rows[i].name);
      g_assert_true (esp_ca_state_from_string (state_rows[i].name, &state));
      g_assert_cmpint (state, ==, state_rows[i].state);
    }
  g_assert_false (esp_ca_state_from_string ("active", &state));
  g_assert_false (esp_ca_state_from_string ("", &state));
  g_assert_false (esp_ca_state_from_string (NULL, &state));
}

/* The wanted step, or -1. */
static int
find_step (EspCaState shown, EspCaState beneath, EspCaEvent event)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].shown == shown && steps[i].beneath == beneath && steps[i].event == event)
      return (int) i;
  return -1;
}

/* What lies beneath says nothing about a state that is not laid over another. */
static gboolean
is_possible (EspCaState shown, EspCaState beneath)
{
  if (shown == ESP_CA_EXPIRED)
    return beneath == ESP_CA_ACTIVE || beneath == ESP_CA_DISABLED;
  if (shown == ESP_CA_DELETED || shown == ESP_CA_HANDED_OVER)
    return beneath != ESP_CA_HANDED_OVER;
  return shown == beneath;
}

static void
assert_step (EspCaState shown, EspCaState beneath, EspCaEvent event)
{
  g_autoptr (GError) error = NULL;
  int step = find_step (shown, beneath, event);
  EspCaState next = ESP_N_CA_STATES;
  gboolean gone = FALSE;

  g_assert_true ((step >= 0) == esp_ca_state_next (shown, beneath, event, &next, &gone, &error));
  if (step >= 0)
    {
      g_assert_no_error (error);
      g_assert_cmpint (next, ==, steps[step].next);
      g_assert_cmpint (gone, ==, steps[step].gone);
      return;
    }
  g_assert_cmpint (next, ==, ESP_N_CA_STATES);
  g_assert_true (
    esp_error_has_reason (error, shown == ESP_CA_ACTIVE && event == ESP_CA_EVENT_DELETE ?
                                   ESP_REASON_CA_STATE_ACTIVE_DELETE :
                                   ESP_REASON_CA_STATE_TRANSITION));
}

static void
test_transitions (void)
{
  guint n_checked = 0;

  for (int shown = 0; shown < ESP_N_CA_STATES; shown++)
    for (int beneath = 0; beneath < ESP_N_CA_STATES; beneath++)
      for (int event = 0; event < N_EVENTS; event++)
        if (is_possible ((EspCaState) shown, (EspCaState) beneath))
          {
            assert_step ((EspCaState) shown, (EspCaState) beneath, (EspCaEvent) event);
            n_checked++;
          }
  /* Five states that lie on nothing, EXPIRED over two, DELETED and HANDED_OVER over seven each. */
  g_assert_cmpuint (n_checked, ==, (5 + 2 + 7 + 7) * N_EVENTS);
}

static void
test_gone_may_be_null (void)
{
  EspCaState next;

  g_assert_true (
    esp_ca_state_next (ESP_CA_FAILED, ESP_CA_FAILED, ESP_CA_EVENT_DELETE, &next, NULL, NULL));
  g_assert_false (
    esp_ca_state_next (ESP_CA_ACTIVE, ESP_CA_ACTIVE, ESP_CA_EVENT_DELETE, &next, NULL, NULL));
}

/* --- The reference's table --------------------------------------------------------------------*/

static void
assert_same_capability (JsonObject *row,
                        EspCaState state,
                        const char *member,
                        EspCaCapability capability)
{
  gboolean ours = esp_ca_state_check (state, capability, NULL);

  g_assert_true (json_object_has_member (row, member));
  /* The first import is the one cell where the published table and the operation disagree. */
  if (state == ESP_CA_PENDING_CERTIFICATE && capability == ESP_CA_MAY_IMPORT_CERTIFICATE)
    ours = FALSE;
  g_assert_true (ours == json_object_get_boolean_member (row, member));
}

static void
test_reference_capabilities (void)
{
  g_autoptr (JsonNode) node = read_reference ();
  JsonObject *table;

  if (!node)
    {
      g_test_skip ("ESPALIER_REFERENCE does not name a folder with ca-lifecycle.json");
      return;
    }
  table = esp_json_get_object (json_node_get_object (node), "capabilities");
  g_assert_cmpuint (json_object_get_size (table), ==, ESP_N_CA_STATES - 1);
  for (gsize i = 0; i < G_N_ELEMENTS (state_rows); i++)
    {
      JsonObject *row = esp_json_get_object (table, state_rows[i].name);
      EspCaState state = state_rows[i].state;

      /* The service hands nothing over. */
      if (state == ESP_CA_HANDED_OVER)
        continue;
      assert_same_capability (row, state, "issue", ESP_CA_MAY_ISSUE);
      assert_same_capability (row, state, "ocsp", ESP_CA_MAY_OCSP);
      assert_same_capability (row, state, "crl", ESP_CA_MAY_CRL);
      assert_same_capability (row, state, "auditReport", ESP_CA_MAY_REPORT);
      assert_same_capability (row, state, "replaceCaCertificate", ESP_CA_MAY_IMPORT_CERTIFICATE);
      assert_same_capability (row, state, "revoke", ESP_CA_MAY_REVOKE);
    }
}

static const struct
{
  const char *words; /* of the reference */
  EspCaEvent event;
  const char *beneath;
} reference_events[] = {
  { "CreateCertificateAuthority completes", ESP_CA_EVENT_KEY_READY, NULL },
  { "failure", ESP_CA_EVENT_FAILURE, NULL },
  { "ImportCertificateAuthorityCertificate", ESP_CA_EVENT_IMPORT_CERTIFICATE, NULL },
  { "import new certificate (was ACTIVE)", ESP_CA_EVENT_IMPORT_CERTIFICATE, "ACTIVE" },
  { "import new certificate (was DISABLED)", ESP_CA_EVENT_IMPORT_CERTIFICATE, "DISABLED" },
  { "UpdateCertificateAuthority DISABLED", ESP_CA_EVENT_DISABLE, NULL },
  { "UpdateCertificateAuthority ACTIVE", ESP_CA_EVENT_ENABLE, NULL },
  { "DeleteCertificateAuthority", ESP_CA_EVENT_DELETE, NULL },
  { "RestoreCertificateAuthority, was PENDING_CERTIFICATE", ESP_CA_EVENT_RESTORE,
    "PENDING_CERTIFICATE" },
  { "RestoreCertificateAuthority, was DISABLED", ESP_CA_EVENT_RESTORE, "DISABLED" },
};

/* What the passing of time does is no event but the shown state over the stored one. */
static void
check_reference_time (const char *words, EspCaState from, const char *to)
{
  g_autoptr (EspCa) ca = esp_ca_new ();
  EspCaState next;

  ca->not_after = 1000;
  ca->state = from;
  if (g_str_equal (words, "certificate NotAfter passes"))
    {
      g_assert_cmpint (esp_ca_get_status (ca, 1000), ==, from);
      g_assert_cmpstr (esp_ca_state_to_string (esp_ca_get_status (ca, 1001)), ==, to);
    }
  else if (g_str_equal (words, "RestoreCertificateAuthority, certificate expired meanwhile"))
    {
      g_assert_true (
        esp_ca_state_next (from, ESP_CA_ACTIVE, ESP_CA_EVENT_RESTORE, &next, NULL, NULL));
      ca->state = next;
      g_assert_cmpstr (esp_ca_state_to_string (esp_ca_get_status (ca, 1001)), ==, to);
    }
  else
    {
      /* The record stays DELETED without its key: tests/engine/test-ca-life.c. */
      g_assert_cmpstr (words, ==, "restoration window ends");
      g_assert_cmpint (from, ==, ESP_CA_DELETED);
      g_assert_cmpstr (to, ==, "(gone)");
    }
}

static void
check_reference_row (JsonObject *row)
{
  const char *words = esp_json_get_string (row, "event");
  const char *to = esp_json_get_string (row, "to");
  EspCaState from, beneath, next;
  gboolean gone;

  g_assert_true (esp_ca_state_from_string (esp_json_get_string (row, "from"), &from));
  for (gsize i = 0; i < G_N_ELEMENTS (reference_events); i++)
    {
      if (!g_str_equal (reference_events[i].words, words))
        continue;
      beneath = from == ESP_CA_EXPIRED ? ESP_CA_ACTIVE : from;
      if (reference_events[i].beneath)
        g_assert_true (esp_ca_state_from_string (reference_events[i].beneath, &beneath));
      g_assert_true (
        esp_ca_state_next (from, beneath, reference_events[i].event, &next, &gone, NULL));
      if (gone)
        g_assert_cmpstr (to, ==, "(gone, not restorable)");
      else
        g_assert_cmpstr (to, ==, esp_ca_state_to_string (next));
      return;
    }
  check_reference_time (words, from, to);
}

static void
test_reference_transitions (void)
{
  g_autoptr (JsonNode) node = read_reference ();
  JsonArray *rows;

  if (!node)
    {
      g_test_skip ("ESPALIER_REFERENCE does not name a folder with ca-lifecycle.json");
      return;
    }
  rows = esp_json_get_array (json_node_get_object (node), "transitions");
  g_assert_cmpuint (json_array_get_length (rows), >=, 18);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    check_reference_row (json_array_get_object_element (rows, i));
}

static void
test_reference_window (void)
{
  g_autoptr (JsonNode) node = read_reference ();
  JsonObject *days;

  if (!node)
    {
      g_test_skip ("ESPALIER_REFERENCE does not name a folder with ca-lifecycle.json");
      return;
    }
  days = esp_json_get_object (json_node_get_object (node), "restorationDays");
  g_assert_cmpint (esp_json_get_int (days, "min", 0), ==, ESP_DELETION_DAYS_MIN);
  g_assert_cmpint (esp_json_get_int (days, "max", 0), ==, ESP_DELETION_DAYS_MAX);
  g_assert_cmpint (esp_json_get_int (days, "default", 0), ==, ESP_DELETION_DAYS_DEFAULT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/ca-state/capabilities", test_capabilities);
  g_test_add_func ("/model/ca-state/sentence", test_sentence);
  g_test_add_func ("/model/ca-state/names", test_names);
  g_test_add_func ("/model/ca-state/transitions", test_transitions);
  g_test_add_func ("/model/ca-state/gone-may-be-null", test_gone_may_be_null);
  g_test_add_func ("/model/ca-state/reference-capabilities", test_reference_capabilities);
  g_test_add_func ("/model/ca-state/reference-transitions", test_reference_transitions);
  g_test_add_func ("/model/ca-state/reference-window", test_reference_window);
  return g_test_run ();
}
