/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sample organisations: both that are shipped hold what domain.md promises of them, and a document
 * that breaks any one rule is refused at the place where it breaks it.
 */
#include "access/esp-action.h"
#include "base/esp-error.h"
#include "base/esp-json.h"
#include "design/esp-sample.h"
#include "pki/esp-validity.h"

#include <string.h>

#define DAY 86400
#define NOW G_GINT64_CONSTANT (1768032000) /* 2026-01-10T08:00:00Z */

static const EspSampleCa *
find_ca (const EspSample *sample, const char *key)
{
  for (guint i = 0; key && i < sample->cas->len; i++)
    {
      const EspSampleCa *ca = g_ptr_array_index (sample->cas, i);

      if (g_str_equal (ca->key, key))
        return ca;
    }
  return NULL;
}

static gint64
get_end (const char *validity_text, int age_days)
{
  EspValidity validity;
  gint64 end;

  g_assert_true (esp_validity_parse (validity_text, &validity, NULL));
  g_assert_true (esp_validity_end (&validity, NOW - age_days * (gint64) DAY, &end, NULL));
  return end;
}

/* Real dates for one day: what the checks promise for every day. */
static void
assert_times (const EspSample *sample)
{
  for (guint i = 0; i < sample->cas->len; i++)
    {
      const EspSampleCa *ca = g_ptr_array_index (sample->cas, i);
      const EspSampleCa *parent = find_ca (sample, ca->parent);
      gint64 end = get_end (ca->validity, ca->age_days);

      g_assert_cmpint (end, >, NOW);
      if (parent)
        g_assert_cmpint (end, <=, get_end (parent->validity, parent->age_days));
    }
  for (guint i = 0; i < sample->batches->len; i++)
    {
      const EspSampleBatch *batch = g_ptr_array_index (sample->batches, i);
      const EspSampleCa *ca = find_ca (sample, batch->ca);

      for (int n = 1; n <= batch->count; n++)
        {
          int age = esp_sample_batch_age_days (batch, n);

          g_assert_cmpint (age, >=, 0);
          g_assert_cmpint (age, <=, 365);
          g_assert_cmpint (age, <, ca->age_days);
          g_assert_cmpint (get_end (batch->validity, age), <=,
                           get_end (ca->validity, ca->age_days));
        }
    }
}

typedef struct
{
  guint certificates, expired, revoked, disabled, roots;
} Counts;

static Counts
count (const EspSample *sample)
{
  Counts counts = { 0 };

  for (guint i = 0; i < sample->cas->len; i++)
    {
      const EspSampleCa *ca = g_ptr_array_index (sample->cas, i);

      counts.disabled += ca->disabled ? 1 : 0;
      counts.roots += ca->parent ? 0 : 1;
      g_assert_cmpstr (ca->key_algorithm, ==, "EC_prime256v1");
    }
  for (guint i = 0; i < sample->batches->len; i++)
    {
      const EspSampleBatch *batch = g_ptr_array_index (sample->batches, i);

      counts.certificates += (guint) batch->count;
      for (int n = 1; n <= batch->count; n++)
        {
          counts.revoked += esp_sample_batch_is_revoked (batch, n) ? 1 : 0;
          if (get_end (batch->validity, esp_sample_batch_age_days (batch, n)) < NOW)
            counts.expired++;
        }
    }
  return counts;
}

/* Every action that a role of a sample names exists. */
static void
assert_actions (const EspSampleRole *role)
{
  for (char **policy = role->policies; *policy; policy++)
    {
      g_autoptr (JsonNode) node = esp_json_parse (*policy, -1, G_MAXINT16, NULL);
      JsonArray *statements = esp_json_get_array (json_node_get_object (node), "Statement");

      for (guint i = 0; i < json_array_get_length (statements); i++)
        {
          JsonArray *actions = esp_json_get_array (json_array_get_object_element (statements, i),
                                                   "Action");

          g_assert_nonnull (actions);
          for (guint j = 0; j < json_array_get_length (actions); j++)
            g_assert_nonnull (esp_action_find (json_array_get_string_element (actions, j)));
        }
    }
}

static void
test_shipped (gconstpointer id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSample) sample = esp_sample_load (id, &error);
  Counts counts;

  g_assert_no_error (error);
  g_assert_cmpstr (sample->id, ==, id);
  counts = count (sample);
  g_assert_cmpuint (counts.certificates, >=, 200);
  g_assert_cmpuint (counts.certificates, <=, 400);
  g_assert_cmpuint (counts.expired, >=, 10);
  g_assert_cmpuint (counts.revoked, >=, 10);
  g_assert_cmpuint (counts.disabled, ==, 1);
  g_assert_cmpuint (counts.roots, ==, g_str_equal (id, "iot") ? 3 : 1);
  assert_times (sample);
  for (guint i = 0; i < sample->roles->len; i++)
    assert_actions (g_ptr_array_index (sample->roles, i));
}

static int
get_level (const EspSample *sample, const EspSampleCa *ca)
{
  return ca->parent ? get_level (sample, find_ca (sample, ca->parent)) + 1 : 1;
}

/* What the documents name for the car maker and its suppliers is there: each supplier's account has
 * its authority by a share, none lets it revoke, tags are guarded, the root takes two persons. */
static void
test_automotive_rights (void)
{
  g_autoptr (EspSample) sample = esp_sample_load ("automotive", NULL);
  const EspSampleCa *root = find_ca (sample, "root");
  g_autoptr (GHashTable) suppliers = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_true (root->dual_control);
  g_assert_cmpuint (g_strv_length (root->approvers), ==, 2);
  g_assert_cmpuint (sample->guardrails->len, ==, 3);
  for (guint i = 0; i < sample->shares->len; i++)
    {
      const EspSampleShare *share = g_ptr_array_index (sample->shares, i);

      g_hash_table_add (suppliers, share->account);
      g_assert_null (strstr (share->permission, "Revoke"));
    }
  g_assert_cmpuint (g_hash_table_size (suppliers), ==, 3);
}

/* Three roots: internal operations with two levels, each product line with three. */
static void
test_iot_levels (void)
{
  g_autoptr (EspSample) sample = esp_sample_load ("iot", NULL);
  g_autoptr (GHashTable) depths = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_nonnull (sample);
  for (guint i = 0; i < sample->cas->len; i++)
    {
      const EspSampleCa *ca = g_ptr_array_index (sample->cas, i), *root = ca;
      int level = get_level (sample, ca);

      while (root->parent)
        root = find_ca (sample, root->parent);
      if (level > GPOINTER_TO_INT (g_hash_table_lookup (depths, root->key)))
        g_hash_table_insert (depths, root->key, GINT_TO_POINTER (level));
    }
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (depths, "internal")), ==, 2);
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (depths, "bulb")), ==, 3);
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (depths, "toaster")), ==, 3);
}

static void
test_ids (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_strv_contains (esp_sample_ids (), "automotive"));
  g_assert_true (g_strv_contains (esp_sample_ids (), "iot"));
  g_assert_null (esp_sample_load ("bakery", &error));
  g_assert_true (esp_error_has_reason (error, ESP_REASON_SAMPLE_UNKNOWN));
  g_assert_cmpstr (esp_error_get_argument (error, "candidates"), ==, "automotive, iot");
}

static void
test_batch (void)
{
  EspSampleBatch batch = { .subject = (char *) "CN=radio-{n},O=X",
                           .alternative_name = (char *) "DNS:radio-{n}.example",
                           .count = 5,
                           .first_age_days = 100,
                           .last_age_days = 20,
                           .revoke_every = 2 };
  g_autofree char *subject = esp_sample_batch_subject (&batch, 7);
  g_autofree char *alternative_name = esp_sample_batch_alternative_name (&batch, 7);

  g_assert_cmpstr (subject, ==, "CN=radio-0007,O=X");
  g_assert_cmpstr (alternative_name, ==, "DNS:radio-0007.example");
  g_assert_cmpint (esp_sample_batch_age_days (&batch, 1), ==, 100);
  g_assert_cmpint (esp_sample_batch_age_days (&batch, 3), ==, 60);
  g_assert_cmpint (esp_sample_batch_age_days (&batch, 5), ==, 20);
  g_assert_false (esp_sample_batch_is_revoked (&batch, 1));
  g_assert_true (esp_sample_batch_is_revoked (&batch, 4));
  batch.count = 1;
  batch.alternative_name = NULL;
  g_assert_cmpint (esp_sample_batch_age_days (&batch, 1), ==, 100);
  g_assert_null (esp_sample_batch_alternative_name (&batch, 1));
}

/* The smallest whole document; each broken one is it with one text replaced. */
static const char document[] =
  "{'organization':'X',"
  "'accounts':[{'id':'111122223333','name':'Root'},{'id':'222233334444','name':'Sub'}],"
  "'roles':[{'name':'R','account':'111122223333','policies':[{'Version':'2012-10-17',"
  "'Statement':[{'Effect':'Allow','Action':['acm-pca:ListTags'],'Resource':'*'}]}]},"
  "{'name':'Q','account':'111122223333','policies':[{'Version':'2012-10-17',"
  "'Statement':[{'Effect':'Allow','Action':['acm-pca:ListTags'],'Resource':'*'}]}]}],"
  "'people':[{'name':'ann','account':'111122223333','roles':['R'],'tags':{'team':'a'}},"
  "{'name':'bob','account':'111122223333','roles':['Q']}],"
  "'guardrails':[{'name':'G','accounts':['222233334444'],'policy':{'Version':'2012-10-17',"
  "'Statement':[{'Effect':'Deny','Action':['acm-pca:TagCertificateAuthority'],'Resource':'*'}]}}],"
  "'cas':[{'key':'root','account':'111122223333','subject':'CN=Root','keyAlgorithm':'EC_prime256v1',"
  "'validity':'10y','ageDays':900,'dualControl':true,'approvers':['ann','bob']},"
  "{'key':'mid','parent':'root','account':'222233334444','subject':'CN=Mid','pathLength':1,"
  "'keyAlgorithm':'EC_prime256v1','validity':'8y','ageDays':800},"
  "{'key':'low','parent':'mid','account':'222233334444','subject':'CN=Low','pathLength':0,"
  "'keyAlgorithm':'EC_prime256v1','validity':'5y','ageDays':700}],"
  "'shares':[{'name':'S','ca':'low','account':'111122223333',"
  "'permission':'AWSRAMDefaultPermissionCertificateAuthority'}],"
  "'batches':[{'ca':'low','template':'EndEntityCertificate','subject':'CN=d-{n}',"
  "'alternativeName':'DNS:d-{n}.example','validity':'1y','count':1000,'firstAgeDays':300,"
  "'lastAgeDays':1,'revokeEvery':5,'revocationReason':'KEY_COMPROMISE','requester':'ann'},"
  "{'ca':'low','template':'EndEntityCertificate','subject':'CN=e-{n}','validity':'30d',"
  "'count':1000,'firstAgeDays':300,'lastAgeDays':1,'requester':'bob'}]}";

static EspSample *
parse_with (const char *old, const char *new, GError **error)
{
  g_autoptr (GString) text = g_string_new (document);

  g_assert_cmpuint (g_string_replace (text, old, new, 1), ==, 1);
  g_string_replace (text, "'", "\"", 0);
  return esp_sample_parse ("test", text->str, -1, error);
}

static void
test_whole (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspSample) sample = parse_with ("'X'", "'Y'", &error);
  const EspSampleCa *ca;

  g_assert_no_error (error);
  g_assert_cmpstr (sample->organization, ==, "Y");
  ca = g_ptr_array_index (sample->cas, 0);
  g_assert_cmpint (ca->path_length, ==, -1);
  g_assert_null (ca->parent);
  g_assert_true (ca->dual_control);
  g_assert_cmpuint (g_strv_length (ca->approvers), ==, 2);
  g_assert_cmpuint (((EspSamplePerson *) g_ptr_array_index (sample->people, 0))->tags->len, ==, 1);
  g_assert_cmpuint (sample->guardrails->len, ==, 1);
  g_assert_cmpuint (sample->shares->len, ==, 1);
}

static const struct
{
  const char *old, *new, *place;
} broken[] = {
  { "'organization':'X'", "'organization':7", "organization" },
  { "'accounts':[", "'accounts':7,'comment':[", "accounts[0]" },
  { "'accounts':[", "'accuonts':[", "accuonts" },
  { "'id':'222233334444'", "'id':'22223333444'", "accounts[1].id" },
  { "'id':'222233334444'", "'id':'111122223333'", "accounts[1]" },
  { "'name':'Sub'", "'name':'Root'", "accounts[1]" },
  { "'name':'Sub'", "'nmae':'Sub'", "accounts[1].nmae" },
  { "'name':'Sub'", "'name':' Sub'", "accounts[1].name" },
  { "'name':'R','account':'111122223333'", "'name':'R','account':'999922223333'",
    "roles[0].account" },
  { "'name':'Q'", "'name':'R'", "roles[1].name" },
  { "'Effect':'Allow'", "'Effect':'Perhaps'", "roles[0].policies" },
  { "'Effect':'Allow'", "'Effect':'Allow','Condition':7", "roles[0].policies" },
  { "'policies':[{", "'policies':['x',{", "roles[0].policies" },
  { "'name':'ann','account':'111122223333'", "'name':'ann','account':'222233334444'",
    "people[0].roles" },
  { "'roles':['Q']", "'roles':['Z']", "people[1].roles" },
  { "'roles':['Q']", "'roles':[]", "people[1].roles" },
  { "'name':'bob'", "'name':'ann'", "people[1].name" },
  { "{'team':'a'}", "{'aws:team':'a'}", "people[0].tags" },
  { "'policies':[{", "'policyNames':['a','b'],'policies':[{", "roles[0].policyNames" },
  { "'guardrails':[{", "'guardrails':[7,{", "guardrails[0]" },
  { "'guardrails':[", "'guardrails':[],'comment':[", "guardrails[0]" },
  { "'accounts':['222233334444']", "'accounts':['222233334445']", "guardrails[0].accounts" },
  { "'policy':{", "'policy':7,'comment':{", "guardrails[0].comment" },
  { "'Effect':'Deny'", "'Effect':'Refuse'", "guardrails[0].policy" },
  { "'approvers':['ann'", "'approvers':['eve'", "cas[0].approvers" },
  { "'dualControl':true,", "", "cas[0].approvers" },
  { "'name':'S','ca':'low'", "'name':'S','ca':'lower'", "shares[0].ca" },
  { "'ca':'low','account':'111122223333'", "'ca':'low','account':'222233334444'",
    "shares[0].account" },
  { "'AWSRAMDefaultPermissionCertificateAuthority'", "'AWSRAMEverything'", "shares[0].permission" },
  { "'key':'mid'", "'key':'root'", "cas[1].key" },
  { "'parent':'root'", "'parent':'low'", "cas[1].parent" },
  { "'parent':'mid'", "'parent':'low'", "cas[2].parent" },
  { "'subject':'CN=Mid'", "'subject':'CN=Root,O=Other'", "cas[1].subject" },
  { "'subject':'CN=Mid'", "'subject':'Mid'", "cas[1].subject" },
  { "'pathLength':0", "'pathLength':1", "cas[2].pathLength" },
  { "'pathLength':1", "'pathLength':9", "cas[1].pathLength" },
  { "'pathLength':1", "'pathLength':'1'", "cas[1].pathLength" },
  { "'pathLength':1,", "", "cas[1].pathLength" },
  { "'subject':'CN=Root',", "'subject':'CN=Root','pathLength':2,", "cas[0].pathLength" },
  { "'EC_prime256v1'", "'EC_prime'", "cas[0].keyAlgorithm" },
  { "'validity':'8y'", "'validity':'10y'", "cas[1].validity" },
  { "'validity':'8y'", "'validity':'2030-01-01T00:00:00Z'", "cas[1].validity" },
  { "'validity':'10y'", "'validity':'2y'", "cas[0].ageDays" },
  { "'ageDays':800", "'ageDays':900", "cas[1].ageDays" },
  { "'ageDays':800", "'ageDays':-1", "cas[1].ageDays" },
  { "{'ca':'low'", "{'ca':'lower'", "batches[0].ca" },
  { "'EndEntityCertificate'", "'RootCACertificate'", "batches[0].template" },
  { "'EndEntityCertificate'", "'EndCertificate'", "batches[0].template" },
  { "'CN=d-{n}'", "'CN=d'", "batches[0].subject" },
  { "'DNS:d-{n}.example'", "'IP:10.0.0.1'", "batches[0].alternativeName" },
  { "'validity':'1y'", "'validity':'5y'", "batches[0].validity" },
  { "'firstAgeDays':300", "'firstAgeDays':700", "batches[0].firstAgeDays" },
  { "'lastAgeDays':1", "'lastAgeDays':301", "batches[0].lastAgeDays" },
  { "'count':1000", "'count':0", "batches[0].count" },
  { "'count':1000", "'count':1001", "batches[1].count" },
  { "'revokeEvery':5,", "", "batches[0].revocationReason" },
  { "'KEY_COMPROMISE'", "'KEY_LOST'", "batches[0].revocationReason" },
  { "'requester':'ann'", "'requester':'eve'", "batches[0].requester" },
  { "'requester':'ann'", "'requester':'ann'}}", "the document" },
};

static void
test_broken (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspSample) sample = parse_with (broken[i].old, broken[i].new, &error);

      g_test_message ("%s instead of %s: %s", broken[i].new, broken[i].old,
                      error ? error->message : "accepted");
      g_assert_null (sample);
      g_assert_true (esp_error_has_reason (error, ESP_REASON_SAMPLE_DATA));
      g_assert_cmpstr (esp_error_get_argument (error, "place"), ==, broken[i].place);
      g_assert_cmpstr (esp_error_get_object (error), ==, "test");
    }
}

static void
test_too_many (void)
{
  g_autoptr (GString) entries = g_string_new ("'people':[");
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 21; i++)
    g_string_append_printf (entries, "{'name':'p%d','account':'111122223333','roles':['R']},", i);
  g_assert_null (parse_with ("'people':[", entries->str, &error));
  g_assert_cmpstr (esp_error_get_argument (error, "place"), ==, "people[23]");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/design/sample/automotive", "automotive", test_shipped);
  g_test_add_data_func ("/design/sample/iot", "iot", test_shipped);
  g_test_add_func ("/design/sample/automotive-rights", test_automotive_rights);
  g_test_add_func ("/design/sample/iot-levels", test_iot_levels);
  g_test_add_func ("/design/sample/ids", test_ids);
  g_test_add_func ("/design/sample/batch", test_batch);
  g_test_add_func ("/design/sample/whole", test_whole);
  g_test_add_func ("/design/sample/broken", test_broken);
  g_test_add_func ("/design/sample/too-many", test_too_many);
  return g_test_run ();
}
