/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exports, judged by check-export.py (and by cfn-lint, terraform and graphviz where they are
 * installed): all presets, a plan whose names are traps, and what is refused.
 */
#include "base/esp-error.h"
#include "design/esp-plan-document.h"
#include "design/esp-plan-export.h"
#include "design/esp-plan-preset.h"
#include "design/esp-plan.h"

#include <glib/gstdio.h>
#include <string.h>

static const struct
{
  const char *name;
  GPtrArray *(*export) (const EspPlan *plan, GError **error);
} formats[] = {
  { "cloudformation", esp_plan_export_cloudformation },
  { "terraform", esp_plan_export_terraform },
  { "dot", esp_plan_export_dot },
};

/* Keys and names that meet when letters are left out or words are added, code in all languages, an
 * authority whose parent is elsewhere, and a chain that goes through three accounts and back. */
static const char traps[] =
  "{\"format\": 1, \"name\": \"${path} %{if} \\\"quoted\\\" \\\\ </title> | `x`\", \"note\": \"line\\nline\","
  " \"accounts\": [{\"id\": \"111111111111\", \"name\": \"A\"}, {\"id\": \"222222222222\", \"name\": \"A\"},"
  "  {\"id\": \"333333333333\", \"name\": \"\\u0645\"}],"
  " \"guardrails\": [{\"name\": \"../../etc\", \"document\": {\"Version\": \"2012-10-17\", \"Statement\": []}}],"
  " \"roles\": [{\"name\": \"r ${x}\", \"account\": \"111111111111\", \"policies\": ["
  "   {\"name\": \"p\", \"document\": {\"Version\": \"2012-10-17\", \"Statement\": ["
  "    {\"Effect\": \"Allow\", \"Action\": [\"espalier:Approve\", \"acm-pca:ListTags\"], \"Resource\": \"*\","
  "     \"Condition\": {\"StringEquals\": {\"aws:ResourceTag/t\": \"${aws:PrincipalTag/t}\"}}},"
  "    {\"Effect\": \"Allow\", \"Action\": \"ESPALIER:approve\", \"Resource\": \"*\"}]}},"
  "   {\"name\": \"gone\", \"document\": {\"Version\": \"2012-10-17\", \"Statement\": "
  "    {\"Effect\": \"Allow\", \"Action\": [\"iam:AssignRole\"], \"Resource\": \"*\"}}}]}],"
  " \"people\": [{\"name\": \"a|b\", \"account\": \"111111111111\", \"roles\": [\"r ${x}\"]}],"
  " \"cas\": ["
  "  {\"key\": \"a\", \"account\": \"111111111111\", \"subject\": \"CN=Root \\\\\\\"${x}\\\\\\\" %{y}\","
  "   \"template\": \"RootCACertificate/V1\", \"keyAlgorithm\": \"RSA_4096\", \"validity\": \"20y\","
  "   \"dualControl\": true, \"tags\": {\"k\": \"v\"}},"
  "  {\"key\": \"a-b\", \"parent\": \"a\", \"account\": \"222222222222\", \"subject\": \"CN=AB,C=DE\","
  "   \"template\": \"SubordinateCACertificate_PathLen3/V1\", \"keyAlgorithm\": \"EC_prime256v1\","
  "   \"validity\": \"2040-01-01T00:00:00Z\", \"revocation\": {\"crl\": true,"
  "    \"crlUrl\": \"http://crl.example/a/b/list.crl\", \"ocsp\": true, \"ocspUrl\": \"http://ocsp.example/\"}},"
  "  {\"key\": \"ab\", \"parent\": \"a-b\", \"account\": \"333333333333\", \"subject\": \"CN=ab\","
  "   \"template\": \"SubordinateCACertificate_PathLen2/V1\", \"keyAlgorithm\": \"EC_secp384r1\","
  "   \"validity\": \"12m\", \"usageMode\": \"SHORT_LIVED_CERTIFICATE\"},"
  "  {\"key\": \"a-certificate\", \"parent\": \"ab\", \"account\": \"111111111111\", \"subject\": \"CN=c\","
  "   \"template\": \"SubordinateCACertificate_PathLen1/V1\", \"keyAlgorithm\": \"RSA_2048\","
  "   \"validity\": \"30d\", \"nameConstraints\": {\"Permitted\": [{\"DnsName\": \"example.com\"},"
  "    {\"IpAddress\": \"10.0.0.0/8\"}], \"Excluded\": [{\"Rfc822Name\": \"a@example.org\"}]}},"
  "  {\"key\": \"a-certificate-pem\", \"parent\": \"a-certificate\", \"account\": \"111111111111\","
  "   \"subject\": \"CN=d\", \"template\": \"SubordinateCACertificate_PathLen0/V1\","
  "   \"keyAlgorithm\": \"RSA_2048\", \"validity\": \"10d\"},"
  "  {\"key\": \"1\", \"parentArn\": \"arn:aws:acm-pca:local:999999999999:certificate-authority/"
  "11111111-2222-4333-8444-555555555555\", \"account\": \"222222222222\", \"subject\": \"CN=outside\","
  "   \"template\": \"SubordinateCACertificate_PathLen1/V1\", \"keyAlgorithm\": \"EC_prime256v1\","
  "   \"validity\": \"5y\"},"
  "  {\"key\": \"2\", \"parent\": \"1\", \"account\": \"333333333333\", \"subject\": \"CN=below outside\","
  "   \"template\": \"SubordinateCACertificate_PathLen0/V1\", \"keyAlgorithm\": \"EC_prime256v1\","
  "   \"validity\": \"2y\"}],"
  " \"shares\": [{\"name\": \"a\", \"ca\": \"ab\", \"account\": \"111111111111\","
  "   \"permission\": \"AWSRAMDefaultPermissionCertificateAuthority\", \"signing\": \"HERE\"},"
  "  {\"name\": \"A\", \"ca\": \"2\", \"account\": \"222222222222\", \"permission\": \"our-own\"}]}";

static EspPlan *
read_plan (const char *text)
{
  g_autoptr (GError) error = NULL;
  EspPlan *plan = esp_plan_read (text, -1, &error);

  g_assert_no_error (error);
  return plan;
}

static void
write_files (GPtrArray *files, const char *folder)
{
  for (guint i = 0; i < files->len; i++)
    {
      const EspPlanFile *file = g_ptr_array_index (files, i);
      g_autofree char *path = g_build_filename (folder, file->name, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (strpbrk (file->name, "/\\ "));
      g_assert_true (g_utf8_validate (file->text, -1, NULL));
      g_assert_true (g_str_has_suffix (file->text, "\n"));
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      g_file_set_contents (path, file->text, -1, &error);
      g_assert_no_error (error);
    }
}

static void
remove_files (GPtrArray *files, const char *folder)
{
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_build_filename (
        folder, ((EspPlanFile *) g_ptr_array_index (files, i))->name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

static gboolean
ask_judge (const char *format, const char *folder)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "design", "check-export.py", NULL);
  char *command[] = { (char *) "python3", script, (char *) format, (char *) folder, NULL };
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, &error);
  g_assert_no_error (error);
  if (*out || *err)
    g_test_message ("%s: %s%s", format, out, err);
  return g_spawn_check_wait_status (status, NULL);
}

static void
judge (const EspPlan *plan)
{
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) files = formats[i].export(plan, &error);
      g_autofree char *folder = g_dir_make_tmp ("espalier-export-XXXXXX", NULL);

      g_assert_no_error (error);
      g_assert_nonnull (folder);
      write_files (files, folder);
      g_assert_true (ask_judge (formats[i].name, folder));
      remove_files (files, folder);
    }
}

static void
test_presets (void)
{
  for (const EspPlanPreset *preset = esp_plan_presets (); preset->id; preset++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspPlan) plan = esp_plan_preset_load (preset->id, &error);

      g_assert_no_error (error);
      judge (plan);
    }
}

static void
test_traps (void)
{
  g_autoptr (EspPlan) plan = read_plan (traps);

  judge (plan);
}

/* All texts of an export, one after the other. */
static char *
join (GPtrArray *files)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++)
    {
      const EspPlanFile *file = g_ptr_array_index (files, i);

      g_string_append_printf (all, "== %s\n%s", file->name, file->text);
    }
  return g_string_free (all, FALSE);
}

static const char *
find_file (GPtrArray *files, const char *name)
{
  for (guint i = 0; i < files->len; i++)
    {
      const EspPlanFile *file = g_ptr_array_index (files, i);

      if (g_str_equal (file->name, name))
        return file->text;
    }
  g_test_message ("%s is not there", name);
  g_test_fail ();
  return "";
}

static void
assert_has (const char *text, const char *part)
{
  if (!strstr (text, part))
    g_test_message ("\"%s\" is not in: %s", part, text);
  g_assert_nonnull (strstr (text, part));
}

static void
test_same_again (void)
{
  g_autoptr (EspPlan) plan = read_plan (traps);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GPtrArray) once = formats[i].export(plan, NULL);
      g_autoptr (GPtrArray) twice = formats[i].export(plan, NULL);
      g_autofree char *a = join (once);
      g_autofree char *b = join (twice);

      g_assert_cmpstr (a, ==, b);
    }
}

/* What neither form can say stands in the README, by name. */
static void
test_readme (void)
{
  g_autoptr (EspPlan) plan = read_plan (traps);

  for (gsize i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) files = formats[i].export(plan, NULL);
      g_autofree char *all = join (files);
      const char *readme = find_file (files, "README.md");

      assert_has (readme, "**Two persons.**");
      assert_has (readme, "Concerned: Root \"$\\{x\\}\" %\\{y\\}.");
      assert_has (readme, "window is chosen");
      assert_has (readme, "**Signed elsewhere.**");
      assert_has (readme, "Concerned: outside.");
      assert_has (readme, "signs here");
      assert_has (readme, "our-own; a permission of your own");
      assert_has (readme, "a\\|b");
      assert_has (readme, "guardrail-1-etc.scp.json");
      assert_has (readme, "r $\\{x\\} of 111111111111, gone");
      assert_has (find_file (files, "guardrail-1-etc.scp.json"), "2012-10-17");
      assert_has (all, "acm-pca:ListTags");
      g_assert_null (strstr (all, "espalier:Approve"));
      g_assert_null (strstr (all, "ESPALIER:approve"));
    }
}

static void
test_escaped (void)
{
  g_autoptr (EspPlan) plan = read_plan (traps);
  g_autoptr (GPtrArray) terraform = esp_plan_export_terraform (plan, NULL);
  g_autoptr (GPtrArray) dot = esp_plan_export_dot (plan, NULL);
  const char *text = find_file (terraform, "111111111111-a.tf");

  assert_has (text, "\"Root \\\"$${x}\\\" %%{y}\"");
  assert_has (text, "\"$${aws:PrincipalTag/t}\"");
  g_assert_cmpuint (dot->len, ==, 1);
  assert_has (((EspPlanFile *) g_ptr_array_index (dot, 0))->text, "Root \\\"${x}\\\" %{y}\\n");
}

/* Addresses as the service takes them, and the algorithm of who signs. */
static void
test_values (void)
{
  g_autoptr (EspPlan) plan = read_plan (traps);
  g_autoptr (GPtrArray) terraform = esp_plan_export_terraform (plan, NULL);
  g_autoptr (GPtrArray) templates = esp_plan_export_cloudformation (plan, NULL);
  const char *text = find_file (terraform, "222222222222-a.tf");
  const char *root = find_file (templates, "111111111111-a.template.json");

  assert_has (text, "custom_cname       = \"crl.example\"");
  assert_has (text, "custom_path        = \"a/b\"");
  assert_has (text, "ocsp_custom_cname = \"ocsp.example\"");
  assert_has (text, "value = \"2040-01-01T00:00:00Z\"");
  assert_has (text, "count                     = var.item_1_certificate == \"\" ? 0 : 1");
  assert_has (find_file (templates, "333333333333.template.json"),
              "template/SubordinateCACertificate_PathLen1_APIPassthrough/V1");
  /* Made by openssl asn1parse: permitted dNSName, iPAddress with mask, excluded rfc822Name. */
  assert_has (find_file (templates, "333333333333.template.json"),
              "\"MDCgGzANggtleGFtcGxlLmNvbTAKhwgKAAAA/wAAAKERMA+BDWFAZXhhbXBsZS5vcmc=\"");
  assert_has (root, "\"ABIsRequested\"");
  assert_has (root, "\"SHA256WITHRSA\"");
  assert_has (find_file (templates, "333333333333.template.json"), "SHORT_LIVED_CERTIFICATE");
}

typedef struct
{
  const char *member, *value; /* of the first CA, in its place */
  gboolean refused[3];
} RefusalCase;

static const RefusalCase refusals[] = {
  { "subject", "\"no name\"", { TRUE, TRUE, FALSE } },
  { "subject", "\"CN=a,DC=example,DC=com\"", { FALSE, TRUE, FALSE } },
  { "template", "\"EndEntityCertificate/V1\"", { TRUE, TRUE, FALSE } },
  { "template", "\"SubordinateCACertificate_PathLen0/V1\"", { TRUE, TRUE, FALSE } },
  { "template", "\"NoSuchTemplate\"", { TRUE, TRUE, FALSE } },
  { "keyAlgorithm", "\"DSA_1024\"", { TRUE, TRUE, FALSE } },
  { "validity", "\"soon\"", { TRUE, TRUE, FALSE } },
  { "nameConstraints", "{\"Permitted\": []}", { TRUE, TRUE, FALSE } },
  { "nameConstraints",
    "{\"Permitted\": [{\"IpAddress\": \"10.0.0.1/8\"}]}",
    { TRUE, TRUE, FALSE } },
};

static char *
make_document (const RefusalCase *row)
{
  const char *members[][2] = { { "subject", "\"CN=a\"" },
                               { "template", "\"RootCACertificate/V1\"" },
                               { "keyAlgorithm", "\"EC_prime256v1\"" },
                               { "validity", "\"10y\"" } };
  GString *text = g_string_new (
    "{\"format\": 1, \"name\": \"x\", \"accounts\": [{\"id\": \"111111111111\", "
    "\"name\": \"A\"}], \"cas\": [{\"key\": \"a\", \"account\": \"111111111111\"");
  gboolean replaced = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      gboolean mine = g_str_equal (members[i][0], row->member);

      replaced = replaced || mine;
      g_string_append_printf (text, ", \"%s\": %s", members[i][0],
                              mine ? row->value : members[i][1]);
    }
  if (!replaced)
    g_string_append_printf (text, ", \"%s\": %s", row->member, row->value);
  g_string_append (text, "}]}");
  return g_string_free (text, FALSE);
}

static void
test_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *text = make_document (&refusals[i]);
      g_autoptr (EspPlan) plan = read_plan (text);

      for (gsize j = 0; j < G_N_ELEMENTS (formats); j++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (GPtrArray) files = formats[j].export(plan, &error);

          g_assert_cmpint (files == NULL, ==, refusals[i].refused[j]);
          g_assert_cmpint (esp_error_has_reason (error, ESP_REASON_PLAN_EXPORT), ==,
                           refusals[i].refused[j]);
        }
    }
}

/* The judge sees what is wrong: each fault is planted into a good export. */
static void
test_judge (void)
{
  static const struct
  {
    const char *format, *file, *from, *to;
  } faults[] = {
    { "cloudformation", "111111111111-a.template.json", "\"ACertificate\" : {", "\"Wrong\" : {" },
    { "cloudformation", "111111111111-a.template.json", "\"Condition\" : \"ABIsRequested\"",
      "\"Condition\" : \"NoSuch\"" },
    { "cloudformation", "111111111111-a.template.json", "\"ABRequest\" : {",
      "\"OtherRequest\" : {" },
    { "terraform", "111111111111-a.tf", "key_algorithm", "key_kind" },
    { "terraform", "111111111111-a.tf", "$${", "${" },
    { "terraform", "111111111111-a.tf", "aws_acmpca_certificate.a.certificate",
      "aws_acmpca_certificate.b.certificate" },
  };
  g_autoptr (EspPlan) plan = read_plan (traps);

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      gsize format = g_str_equal (faults[i].format, "terraform") ? 1 : 0;
      g_autoptr (GPtrArray) files = formats[format].export(plan, NULL);
      g_autofree char *folder = g_dir_make_tmp ("espalier-export-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (folder, faults[i].file, NULL);
      g_auto (GStrv) parts = g_strsplit (find_file (files, faults[i].file), faults[i].from, 2);
      g_autofree char *broken = g_strjoinv (faults[i].to, parts);

      g_assert_cmpuint (g_strv_length (parts), ==, 2);
      write_files (files, folder);
      g_assert_true (g_file_set_contents (path, broken, -1, NULL));
      g_assert_false (ask_judge (faults[i].format, folder));
      remove_files (files, folder);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-export/presets", test_presets);
  g_test_add_func ("/plan-export/traps", test_traps);
  g_test_add_func ("/plan-export/same-again", test_same_again);
  g_test_add_func ("/plan-export/readme", test_readme);
  g_test_add_func ("/plan-export/escaped", test_escaped);
  g_test_add_func ("/plan-export/values", test_values);
  g_test_add_func ("/plan-export/refused", test_refused);
  g_test_add_func ("/plan-export/judge", test_judge);
  return g_test_run ();
}
