/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains of strangers, judged: everything that is handed in is a candidate, the last one is
 * trusted. */
#include "fuzz.h"

#include "pki/esp-path-validation.h"

#define NOW G_GINT64_CONSTANT (1770000000)
#define MAX_PARTS 64

/* The whole DER element at @data, or 0 where there is none. */
static gsize
measure_element (const guint8 *data, gsize size)
{
  gsize len, n;

  if (size < 2)
    return 0;
  len = data[1];
  n = 0;
  if (len & 0x80)
    {
      n = len & 0x7f;
      if (n == 0 || n > 3 || size < 2 + n)
        return 0;
      len = 0;
      for (gsize i = 0; i < n; i++)
        len = len << 8 | data[2 + i];
    }
  return len <= size - 2 - n ? 2 + n + len : 0;
}

static void
take_part (GBytes *part, GPtrArray *certificates, GPtrArray *crls)
{
  EspCertificate *certificate = esp_certificate_parse (part, NULL);
  EspCrl *crl = certificate ? NULL : esp_crl_parse (part, NULL);

  if (certificate)
    g_ptr_array_add (certificates, certificate);
  else if (crl)
    g_ptr_array_add (crls, crl);
}

static void
split (const guint8 *data, gsize size, GPtrArray *certificates, GPtrArray *crls)
{
  for (int i = 0; i < MAX_PARTS; i++)
    {
      gsize len = measure_element (data, size);
      g_autoptr (GBytes) part = NULL;

      if (len == 0)
        return;
      part = g_bytes_new (data, len);
      take_part (part, certificates, crls);
      data += len;
      size -= len;
    }
}

static void
read_findings (EspValidation *validation)
{
  for (guint i = 0; i < validation->paths->len; i++)
    {
      const EspPath *path = g_ptr_array_index (validation->paths, i);

      for (guint j = 0; j < path->steps->len; j++)
        {
          const EspPathStep *step = g_ptr_array_index (path->steps, j);

          for (guint k = 0; k < step->findings->len; k++)
            {
              g_autofree char *text = esp_path_finding_format (
                g_ptr_array_index (step->findings, k), NULL);

              g_assert_nonnull (text);
            }
        }
    }
}

static void
validate (GPtrArray *certificates, GPtrArray *crls, EspPurpose purpose)
{
  static const char *const names[] = { "a.example", NULL };
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  g_autoptr (EspValidation) validation = NULL;
  EspValidationOptions options = { 0 };

  options.time = NOW;
  options.purpose = purpose;
  options.names = purpose == ESP_PURPOSE_ANY ? NULL : names;
  options.max_depth = ESP_PATH_DEPTH_NONE;
  options.crls = crls;
  options.require_revocation = crls->len > 0;
  g_ptr_array_add (anchors, g_ptr_array_index (certificates, certificates->len - 1));
  validation = esp_path_validate (g_ptr_array_index (certificates, 0), certificates, anchors,
                                  &options);
  g_assert_nonnull (validation);
  read_findings (validation);
}

void
fuzz_path (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray)
    certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_certificate_unref);
  g_autoptr (GPtrArray) crls = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_crl_unref);

  fuzz_get_authority ();
  split (data, size, certificates, crls);
  if (certificates->len == 0)
    return;
  validate (certificates, crls, ESP_PURPOSE_SERVER);
  validate (certificates, crls, ESP_PURPOSE_ANY);
}
