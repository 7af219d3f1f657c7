/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the table of templates. What a template means for a certificate is applied in
 * esp-certificate-plan.c; the rows themselves are data/templates.json. */
#include "esp-template.h"

#include "base/esp-error.h"
#include "base/esp-json.h"
#include "esp-extension-values.h"

#include "data/esp-pki-resources.h"

#include <gio/gio.h>
#include <string.h>

#define RESOURCE "/org/espalier/pki/templates.json"
#define RESOURCE_LIMIT 262144
#define NAME_LIMIT 200 /* of an ARN: service, section 1.2 */
#define VERSION_SUFFIX "/V1"

static const struct
{
  const char *name;
  const char *oid;
} purposes[] = {
  { "serverAuth", "1.3.6.1.5.5.7.3.1" },
  { "clientAuth", "1.3.6.1.5.5.7.3.2" },
  { "codeSigning", "1.3.6.1.5.5.7.3.3" },
  { "OCSPSigning", "1.3.6.1.5.5.7.3.9" },
};

/* The data is part of the program: where it is wrong, the program is, and issues nothing. */
static void
broken (const char *template, const char *member)
{
  g_error ("templates.json is broken at %s, %s", template ? template : "?", member);
}

static const char *
intern_member (JsonObject *row, const char *member)
{
  const char *text = esp_json_get_string (row, member);

  if (!text)
    broken (esp_json_get_string (row, "name"), member);
  return g_intern_string (text);
}

static gboolean
lists (JsonObject *row, const char *member, const char *wanted)
{
  JsonArray *array = esp_json_get_array (row, member);

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    if (g_strcmp0 (json_array_get_string_element (array, i), wanted) == 0)
      return TRUE;
  return FALSE;
}

static EspTemplateKind
read_kind (JsonObject *row)
{
  const char *family = esp_json_get_string (row, "family");

  if (g_strcmp0 (esp_json_get_string (row, "certificateType"), "CA") != 0)
    return ESP_TEMPLATE_END_ENTITY;
  return strstr (family, "RootCACertificate") ? ESP_TEMPLATE_ROOT : ESP_TEMPLATE_SUBORDINATE;
}

static void
read_basic_constraints (JsonObject *row, EspTemplate *template)
{
  JsonObject *value = esp_json_get_object (row, "basicConstraints");

  if (!value)
    broken (template->name, "basicConstraints");
  template->ca = esp_json_get_boolean (value, "cA", FALSE);
  template->basic_constraints_critical = esp_json_get_boolean (value, "critical", FALSE);
  template->path_length = (int) esp_json_get_int (value, "pathLen", ESP_PATH_LENGTH_NONE);
}

static guint
key_usage_bit (const char *name)
{
  for (guint bit = 0; bit < ESP_KEY_USAGE_BITS; bit++)
    if (g_strcmp0 (esp_key_usage_get_name (bit), name) == 0)
      return 1u << bit;
  broken (name, "keyUsage");
  return 0;
}

static void
read_key_usage (JsonObject *row, EspTemplate *template)
{
  JsonObject *value = esp_json_get_object (row, "keyUsage");
  JsonArray *bits = value ? esp_json_get_array (value, "bits") : NULL;

  template->has_key_usage = value != NULL;
  template->key_usage_critical = value &&esp_json_get_boolean (value, "critical", FALSE);
  for (guint i = 0; bits && i < json_array_get_length (bits); i++)
    template->key_usage |= key_usage_bit (json_array_get_string_element (bits, i));
}

static const char *
purpose_oid (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (purposes); i++)
    if (g_strcmp0 (purposes[i].name, name) == 0)
      return purposes[i].oid;
  broken (name, "extendedKeyUsage");
  return NULL;
}

static void
read_extended_key_usage (JsonObject *row, EspTemplate *template)
{
  JsonObject *value = esp_json_get_object (row, "extendedKeyUsage");
  JsonArray *names = value ? esp_json_get_array (value, "purposes") : NULL;
  guint n = names ? json_array_get_length (names) : 0;
  const char **oids = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    oids[i] = purpose_oid (json_array_get_string_element (names, i));
  template->has_extended_key_usage = value != NULL;
  template->extended_key_usage_critical = value &&esp_json_get_boolean (value, "critical", FALSE);
  template->extended_key_usages = oids;
}

static EspTemplate *
read_template (JsonObject *row)
{
  EspTemplate *template = g_new0 (EspTemplate, 1);

  template->name = intern_member (row, "name");
  template->arn = intern_member (row, "arn");
  template->family = intern_member (row, "family");
  template->variety = intern_member (row, "variety");
  template->kind = read_kind (row);
  read_basic_constraints (row, template);
  read_key_usage (row, template);
  read_extended_key_usage (row, template);
  template->has_authority_key_identifier =
    g_strcmp0 (esp_json_get_string (row, "authorityKeyIdentifier"), "SKI_OF_ISSUER") == 0;
  template->authority_key_identifier_from_api =
    g_strcmp0 (esp_json_get_string (row, "authorityKeyIdentifier"), "API") == 0;
  template->subject_from_api = lists (row, "subjectSources", "API");
  template->alternative_name_from_api = lists (row, "subjectAltNameSources", "API");
  template->api_passthrough = esp_json_get_boolean (row, "apiPassthrough", FALSE);
  template->csr_passthrough = esp_json_get_boolean (row, "csrPassthrough", FALSE);
  template->crl_from_ca = lists (row, "crlDistributionPointSources", "CA_CONFIGURATION");
  template->crl_from_csr = lists (row, "crlDistributionPointSources", "CSR");
  template->crl_from_api = lists (row, "crlDistributionPointSources", "API");
  return template;
}

/* Looked up in the resource itself: this is a static library, and a constructor that nobody refers
 * to would not be linked into the program. */
static JsonNode *
load_document (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (esp_pki_get_resource (), RESOURCE,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  JsonNode *document = NULL;
  gsize len;
  const char *text;

  if (bytes)
    {
      text = g_bytes_get_data (bytes, &len);
      document = esp_json_parse (text, (gssize) len, RESOURCE_LIMIT, &error);
    }
  if (!document || !JSON_NODE_HOLDS_OBJECT (document))
    broken (NULL, error ? error->message : "the top");
  return document;
}

static gpointer
load_templates (gpointer data)
{
  g_autoptr (JsonNode) document = load_document ();
  JsonArray *rows = esp_json_get_array (json_node_get_object (document), "templates");
  GPtrArray *templates = g_ptr_array_new ();

  if (!rows)
    broken (NULL, "templates");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    g_ptr_array_add (templates, read_template (json_array_get_object_element (rows, i)));
  return templates;
}

GPtrArray *
esp_templates (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_templates, NULL);
}

/* How many letters have to be changed, added or left out to come from @a to @b. */
static guint
edit_distance (const char *a, const char *b)
{
  gsize len = strlen (b);
  g_autofree guint *row = g_new (guint, len + 1);

  for (gsize j = 0; j <= len; j++)
    row[j] = (guint) j;
  for (gsize i = 0; a[i] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = (guint) i + 1;
      for (gsize j = 0; j < len; j++)
        {
          gboolean same = g_ascii_tolower (a[i]) == g_ascii_tolower (b[j]);
          guint best = MIN (diagonal + (same ? 0 : 1), MIN (row[j], row[j + 1]) + 1);

          diagonal = row[j + 1];
          row[j + 1] = best;
        }
    }
  return row[len];
}

/* For the comparison an ARN and a version are left away, also misspelt ones. */
static const char *
find_nearest (const char *name)
{
  const char *slash = strchr (name, '/');
  g_auto (GStrv) parts = NULL;
  GPtrArray *templates = esp_templates ();
  const char *nearest = ESP_TEMPLATE_DEFAULT;
  guint best = G_MAXUINT;

  if (strlen (name) > NAME_LIMIT)
    return nearest;
  parts = g_strsplit (g_str_has_prefix (name, "arn:") && slash ? slash + 1 : name, "/", 2);
  for (guint i = 0; parts[0] && i < templates->len; i++)
    {
      const EspTemplate *template = g_ptr_array_index (templates, i);
      guint distance = edit_distance (parts[0], template->name);

      if (distance < best)
        {
          best = distance;
          nearest = template->name;
        }
    }
  return nearest;
}

static gboolean
is_called (const EspTemplate *template, const char *name)
{
  gsize len = strlen (template->name);

  if (g_str_equal (template->name, name) || g_str_equal (template->arn, name))
    return TRUE;
  return strncmp (template->name, name, len) == 0 && g_str_equal (name + len, VERSION_SUFFIX);
}

const EspTemplate *
esp_template_find (const char *name, GError **error)
{
  GPtrArray *templates = esp_templates ();

  for (guint i = 0; i < templates->len; i++)
    {
      const EspTemplate *template = g_ptr_array_index (templates, i);

      if (is_called (template, name))
        return template;
    }
  esp_error_set (error, ESP_REASON_TEMPLATE_UNKNOWN, NULL, "name", name, "nearest",
                 find_nearest (name), NULL);
  return NULL;
}
