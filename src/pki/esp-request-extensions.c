/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions in requests. OpenSSL hands out the first list that it finds and says nothing of
 * others or of one that it can't read; here both are refused, so that nothing is dropped silently.
 */
#include "esp-request-extensions.h"

#include "esp-extension-values.h"

#include <string.h>

/* The service's limit (section 4.5). */
#define EXTENSIONS_LIMIT 150
/* The service counts the names of a passthrough only; requests are bounded by their size. */
#define NAMES_LIMIT 1000

/* Where requests keep extensions: PKCS#9, and Microsoft's own two. */
static const int list_nids[] = { NID_ext_req, NID_ms_ext_req };

static gboolean
refuse (EspReason reason, const char *problem, GError **error)
{
  esp_error_set (error, reason, NULL, "problem", problem, NULL);
  esp_openssl_move_queue (error ? *error : NULL);
  return FALSE;
}

static int
count_lists (X509_REQ *req)
{
  int count = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (list_nids); i++)
    {
      int at = -1;

      while ((at = X509_REQ_get_attr_by_NID (req, list_nids[i], at)) >= 0)
        count++;
    }
  return count;
}

static gboolean
add_extension (GPtrArray *extensions, X509_EXTENSION *x509, GError **error)
{
  g_autofree char *oid = esp_object_to_oid (X509_EXTENSION_get_object (x509));
  g_autoptr (GBytes) value = esp_asn1_string_to_bytes (X509_EXTENSION_get_data (x509));

  if (esp_extensions_find (extensions, oid, NULL))
    return refuse (ESP_REASON_CSR_EXTENSIONS, "one of them stands there twice", error);
  g_ptr_array_add (extensions, esp_extension_new (oid, X509_EXTENSION_get_critical (x509) == 1,
                                                  value, ESP_SOURCE_CSR));
  return TRUE;
}

static gboolean
check_alternative_name (const EspExtension *extension, GError **error)
{
  g_autoptr (GENERAL_NAMES) names = esp_value_read_general_names (extension->value);
  g_autofree char *count = NULL;
  g_autofree char *limit = NULL;
  int n;

  if (!names)
    return refuse (ESP_REASON_CSR_SAN, "it is no list of names", error);
  n = sk_GENERAL_NAME_num (names);
  if (n == 0)
    return refuse (ESP_REASON_CSR_SAN, "it is empty", error);
  if (n > NAMES_LIMIT)
    {
      count = g_strdup_printf ("%d", n);
      limit = g_strdup_printf ("%d", NAMES_LIMIT);
      esp_error_set (error, ESP_REASON_CSR_SAN_COUNT, NULL, "count", count, "limit", limit, NULL);
      return FALSE;
    }
  for (int i = 0; i < n; i++)
    {
      const char *problem = esp_general_name_find_problem (sk_GENERAL_NAME_value (names, i));

      if (problem)
        return refuse (ESP_REASON_CSR_SAN, problem, error);
    }
  return TRUE;
}

static gboolean
add_all (GPtrArray *extensions, EspX509ExtensionStack *stack, GError **error)
{
  if (sk_X509_EXTENSION_num (stack) > EXTENSIONS_LIMIT)
    return refuse (ESP_REASON_CSR_EXTENSIONS, "there are more than 150", error);
  for (int i = 0; i < sk_X509_EXTENSION_num (stack); i++)
    if (!add_extension (extensions, sk_X509_EXTENSION_value (stack, i), error))
      return FALSE;
  return TRUE;
}

GPtrArray *
esp_request_extensions_read (X509_REQ *req, const EspExtension **alternative_name, GError **error)
{
  g_autoptr (GPtrArray)
    extensions = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_extension_free);
  g_autoptr (EspX509ExtensionStack) stack = NULL;
  int lists = count_lists (req);

  *alternative_name = NULL;
  if (lists == 0)
    return g_steal_pointer (&extensions);
  if (lists == 1)
    stack = X509_REQ_get_extensions (req);
  if (!stack)
    {
      refuse (ESP_REASON_CSR_EXTENSIONS,
              lists > 1 ? "there are several lists of them" : "they can't be read", error);
      return NULL;
    }
  if (!add_all (extensions, stack, error))
    return NULL;
  *alternative_name = esp_extensions_find (extensions, ESP_OID_SUBJECT_ALTERNATIVE_NAME, NULL);
  if (*alternative_name && !check_alternative_name (*alternative_name, error))
    return NULL;
  return g_steal_pointer (&extensions);
}
