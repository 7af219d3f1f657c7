/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms that leave for other programs: each with what no honest person would put in. */
#include "base/esp-error.h"
#include "exchange/esp-index-write.h"
#include "exchange/esp-kubernetes.h"
#include "exchange/esp-trust-howto.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1780315200)   /* 2026-06-01T12:00:00Z */
#define LATER G_GINT64_CONSTANT (2556144000) /* 2051-01-01T00:00:00Z */

static const struct
{
  EspIndexEntry entry;
  const char *line;
  gboolean reason_kept;
} lines[] = {
  { { "0abc", "/CN=a", NOW + 1, 0, 0 }, "V\t260601120001Z\t\t0ABC\tunknown\t/CN=a\n", TRUE },
  { { "abc", "/CN=a", NOW - 1, 0, 0 }, "E\t260601115959Z\t\t0ABC\tunknown\t/CN=a\n", TRUE },
  { { "0000000000000001", "", LATER, 0, 0 }, "V\t20510101000000Z\t\t01\tunknown\t\n", TRUE },
  { { "00", "/CN=a", NOW, 0, 0 }, "V\t260601120000Z\t\t00\tunknown\t/CN=a\n", TRUE },
  { { "01", "/CN=a", NOW - 9, NOW, 0 },
    "R\t260601115951Z\t260601120000Z\t01\tunknown\t/CN=a\n",
    TRUE },
  { { "01", "/CN=a", NOW, NOW, 1 },
    "R\t260601120000Z\t260601120000Z,keyCompromise\t01\tunknown\t/CN=a\n",
    TRUE },
  { { "01", "/CN=a", NOW, NOW, 5 },
    "R\t260601120000Z\t260601120000Z,cessationOfOperation\t01\tunknown\t/CN=a\n",
    TRUE },
  { { "01", "/CN=a", NOW, NOW, 9 },
    "R\t260601120000Z\t260601120000Z\t01\tunknown\t/CN=a\n",
    FALSE },
  { { "01", "/CN=a", NOW, NOW, -1 },
    "R\t260601120000Z\t260601120000Z\t01\tunknown\t/CN=a\n",
    FALSE },
};

static void
test_index (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      gboolean kept = FALSE;
      g_autofree char *line = esp_index_line (&lines[i].entry, NOW, &kept);

      g_assert_cmpstr (line, ==, lines[i].line);
      g_assert_cmpint (kept, ==, lines[i].reason_kept);
    }
}

static const struct
{
  const char *name;
  const char *name_space;
  gboolean good;
} names[] = {
  { "device", NULL, TRUE },    { "a.b-c.0", "team-1", TRUE }, { "1", "1", TRUE },
  { "true", "null", TRUE },    { "", NULL, FALSE },           { "A", NULL, FALSE },
  { "-a", NULL, FALSE },       { "a-", NULL, FALSE },         { "a..b", NULL, FALSE },
  { ".a", NULL, FALSE },       { "a\nb", NULL, FALSE },       { "a\"", NULL, FALSE },
  { "a: b", NULL, FALSE },     { "a", "b.c", FALSE },         { "a", "", FALSE },
  { "\xc3\xa4", NULL, FALSE },
};

static void
test_kubernetes (void)
{
  g_autoptr (EspSecret) key = esp_secret_new_copy ("KEY", 3, NULL);
  g_autofree char *long_name = g_strnfill (254, 'a');
  g_autofree char *long_chain = g_strnfill (70000, 'c');
  EspKubernetesSecret contents = { long_name, NULL, "CHAIN", "ROOT", key };
  g_autoptr (GError) error = NULL;

  g_assert_null (esp_kubernetes_secret_write (&contents, &error));
  g_assert_cmpint (esp_error_get_reason (error), ==, ESP_REASON_KUBERNETES_NAME);
  g_clear_error (&error);
  contents.name = "a";
  contents.chain = long_chain;
  g_assert_null (esp_kubernetes_secret_write (&contents, &error));
  g_assert_cmpint (esp_error_get_reason (error), ==, ESP_REASON_KUBERNETES_SIZE);
  g_clear_error (&error);
  contents.chain = "CHAIN";
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (EspSecret) secret = NULL;

      contents.name = names[i].name;
      contents.name_space = names[i].name_space;
      secret = esp_kubernetes_secret_write (&contents, &error);
      g_test_message ("%s", names[i].name);
      g_assert_true ((secret != NULL) == names[i].good);
      if (!secret)
        g_assert_cmpint (esp_error_get_reason (error), ==, ESP_REASON_KUBERNETES_NAME);
      g_clear_error (&error);
    }
}

static void
test_kubernetes_text (void)
{
  g_autoptr (EspSecret) key = esp_secret_new_copy ("KEYS", 4, NULL);
  EspKubernetesSecret contents = { "a", "b", "CHAIN", NULL, key };
  g_autoptr (EspSecret) secret = esp_kubernetes_secret_write (&contents, NULL);
  g_autofree char *text = g_strndup ((const char *) esp_secret_get_bytes (secret, NULL),
                                     esp_secret_get_len (secret));

  g_assert_cmpstr (text, ==,
                   "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"a\"\n  namespace: \"b\"\n"
                   "type: \"kubernetes.io/tls\"\ndata:\n  tls.crt: \"Q0hBSU4=\"\n"
                   "  tls.key: \"S0VZUw==\"\n");
}

#define FINGERPRINT "3f2a90c1000000000000000000000000000000000000000000000000000000ff"

static void
test_trust (void)
{
  static const struct
  {
    const char *label;
    const char *file;
  } files[] = {
    { "Meridian Root", "meridian-root-3f2a90c1.crt" },
    { "../../etc/passwd", "etc-passwd-3f2a90c1.crt" },
    { "$(touch bad); x", "touch-bad-x-3f2a90c1.crt" },
    { "\xc3\x84", "root-3f2a90c1.crt" },
    { NULL, "root-3f2a90c1.crt" },
  };
  g_autofree char *howto = NULL;
  EspTrustRoot root = { "CN=\033[31mRoot\n$(touch bad)", FINGERPRINT, NULL, NOW };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = esp_trust_file_name (files[i].label, FINGERPRINT);

      g_assert_cmpstr (file, ==, files[i].file);
    }
  root.file = files[0].file;
  howto = esp_trust_howto (&root, 1);
  g_assert_null (strchr (howto, '\033'));
  g_assert_nonnull (strstr (howto, "3F:2A:90:C1:00"));
  g_assert_nonnull (
    strstr (howto, "-alias meridian-root-3f2a90c1 -file meridian-root-3f2a90c1.crt"));
  g_assert_null (strstr (howto, "{"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/forms/index", test_index);
  g_test_add_func ("/exchange/forms/kubernetes", test_kubernetes);
  g_test_add_func ("/exchange/forms/kubernetes-text", test_kubernetes_text);
  g_test_add_func ("/exchange/forms/trust", test_trust);
  return g_test_run ();
}
