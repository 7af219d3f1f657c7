/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plans made real: all of one or nothing of it, each thing with an event and a decision of its own,
 * and the same plan applied twice makes nothing twice. What two persons have to do with it is in
 * test-provisioning-consent.c; what is left when it is killed, in test-provisioning-killed.c; a
 * large one, in test-provisioning-many.c; and what is refused, in test-provisioning-refused.c.
 */
#include "provisioning-fixture.h"

/* --- Presets -----------------------------------------------------------------------------------*/

static void
write_chain (Fixture *fixture, const char *name, const char *pem)
{
  g_autofree char *path = fixture_file (fixture, name);

  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
}

/* As relying parties do: with the root alone trusted. */
static void
assert_openssl_verifies (Fixture *fixture, const char *certificate, const char *chain)
{
  g_autofree char *leaf = fixture_file (fixture, "leaf.pem");
  g_autofree char *above = fixture_file (fixture, "above.pem");
  g_autofree char *root = fixture_file (fixture, "root.pem");
  const char *last = g_strrstr (chain, "-----BEGIN CERTIFICATE-----");
  const char *argv[] = { "openssl", "verify", "-x509_strict", "-attime", "1780315300",
                         "-CAfile", root,     "-untrusted",   above,     leaf,
                         NULL };
  g_autofree char *heard = NULL;
  int status;

  write_chain (fixture, "leaf.pem", certificate);
  write_chain (fixture, "above.pem", chain);
  write_chain (fixture, "root.pem", last);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                               &heard, &status, NULL));
  if (status != 0)
    g_error ("openssl does not verify it: %s", heard);
}

static void
assert_chains_verify (Fixture *fixture, JsonObject *result)
{
  JsonArray *rows = json_object_get_array_member (result, "CertificateAuthorities");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *json = g_strdup_printf (
        "{'CertificateAuthority': '%s'}",
        json_object_get_string_member (row, "CertificateAuthorityArn"));
      g_autoptr (JsonObject)
        told = call (fixture->engine, "GetCertificateAuthorityCertificate", json);
      const char *chain = esp_json_get_string (told, "CertificateChain");

      if (chain)
        assert_openssl_verifies (fixture, json_object_get_string_member (told, "Certificate"),
                                 chain);
    }
}

static void
test_preset (Fixture *fixture, gconstpointer data)
{
  const EspPlanPreset *row = data;
  g_autoptr (EspPlan) plan = load_preset (row->id);
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (JsonObject) again = NULL;
  gint64 before = g_get_monotonic_time (), events;

  result = provision (fixture->engine, plan);
  g_test_message ("%s: %u authorities in %.0f ms", row->id, plan->cas->len,
                  (double) (g_get_monotonic_time () - before) / 1000);
  g_assert_cmpuint (count_of (result, "CertificateAuthorities"), ==, plan->cas->len);
  assert_same (fixture->engine, plan);
  assert_verified (fixture->engine);
  assert_chains_verify (fixture, result);
  events = count_events (fixture->engine);
  g_assert_cmpint (json_object_get_int_member (result, "Sequence"), ==, events);
  again = provision (fixture->engine, plan);
  g_assert_cmpint (json_object_get_int_member (again, "Steps"), ==, 0);
  g_assert_false (json_object_has_member (again, "Provisioning"));
  g_assert_cmpint (count_events (fixture->engine), ==, events);
}

static void
preset_set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, NULL);
}

static void
preset_tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_tear_down (fixture, NULL);
}

/* --- Events ------------------------------------------------------------------------------------*/

/* The order in which things have to happen; other actions in between none. */
static void
test_events (Fixture *fixture, gconstpointer data)
{
  static const char *const order[] = {
    "organizations:CreateAccount",        "organizations:CreatePolicy", "iam:CreateRole",
    "acm-pca:CreateCertificateAuthority", "ram:CreateResourceShare",    "espalier:ProvisionPlan"
  };
  g_autoptr (EspPlan) plan = load_preset ("automotive");
  gint64 before = count_events (fixture->engine);
  g_autoptr (JsonObject) result = provision (fixture->engine, plan);
  gint64 last = json_object_get_int_member (result, "Sequence");
  g_autoptr (GPtrArray) events = list_events (fixture->engine, before + 1, last);
  JsonObject *own = event_details (events, events->len - 1);
  gsize at = 0;

  g_assert_cmpint (json_object_get_int_member (result, "Steps"), ==, events->len - 1);
  for (guint i = 0; i < events->len; i++)
    {
      JsonObject *details = event_details (events, i);

      while (!g_str_equal (order[at], event_text (events, i, "action")))
        g_assert_cmpuint (++at, <, G_N_ELEMENTS (order));
      g_assert_cmpstr (event_text (events, i, "decision"), ==, "ALLOW");
      g_assert_cmpstr (event_text (events, i, "outcome"), ==, "ALLOWED");
      g_assert_cmpstr (event_text (events, i, "parametersDigest"), ==,
                       event_text (events, 0, "parametersDigest"));
      g_assert_cmpstr (esp_json_get_string (details, "Provisioning"), ==,
                       json_object_get_string_member (result, "Provisioning"));
      g_assert_cmpstr (esp_json_get_string (details, "PlanDigest"), ==,
                       esp_json_get_string (own, "PlanDigest"));
    }
  g_assert_cmpuint (at, ==, G_N_ELEMENTS (order) - 1);
  g_assert_cmpstr (esp_json_get_string (own, "Plan"), ==, plan->name);
  g_assert_cmpint (json_object_get_int_member (own, "FirstEvent"), ==, before + 1);
  g_assert_cmpint (json_object_get_int_member (own, "Steps"), ==, events->len - 1);
}

typedef struct
{
  guint n;
  guint64 from, to;
} Heard;

static void
changed_cb (EspEngine *engine, guint64 from, guint64 to, guint topics, Heard *heard)
{
  if (!(topics & ESP_TOPIC_CAS))
    return;
  heard->n++;
  heard->from = from;
  heard->to = to;
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = load_preset ("two-levels");
  Heard heard = { 0, 0, 0 };
  gint64 before;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  before = count_events (fixture->engine);
  g_signal_connect (fixture->engine, "changed", G_CALLBACK (changed_cb), &heard);
  json_object_unref (provision (fixture->engine, plan));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (heard.n, ==, 1);
  g_assert_cmpuint (heard.from, ==, before + 1);
  g_assert_cmpuint (heard.to, ==, count_events (fixture->engine));
  g_signal_handlers_disconnect_by_data (fixture->engine, &heard);
}

/* --- What is there already ---------------------------------------------------------------------*/

static void
test_partly_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = load_preset ("three-levels");
  g_autoptr (JsonObject) first = provision (fixture->engine, plan);
  g_autoptr (JsonObject) result = NULL;
  const char *issuing = first_issuing (plan);
  g_autofree char *middle = g_strdup (find_ca (plan, issuing)->parent);
  EspPlanAccount *account = g_ptr_array_index (plan->accounts, 0);

  /* Below one that is there, two levels below one that is there, and a role. */
  add_like (plan, issuing, "boiler");
  add_like (plan, middle, "kettle-policy");
  set_text (&add_like (plan, issuing, "kettle")->parent, "kettle-policy");
  result = provision (fixture->engine, plan);
  g_assert_cmpint (json_object_get_int_member (result, "Steps"), ==, 3);
  g_assert_cmpuint (count_of (result, "CertificateAuthorities"), ==, 3);
  assert_same (fixture->engine, plan);
  assert_verified (fixture->engine);
  assert_chains_verify (fixture, result);
  g_assert_cmpint (count_interrupted (fixture->engine), ==, 0);
  /* Another name than the one that is there is no account to be made. */
  set_text (&account->name, "Renamed");
  {
    g_autoptr (GError) error = refused_with (fixture->engine, "ProvisionPlan", with_plan (plan),
                                             ESP_REASON_PLAN_EXISTS_OTHERWISE);

    g_assert_cmpstr (esp_error_get_argument (error, "name"), ==, account->id);
    g_assert_nonnull (strstr (error->message, " \342\211\240 Renamed)"));
    g_assert_cmpstr (esp_error_get_argument (error, "member"), ==, "name");
  }
}

/* The parent is not in the plan: its ARN is. */
static void
test_parent_arn (Fixture *fixture, gconstpointer data)
{
  g_autofree char *own = account_number (fixture->engine, NULL);
  g_autofree char *root = create_ca (fixture->engine,
                                     "{'Subject': 'CN=Old Root', 'Validity': '30y'}");
  g_autoptr (EspPlan) plan = load_preset ("two-levels");
  EspPlanCa *ca = find_ca (plan, first_issuing (plan));
  g_autoptr (JsonObject) result = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *row;

  g_clear_pointer (&ca->parent, g_free);
  ca->parent_arn = g_strdup (root);
  result = provision (fixture->engine, plan);
  assert_chains_verify (fixture, result);
  assert_verified (fixture->engine);
  g_assert_cmpint (count_interrupted (fixture->engine), ==, 0);
  row = json_array_get_object_element (
    json_object_get_array_member (result, "CertificateAuthorities"), 0);
  g_assert_nonnull (json_object_get_string_member (row, "Fingerprint"));
  /* One that is nowhere. */
  root[strlen (root) - 1] = root[strlen (root) - 1] == '0' ? '1' : '0';
  set_text (&add_like (plan, ca->key, "lost")->parent_arn, root);
  error = refused_with (fixture->engine, "ProvisionPlan", with_plan (plan), ESP_REASON_PLAN_PARENT);
  g_assert_cmpstr (esp_error_get_argument (error, "parent"), ==, root);
}

static void
test_otherwise (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = load_preset ("automotive");
  g_autoptr (JsonObject) result = provision (fixture->engine, plan);
  EspPlanGuardrail *guardrail = g_ptr_array_index (plan->guardrails, 0);
  EspPlanRole *role = g_ptr_array_index (plan->roles, 0);
  EspPlanShare *share = g_ptr_array_index (plan->shares, 0);
  EspPlanCa *ca = find_ca (plan, share->ca);
  g_autofree char *before = count_rows (fixture);
  g_autofree char *after = NULL;

#define EXPECT(wanted)                                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GError) error = refused_with (fixture->engine, "ProvisionPlan", with_plan (plan),   \
                                             ESP_REASON_PLAN_EXISTS_OTHERWISE);                    \
    g_assert_cmpstr (esp_error_get_argument (error, "member"), ==, wanted);                        \
  }                                                                                                \
  G_STMT_END
  g_ptr_array_add (ca->tags, esp_tag_new ("zone", "red"));
  EXPECT ("tags");
  g_ptr_array_remove_index (ca->tags, ca->tags->len - 1);
  share->here = TRUE;
  EXPECT ("signing");
  share->here = FALSE;
  g_ptr_array_add (role->tags, esp_tag_new ("zone", "red"));
  EXPECT ("tags");
  g_ptr_array_remove_index (role->tags, role->tags->len - 1);
  g_strfreev (guardrail->accounts);
  guardrail->accounts = g_new0 (char *, 1);
  EXPECT ("accounts");
#undef EXPECT
  after = count_rows (fixture);
  g_assert_cmpstr (after, ==, before);
}

/* --- Preview -----------------------------------------------------------------------------------*/

static void
test_preview (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = load_preset ("automotive");
  g_autofree char *before = count_rows (fixture);
  g_autofree char *after = NULL;
  gint64 events = count_events (fixture->engine);
  g_autoptr (JsonObject)
    preview = call_with (fixture->engine, "PreviewProvisioning", with_plan (plan));
  JsonArray *steps = json_object_get_array_member (preview, "Steps");
  guint n_cas = 0;

  after = count_rows (fixture);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (count_events (fixture->engine), ==, events);
  g_assert_true (json_object_get_boolean_member (preview, "Ready"));
  g_assert_false (json_object_get_boolean_member (preview, "NeedsApproval"));
  g_assert_cmpuint (count_of (preview, "Problems"), ==, 0);
  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);
      const char *key = esp_json_get_string (step, "Key");
      const EspPlanCa *ca = key ? find_ca (plan, key) : NULL;

      g_assert_false (json_object_has_member (step, "Denied"));
      if (!g_str_equal (json_object_get_string_member (step, "Operation"),
                        "CreateCertificateAuthority"))
        continue;
      n_cas++;
      g_assert_cmpstr (json_object_get_string_member (step, "Subject"), ==, ca->subject);
      g_assert_cmpstr (json_object_get_string_member (step, "KeyAlgorithm"), ==, ca->key_algorithm);
      g_assert_true (json_object_has_member (step, "NotAfter"));
      g_assert_true (json_object_has_member (step, "Parent") == (ca->parent != NULL));
    }
  g_assert_cmpuint (n_cas, ==, plan->cas->len);
  /* 14 people, 2 approvers, 5 invitations of shares. */
  g_assert_cmpuint (count_of (preview, "Remaining"), ==, plan->people->len + 2 + plan->shares->len);
}

/* --- People ------------------------------------------------------------------------------------*/

static JsonObject *
with_people (const EspPlan *plan, const char *token)
{
  JsonObject *parameters = with_plan (plan);

  json_object_set_boolean_member (parameters, "Invite", TRUE);
  if (token)
    json_object_set_string_member (parameters, "IdempotencyToken", token);
  return parameters;
}

static void
enrol (Fixture *fixture, JsonObject *invitation)
{
  const char *code = json_object_get_string_member (invitation, "Code");
  g_autoptr (EspSecret) secret = esp_secret_new_copy (code, strlen (code), NULL);
  g_autofree char *fingerprint = NULL;
  g_autoptr (GError) error = NULL;

  esp_engine_enrol (fixture->engine, json_object_get_string_member (invitation, "Principal"),
                    secret, ESP_UNLOCK_WITH_PASSPHRASE, fixture->passphrase, NULL, &fingerprint,
                    NULL, &error);
  g_assert_no_error (error);
}

/* The codes are told once, and stand nowhere. */
static void
test_invite (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = load_preset ("two-levels");
  g_autoptr (JsonObject)
    result = call_with (fixture->engine, "ProvisionPlan", with_people (plan, "once"));
  g_autoptr (JsonObject)
    repeated = call_with (fixture->engine, "ProvisionPlan", with_people (plan, "once"));
  g_autoptr (JsonObject)
    again = call_with (fixture->engine, "ProvisionPlan", with_people (plan, NULL));
  JsonArray *told = json_object_get_array_member (result, "Invitations");
  JsonArray *kept = json_object_get_array_member (repeated, "Invitations");
  g_autofree char *bytes = NULL;
  gsize len;

  g_assert_cmpuint (json_array_get_length (told), ==, plan->people->len);
  g_assert_cmpuint (json_array_get_length (kept), ==, plan->people->len);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &len, NULL));
  for (guint i = 0; i < plan->people->len; i++)
    {
      JsonObject *row = json_array_get_object_element (told, i);
      const char *code = json_object_get_string_member (row, "Code");

      g_assert_null (memmem (bytes, len, code, strlen (code)));
      g_assert_false (json_object_has_member (json_array_get_object_element (kept, i), "Code"));
      enrol (fixture, row);
    }
  g_assert_cmpstr (json_object_get_string_member (repeated, "Provisioning"), ==,
                   json_object_get_string_member (result, "Provisioning"));
  g_assert_cmpint (json_object_get_int_member (again, "Steps"), ==, 0);
  g_assert_cmpuint (count_of (again, "Invitations"), ==, 0);
  assert_same (fixture->engine, plan);
  assert_verified (fixture->engine);
}

/* What a role of the organization is no plan gives; somebody else does, afterwards. */
static void
test_remaining (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = load_preset ("two-levels");
  g_autoptr (JsonObject)
    result = call_with (fixture->engine, "ProvisionPlan", with_people (plan, NULL));
  JsonArray *rows = json_object_get_array_member (result, "Remaining");
  guint n_people = 0, n_approvers = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      JsonArray *roles = esp_json_get_array (row, "Roles");
      gboolean person = g_str_equal (json_object_get_string_member (row, "What"), "PERSON");

      n_people += person;
      n_approvers += g_str_equal (json_object_get_string_member (row, "What"), "APPROVER");
      if (person && g_str_equal (json_object_get_string_member (row, "Name"), "sam.okafor"))
        g_assert_cmpstr (json_array_get_string_element (roles, 0), ==, "Auditor");
      else
        g_assert_null (roles);
    }
  g_assert_cmpuint (n_people, ==, plan->people->len);
  g_assert_cmpuint (n_approvers, ==, 2);
}

/* --- Constraints, settings ---------------------------------------------------------------------*/

static char *
openssl_text (Fixture *fixture, const char *certificate)
{
  g_autofree char *path = fixture_file (fixture, "leaf.pem");
  const char *argv[] = { "openssl", "x509", "-noout", "-text", "-in", path, NULL };
  char *text = NULL;

  write_chain (fixture, "leaf.pem", certificate);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text,
                               NULL, NULL, NULL));
  return text;
}

/* What a plan says of an authority is what it becomes: also what names may stand below it. */
static void
test_constraints (Fixture *fixture, gconstpointer data)
{
  static const char constraints[] = "{\"Permitted\":[{\"DnsName\":\"plant.example\"}]}";
  g_autoptr (EspPlan) plan = load_preset ("two-levels");
  EspPlanCa *ca = find_ca (plan, first_issuing (plan));
  g_autofree char *label = esp_plan_ca_get_label (ca);
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority': '%s'}", label);
  g_autoptr (JsonObject) told = NULL;
  g_autofree char *text = NULL;

  set_text (&ca->template_name, "BlankSubordinateCACertificate_PathLen0_APIPassthrough/V1");
  ca->name_constraints = esp_json_parse (constraints, -1, sizeof constraints, NULL);
  json_node_seal (ca->name_constraints);
  json_object_unref (provision (fixture->engine, plan));
  assert_same (fixture->engine, plan);
  told = call (fixture->engine, "GetCertificateAuthorityCertificate", json);
  text = openssl_text (fixture, json_object_get_string_member (told, "Certificate"));
  g_assert_nonnull (strstr (text, "X509v3 Name Constraints: critical"));
  g_assert_nonnull (strstr (text, "DNS:plant.example"));
  g_assert_nonnull (strstr (text, "X509v3 CRL Distribution Points"));
}

/* --- Idempotency -------------------------------------------------------------------------------*/

static void
test_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = load_preset ("development");
  JsonObject *parameters = with_plan (plan);
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;
  gint64 events;

  json_object_set_string_member (parameters, "IdempotencyToken", "42");
  first = call_with (fixture->engine, "ProvisionPlan", json_object_ref (parameters));
  events = count_events (fixture->engine);
  second = call_with (fixture->engine, "ProvisionPlan", json_object_ref (parameters));
  one = write_object (first);
  other = write_object (second);
  g_assert_cmpstr (one, ==, other);
  g_assert_cmpint (count_events (fixture->engine), ==, events);
  json_object_set_boolean_member (parameters, "Invite", TRUE);
  g_error_free (
    refused_with (fixture->engine, "ProvisionPlan", parameters, ESP_REASON_IDEMPOTENCY_REUSED));
}

/* --- Approvers ---------------------------------------------------------------------------------*/

/* Those whom the plan names and nobody else, as far as they are there. */
static void
test_approvers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *own = account_number (fixture->engine, NULL);
  g_autoptr (EspPlan) plan = plan_for ("two-levels", own);
  EspPlanCa *root = g_ptr_array_index (plan->cas, 0);
  g_autofree char *label = esp_plan_ca_get_label (root);
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority': '%s'}", label);
  g_autoptr (JsonObject) told = NULL;
  JsonArray *rows;

  add_person_with (fixture, "Ben",
                   "{'Effect': 'Allow', 'Action': 'acm-pca:List*', 'Resource': '*'}");
  g_assert_true (root->dual_control);
  g_strfreev (root->approvers);
  root->approvers = g_strsplit ("Ben", ",", -1);
  json_object_unref (provision (fixture->engine, plan));
  told = call (fixture->engine, "ListApprovers", json);
  rows = json_object_get_array_member (told, "Approvers");
  g_assert_cmpuint (json_array_get_length (rows), ==, 1);
  g_assert_cmpstr (
    json_object_get_string_member (json_array_get_object_element (rows, 0), "Principal"), ==,
    "Ben");
  g_assert_true (json_object_get_boolean_member (told, "DualControl"));
  assert_same (fixture->engine, plan);
  assert_verified (fixture->engine);
  /* Its key is still opened by who may sign with it. */
  add_like (plan, first_issuing (plan), "third");
  json_object_unref (provision (fixture->engine, plan));
}

/* Of a partitioned list one part is opened for all that a run signs, not one for each. */
static void
test_parts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EspPlan) plan = load_preset ("five-levels");
  EspPlanCa *root = g_ptr_array_index (plan->cas, 0);
  g_autofree char *label = esp_plan_ca_get_label (root);
  g_autofree char *json = g_strdup_printf ("{'CertificateAuthority': '%s'}", label);
  g_autoptr (GPtrArray) below = esp_plan_list_children (plan, root->key);
  g_autoptr (JsonObject) told = NULL;
  g_autoptr (JsonObject) list = NULL;
  JsonObject *status;

  g_assert_cmpuint (below->len, >, 1);
  g_assert_nonnull (root->revocation.crl_url);
  root->revocation.crl_partitioned = TRUE;
  json_object_unref (provision (fixture->engine, plan));
  assert_same (fixture->engine, plan);
  assert_verified (fixture->engine);
  list = call (fixture->engine, "GetCertificateRevocationList", json);
  told = call (fixture->engine, "DescribeCertificateAuthority", json);
  status = esp_json_get_object (esp_json_get_object (told, "CertificateAuthority"),
                                "RevocationStatus");
  g_assert_cmpint (json_object_get_int_member (status, "CrlParts"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_init ());
  for (const EspPlanPreset *row = esp_plan_presets (); row->id; row++)
    {
      g_autofree char *path = g_strconcat ("/provisioning/preset/", row->id, NULL);

      g_test_add (path, Fixture, row, preset_set_up, test_preset, preset_tear_down);
    }
#define ADD(path, func)                                                                            \
  g_test_add ("/provisioning/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("events", test_events);
  ADD ("changed", test_changed);
  ADD ("partly-there", test_partly_there);
  ADD ("parent-arn", test_parent_arn);
  ADD ("otherwise", test_otherwise);
  ADD ("approvers", test_approvers);
  ADD ("preview", test_preview);
  ADD ("invite", test_invite);
  ADD ("remaining", test_remaining);
  ADD ("token", test_token);
  ADD ("constraints", test_constraints);
  ADD ("parts", test_parts);
#undef ADD
  return g_test_run ();
}
