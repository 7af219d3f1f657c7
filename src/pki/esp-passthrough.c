/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The documents ApiPassthrough and CsrExtensions as wholes: which members there are, and that no
 * extension is asked for twice. Single extensions are in esp-extension-json.c. */
#include "esp-passthrough.h"

#include "esp-extension-json.h"
#include "esp-extension-values.h"
#include "esp-name-json.h"

#include <string.h>

#define CUSTOM "CustomExtensions"
#define CUSTOM_LIMIT 150

struct _EspPassthrough
{
  gatomicrefcount ref_count;
  EspName *subject; /* or NULL */
  GPtrArray *extensions;
};

typedef EspExtension *(*Read) (const EspMember *at,
                               JsonObject *object,
                               EspSource source,
                               GError **error);

typedef struct
{
  const char *member;
  Read read;
} Part;

static const Part api_parts[] = {
  { "KeyUsage", esp_json_read_key_usage },
  { "ExtendedKeyUsage", esp_json_read_extended_key_usage },
  { "SubjectAlternativeNames", esp_json_read_alternative_names },
  { "CertificatePolicies", esp_json_read_policies },
};
static const char *const api_members[] = {
  "KeyUsage", "ExtendedKeyUsage", "SubjectAlternativeNames", "CertificatePolicies", CUSTOM, NULL,
};

static const Part csr_parts[] = {
  { "KeyUsage", esp_json_read_key_usage },
  { "SubjectInformationAccess", esp_json_read_information_access },
};
static const char *const csr_members[] = { "KeyUsage", "SubjectInformationAccess", NULL };

static gboolean
read_parts (const EspMember *at,
            JsonObject *object,
            const Part *parts,
            gsize n_parts,
            EspSource source,
            GPtrArray *extensions,
            GError **error)
{
  for (gsize i = 0; i < n_parts; i++)
    {
      const EspMember child = { at, parts[i].member, 0 };
      EspExtension *extension;

      if (!json_object_has_member (object, parts[i].member))
        continue;
      extension = parts[i].read (&child, object, source, error);
      if (!extension)
        return FALSE;
      g_ptr_array_add (extensions, extension);
    }
  return TRUE;
}

/* A custom extension may stand for a named member that is not given, and not beside it. */
static gboolean
read_custom (const EspMember *at, JsonObject *object, GPtrArray *extensions, GError **error)
{
  const EspMember list = { at, CUSTOM, 0 };
  JsonArray *array = esp_member_array (at, object, CUSTOM, CUSTOM_LIMIT, error);

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      const EspMember element = { &list, NULL, i };
      g_autoptr (EspExtension) extension = esp_json_read_custom (
        &element, json_array_get_object_element (array, i), ESP_SOURCE_API, error);

      if (!extension)
        return FALSE;
      if (esp_extensions_find (extensions, extension->oid, NULL))
        return esp_member_refuse_child (&element, "ObjectIdentifier",
                                        "this extension is given already; keep one of the two",
                                        error);
      g_ptr_array_add (extensions, g_steal_pointer (&extension));
    }
  return array != NULL;
}

/* Names in a custom extension obey the same limits as those in the member of their own. */
static gboolean
check_names (const EspMember *at, GPtrArray *extensions, GError **error)
{
  const EspExtension *extension = esp_extensions_find (extensions, ESP_OID_SUBJECT_ALTERNATIVE_NAME,
                                                       NULL);
  g_autoptr (GENERAL_NAMES) names = NULL;
  const char *problem = NULL;

  if (!extension)
    return TRUE;
  names = esp_value_read_general_names (extension->value);
  if (!names || sk_GENERAL_NAME_num (names) < 1 ||
      sk_GENERAL_NAME_num (names) > ESP_GENERAL_NAMES_LIMIT)
    problem = "the subject alternative name is no list of 1 to 150 names";
  for (int i = 0; names && !problem && i < sk_GENERAL_NAME_num (names); i++)
    problem = esp_general_name_find_problem (sk_GENERAL_NAME_value (names, i));
  return !problem || esp_member_refuse_child (at, CUSTOM, problem, error);
}

static gboolean
read_extensions (const EspMember *at, JsonObject *object, GPtrArray *extensions, GError **error)
{
  if (!esp_member_check_names (at, object, api_members, error) ||
      !read_parts (at, object, api_parts, G_N_ELEMENTS (api_parts), ESP_SOURCE_API, extensions,
                   error))
    return FALSE;
  if (!json_object_has_member (object, CUSTOM))
    return TRUE;
  return read_custom (at, object, extensions, error) && check_names (at, extensions, error);
}

static gboolean
read_document (EspPassthrough *passthrough, JsonObject *object, GError **error)
{
  static const char *const members[] = { "Subject", "Extensions", NULL };
  const EspMember top = { NULL, NULL, 0 };
  const EspMember subject_at = { &top, "Subject", 0 };
  const EspMember extensions_at = { &top, "Extensions", 0 };
  JsonObject *subject, *extensions;

  if (!esp_member_check_names (&top, object, members, error))
    return FALSE;
  if (json_object_has_member (object, "Subject"))
    {
      subject = esp_member_object (&top, object, "Subject", error);
      passthrough->subject = subject ? esp_name_from_json_at (&subject_at, subject, error) : NULL;
      if (!passthrough->subject)
        return FALSE;
    }
  if (!json_object_has_member (object, "Extensions"))
    return TRUE;
  extensions = esp_member_object (&top, object, "Extensions", error);
  return extensions && read_extensions (&extensions_at, extensions, passthrough->extensions, error);
}

static GPtrArray *
extensions_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) esp_extension_free);
}

EspPassthrough *
esp_passthrough_from_json (JsonObject *object, GError **error)
{
  g_autoptr (EspPassthrough) passthrough = g_new0 (EspPassthrough, 1);

  g_atomic_ref_count_init (&passthrough->ref_count);
  passthrough->extensions = extensions_new ();
  return read_document (passthrough, object, error) ? g_steal_pointer (&passthrough) : NULL;
}

EspPassthrough *
esp_passthrough_ref (EspPassthrough *passthrough)
{
  g_atomic_ref_count_inc (&passthrough->ref_count);
  return passthrough;
}

void
esp_passthrough_unref (EspPassthrough *passthrough)
{
  if (!passthrough || !g_atomic_ref_count_dec (&passthrough->ref_count))
    return;
  g_clear_pointer (&passthrough->subject, esp_name_unref);
  g_ptr_array_unref (passthrough->extensions);
  g_free (passthrough);
}

EspName *
esp_passthrough_get_subject (EspPassthrough *passthrough)
{
  return passthrough->subject;
}

GPtrArray *
esp_passthrough_get_extensions (EspPassthrough *passthrough)
{
  return passthrough->extensions;
}

GPtrArray *
esp_csr_extensions_from_json (JsonObject *object, const char *member, GError **error)
{
  const EspMember at = { NULL, member, 0 };
  g_autoptr (GPtrArray) extensions = extensions_new ();

  if (!esp_member_check_names (&at, object, csr_members, error) ||
      !read_parts (&at, object, csr_parts, G_N_ELEMENTS (csr_parts), ESP_SOURCE_CSR, extensions,
                   error))
    return NULL;
  return g_steal_pointer (&extensions);
}
