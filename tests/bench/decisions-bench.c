/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many decisions one core makes in a second, for everybody of the automotive sample asking for
 * everything on each of its authorities: roles, guardrails and shares of the sample, tags and the
 * other keys of a request as the engine fills them in. Beside it the same decisions in words, and
 * the bare signatures of OpenSSL, in rounds that take turns. Nothing here passes or fails.
 */
#include "access/esp-action.h"
#include "access/esp-decision.h"
#include "access/esp-managed-permission.h"
#include "design/esp-sample.h"
#include "model/esp-arn.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SAMPLE "automotive"
#define TBS_SIZE 600 /* what a certificate of this size signs */
#define MAX_ROUNDS 50
#define CHUNK 1024 /* decisions between two looks at the clock */

static int n_rounds = 5;
static double slice = 0.5;

static const GOptionEntry options[] = {
  { "rounds", 'r', 0, G_OPTION_ARG_INT, &n_rounds, "How often each row is measured (5)", "N" },
  { "slice", 's', 0, G_OPTION_ARG_DOUBLE, &slice, "Seconds for each measurement (0.5)", "SECONDS" },
  { NULL },
};

/* One authority of the sample, as the engine would have made it. */
typedef struct
{
  const EspSampleCa *sample;
  char *arn;
  GPtrArray *shares; /* EspPolicy */
} Authority;

/* One person in one role, asking about one authority. */
typedef struct
{
  char *principal, *role;
  EspConditionKeys *keys;
  GPtrArray *guardrails, *policies; /* EspPolicy */
  const EspSampleRole *sample;
  const Authority *authority;
} Asker;

static EspSample *sample;
static GPtrArray *authorities, *askers;
static GArray *requests; /* EspAccessRequest */

static G_NORETURN void
stop (const char *what, GError *error)
{
  g_printerr ("decisions-bench: %s: %s\n", what, error ? error->message : "failed");
  exit (1);
}

/* --- The sample -------------------------------------------------------------------------------*/

static void
add_policy (GPtrArray *policies, EspPolicyKind kind, const char *name, const char *document)
{
  GError *error = NULL;
  EspPolicy *policy = esp_policy_parse_kind (kind, name, document, &error);

  if (!policy)
    stop (name, error);
  g_ptr_array_add (policies, policy);
}

static GPtrArray *
new_policies (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) esp_policy_unref);
}

static void
add_share (Authority *authority, const EspSampleShare *share)
{
  const EspManagedPermission *permission = esp_managed_permission_find (share->permission);
  GError *error = NULL;
  g_autofree char *document = NULL;

  if (permission)
    document = esp_managed_permission_to_policy (permission->policy_template, share->account,
                                                 authority->arn, &error);
  if (!document)
    stop (share->name, error);
  add_policy (authority->shares, ESP_POLICY_RESOURCE, share->name, document);
}

static void
add_authority (const EspSampleCa *ca)
{
  Authority *authority = g_new0 (Authority, 1);
  g_autofree char *id = g_uuid_string_random ();

  authority->sample = ca;
  authority->arn = esp_arn_ca (ca->account, id);
  authority->shares = new_policies ();
  for (guint i = 0; i < sample->shares->len; i++)
    {
      const EspSampleShare *share = g_ptr_array_index (sample->shares, i);

      if (g_str_equal (share->ca, ca->key))
        add_share (authority, share);
    }
  g_ptr_array_add (authorities, authority);
}

static void
authority_free (Authority *authority)
{
  g_free (authority->arn);
  g_ptr_array_unref (authority->shares);
  g_free (authority);
}

static gboolean
limits (const EspSampleGuardrail *guardrail, const char *account)
{
  return !guardrail->accounts ||
         g_strv_contains ((const char *const *) guardrail->accounts, account);
}

static GPtrArray *
make_guardrails (const char *account)
{
  GPtrArray *guardrails = new_policies ();

  for (guint i = 0; i < sample->guardrails->len; i++)
    {
      const EspSampleGuardrail *guardrail = g_ptr_array_index (sample->guardrails, i);

      if (limits (guardrail, account))
        add_policy (guardrails, ESP_POLICY_GUARDRAIL, guardrail->name, guardrail->policy);
    }
  return guardrails;
}

static void
set_tags (EspConditionKeys *keys, const char *prefix, GPtrArray *tags)
{
  for (guint i = 0; tags && i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      esp_condition_keys_set_tag (keys, prefix, tag->key, tag->value);
    }
}

static EspConditionKeys *
make_keys (const Asker *asker, const EspSamplePerson *person)
{
  EspConditionKeys *keys = esp_condition_keys_new ();

  esp_condition_keys_set (keys, "aws:PrincipalArn", asker->principal);
  esp_condition_keys_set (keys, "aws:PrincipalAccount", person->account);
  esp_condition_keys_set (keys, "aws:PrincipalType", "AssumedRole");
  esp_condition_keys_set (keys, "aws:username", person->name);
  esp_condition_keys_set (keys, "aws:userid", person->name);
  set_tags (keys, "aws:PrincipalTag", person->tags);
  esp_condition_keys_set (keys, "aws:ResourceAccount", asker->authority->sample->account);
  set_tags (keys, "aws:ResourceTag", asker->authority->sample->tags);
  esp_condition_keys_set (keys, "aws:CurrentTime", "2026-01-10T08:00:00Z");
  esp_condition_keys_set (keys, "aws:EpochTime", "1768032000");
  esp_condition_keys_set (keys, "acm-pca:TemplateArn",
                          "arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1");
  return keys;
}

static void
add_asker (const EspSamplePerson *person, const EspSampleRole *role, const Authority *authority)
{
  Asker *asker = g_new0 (Asker, 1);

  asker->sample = role;
  asker->authority = authority;
  asker->principal = esp_arn_principal (person->account, person->name);
  asker->role = esp_arn_role (person->account, role->name);
  asker->keys = make_keys (asker, person);
  asker->guardrails = make_guardrails (person->account);
  asker->policies = new_policies ();
  for (char **document = role->policies; *document; document++)
    add_policy (asker->policies, ESP_POLICY_IDENTITY, role->name, *document);
  g_ptr_array_add (askers, asker);
}

static void
asker_free (Asker *asker)
{
  g_free (asker->principal);
  g_free (asker->role);
  esp_condition_keys_free (asker->keys);
  g_ptr_array_unref (asker->guardrails);
  g_ptr_array_unref (asker->policies);
  g_free (asker);
}

static void
add_askers (const EspSamplePerson *person)
{
  for (guint i = 0; i < sample->roles->len; i++)
    {
      const EspSampleRole *role = g_ptr_array_index (sample->roles, i);

      if (!g_str_equal (role->account, person->account) ||
          !g_strv_contains ((const char *const *) person->roles, role->name))
        continue;
      for (guint j = 0; j < authorities->len; j++)
        add_asker (person, role, g_ptr_array_index (authorities, j));
    }
}

static void
add_requests (const Asker *asker)
{
  for (guint i = 0; i < esp_actions ()->len; i++)
    {
      const EspAction *action = g_ptr_array_index (esp_actions (), i);
      EspAccessRequest request = {
        .action = action->name,
        .resource = asker->authority->arn,
        .resource_account = asker->authority->sample->account,
        .principal = asker->principal,
        .principal_role = asker->role,
        .principal_account = asker->sample->account,
        .principal_active = TRUE,
        .organization_scope = asker->sample->organization_scope,
        .keys = asker->keys,
        .guardrails = asker->guardrails,
        .identity_policies = asker->policies,
        .resource_policies = asker->authority->shares,
      };

      if (g_strcmp0 (action->resource_type, "certificate-authority") == 0)
        g_array_append_val (requests, request);
    }
}

static void
set_up (void)
{
  GError *error = NULL;

  sample = esp_sample_load (SAMPLE, &error);
  if (!sample)
    stop (SAMPLE, error);
  authorities = g_ptr_array_new_with_free_func ((GDestroyNotify) authority_free);
  askers = g_ptr_array_new_with_free_func ((GDestroyNotify) asker_free);
  requests = g_array_new (FALSE, FALSE, sizeof (EspAccessRequest));
  for (guint i = 0; i < sample->cas->len; i++)
    add_authority (g_ptr_array_index (sample->cas, i));
  for (guint i = 0; i < sample->people->len; i++)
    add_askers (g_ptr_array_index (sample->people, i));
  for (guint i = 0; i < askers->len; i++)
    add_requests (g_ptr_array_index (askers, i));
}

/* --- What is measured: each gives a number per second ------------------------------------------*/

/* The time of this thread alone: what others do on the machine counts for little. */
static double
seconds_of_thread (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static void
decide_quickly (guint number)
{
  esp_decide_quickly (&g_array_index (requests, EspAccessRequest, number % requests->len));
}

static void
decide_in_words (guint number)
{
  esp_decision_free (
    esp_decide (&g_array_index (requests, EspAccessRequest, number % requests->len)));
}

static double
measure_decisions (void (*decide) (guint number))
{
  double start = seconds_of_thread ();
  double elapsed;
  guint n = 0;

  do
    for (int i = 0; i < CHUNK; i++)
      decide (n++);
  while ((elapsed = seconds_of_thread () - start) < slice);
  return n / elapsed;
}

static double
measure_quickly (void)
{
  return measure_decisions (decide_quickly);
}

static double
measure_in_words (void)
{
  return measure_decisions (decide_in_words);
}

static double
measure_signatures (void)
{
  static const guint8 tbs[TBS_SIZE] = { 0x30 };
  EVP_PKEY *key = EVP_PKEY_Q_keygen (NULL, NULL, "EC", "P-256");
  double start = seconds_of_thread ();
  double elapsed;
  int n = 0;

  do
    {
      EVP_MD_CTX *context = EVP_MD_CTX_new ();
      guint8 signature[512];
      gsize len = sizeof signature;

      if (EVP_DigestSignInit (context, NULL, EVP_sha256 (), NULL, key) <= 0 ||
          EVP_DigestSign (context, signature, &len, tbs, sizeof tbs) <= 0)
        stop ("signing", NULL);
      EVP_MD_CTX_free (context);
      n++;
    }
  while ((elapsed = seconds_of_thread () - start) < slice);
  EVP_PKEY_free (key);
  return n / elapsed;
}

static const struct
{
  const char *title;
  double (*measure) (void);
} rows[] = {
  { "decisions", measure_quickly },
  { "decisions, in words", measure_in_words },
  { "signatures P-256, OpenSSL alone", measure_signatures },
};

static double results[G_N_ELEMENTS (rows)][MAX_ROUNDS];

/* --- The table --------------------------------------------------------------------------------*/

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
get_median (const double *values)
{
  return n_rounds % 2 ? values[n_rounds / 2] :
                        (values[n_rounds / 2 - 1] + values[n_rounds / 2]) / 2;
}

static void
print_requests (void)
{
  guint n_of[ESP_DECISION_IMPLICIT_DENY + 1] = { 0 };

  for (guint i = 0; i < requests->len; i++)
    n_of[esp_decide_quickly (&g_array_index (requests, EspAccessRequest, i))]++;
  g_print ("sample \"" SAMPLE "\": %u requests on %u authorities; %u allowed, %u denied by a "
           "statement, %u allowed by none\n",
           requests->len, authorities->len, n_of[ESP_DECISION_ALLOW],
           n_of[ESP_DECISION_EXPLICIT_DENY], n_of[ESP_DECISION_IMPLICIT_DENY]);
}

static void
print_table (void)
{
  g_print ("%-34s%28s\n", "per second of one core", "median (range)");
  for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
    {
      g_autofree char *cell = NULL;

      qsort (results[row], (gsize) n_rounds, sizeof results[row][0], compare_doubles);
      cell = g_strdup_printf ("%.0f (%.0f to %.0f)", get_median (results[row]), results[row][0],
                              results[row][n_rounds - 1]);
      g_print ("%-34s%28s\n", rows[row].title, cell);
    }
  g_print ("%-34s%28.1f\n", "decisions / signatures",
           get_median (results[0]) / get_median (results[2]));
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- decisions per second");
  GError *error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    stop ("options", error);
  n_rounds = CLAMP (n_rounds, 1, MAX_ROUNDS);
  set_up ();
  print_requests ();
  for (int round = 0; round < n_rounds; round++)
    for (gsize row = 0; row < G_N_ELEMENTS (rows); row++)
      results[row][round] = rows[row].measure ();
  print_table ();
  g_array_unref (requests);
  g_ptr_array_unref (askers);
  g_ptr_array_unref (authorities);
  esp_sample_free (sample);
  return 0;
}
