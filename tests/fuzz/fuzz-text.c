/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that people and programs hand in: names, and PEM with one block or many. */
#include "fuzz.h"

#include "base/esp-text.h"
#include "exchange/esp-pem-bundle.h"
#include "pki/esp-path-validation.h"
#include "pki/esp-pem.h"
#include "pki/esp-validity.h"

static void
show_name (EspName *name)
{
  g_autofree char *report = esp_name_to_report (name);
  g_autofree char *escaped = esp_text_escape (esp_name_get_text (name));
  g_autoptr (JsonObject) object = esp_name_to_json (name);
  g_autoptr (EspName) again = esp_name_from_json (object, "Subject", NULL);
  g_autoptr (EspName) same = esp_name_new_from_der (esp_name_get_der (name), NULL);

  g_assert_nonnull (report);
  g_assert_true (!again || esp_name_get_text (again) != NULL);
  g_assert_nonnull (same);
  g_assert_true (esp_name_equal (name, same));
  g_assert_true (g_utf8_validate (escaped, -1, NULL));
  if (!esp_name_is_empty (name))
    g_assert_nonnull (esp_name_get_label (name));
}

void
fuzz_name (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_to_text (data, size);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspName) typed = esp_name_parse (text, &error);
  g_autoptr (EspName) decoded = esp_name_new_from_der (bytes, NULL);
  EspValidity validity;

  g_assert_true (!typed == !!error);
  if (typed)
    show_name (typed);
  if (decoded)
    show_name (decoded);
  esp_validity_parse (text, &validity, NULL);
}

void
fuzz_pem (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) blocks = esp_pem_bundle_split ((const char *) data, (gssize) size, NULL);
  g_autoptr (GPtrArray) chain = esp_certificate_parse_chain (bytes, NULL);
  g_autoptr (GPtrArray) crls = esp_path_read_crls (bytes, NULL);

  g_assert_nonnull (esp_pem_describe (bytes));
  g_assert_true (!chain || chain->len > 0);
  g_assert_true (!crls || crls->len > 0);
  for (guint i = 0; blocks && i < blocks->len; i++)
    {
      const EspPemBlock *block = g_ptr_array_index (blocks, i);

      g_assert_nonnull (block->label);
      g_assert_true (!block->text == !!block->error);
    }
}
