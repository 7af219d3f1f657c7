/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting generations in names. */
#include "base/esp-error.h"
#include "pki/esp-key.h"
#include "pki/esp-name-generation.h"

#include <string.h>

#define FIFTY "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"

static const struct
{
  const char *name;
  const char *next;
} cases[] = {
  { "Root", "Root G2" },
  { "Root G1", "Root G2" },
  { "Root G2", "Root G3" },
  { "Root G9", "Root G10" },
  { "Root G99", "Root G100" },
  { "Root G9999", "Root G10000" },
  /* No generations: no number, no space before, a zero in front, too many digits. */
  { "Root G", "Root G G2" },
  { "RootG2", "RootG2 G2" },
  { "G2", "G2 G2" },
  { "Root G02", "Root G02 G2" },
  { "Root G12345", "Root G12345 G2" },
  { "Root g2", "Root g2 G2" },
  { "Level 3", "Level 3 G2" },
  /* 64 characters at most, cut before the suffix; characters, not bytes. */
  { FIFTY "fffffffffff", FIFTY "fffffffffff G2" },
  { FIFTY "ffffffffffffff", FIFTY "fffffffffff G2" },
  { FIFTY "fffffffffff G9", FIFTY "ffffffffff G10" },
  { FIFTY "ffffffffff gggg", FIFTY "ffffffffff G2" },
  { "ööööööööööööööööööööööööööööööööööööööööööööööööööööööööööööööööö",
    "ööööööööööööööööööööööööööööööööööööööööööööööööööööööööööööö G2" },
};

static void
test_text (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *next = esp_common_name_next_generation (cases[i].name);

      g_assert_cmpstr (next, ==, cases[i].next);
      g_assert_cmpint (g_utf8_strlen (next, -1), <=, ESP_COMMON_NAME_MAX);
    }
}

/* Only the common name changes, and stays where it was. */
static void
test_name (void)
{
  static const char *const names[][2] = {
    { "CN=Root,OU=PKI,O=Meridian,C=DE", "CN=Root G2,OU=PKI,O=Meridian,C=DE" },
    { "O=Meridian,CN=Root,C=DE", "O=Meridian,CN=Root G2,C=DE" },
    { "CN=Grüße", "CN=Grüße G2" },
    { "C=DE,CN=Root", "C=DE,CN=Root G2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EspName) name = esp_name_parse (names[i][0], &error);
      g_autoptr (EspName) next = NULL;

      g_assert_no_error (error);
      next = esp_name_next_generation (name, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (esp_name_get_text (next), ==, names[i][1]);
      g_assert_cmpstr (esp_name_get_text (name), ==, names[i][0]);
    }
}

static void
test_refused (void)
{
  static const char *const names[] = { "O=Meridian,C=DE", "CN=Root+OU=PKI,O=Meridian" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (EspName) name = esp_name_parse (names[i], NULL);
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (name);
      g_assert_null (esp_name_next_generation (name, &error));
      g_assert_true (esp_error_has_reason (error, ESP_REASON_NAME_GENERATION));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (esp_pki_init ());
  g_test_add_func ("/pki/name-generation/text", test_text);
  g_test_add_func ("/pki/name-generation/name", test_name);
  g_test_add_func ("/pki/name-generation/refused", test_refused);
  return g_test_run ();
}
