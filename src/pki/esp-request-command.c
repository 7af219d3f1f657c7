/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three quotings stand inside of each other: the shell's around every word, openssl's backslashes
 * inside of -subj, and none inside of -addext, whose text is read as a configuration file: what
 * means something there is refused.
 */
#include "esp-request-command.h"

#include "base/esp-error.h"
#include "esp-name-private.h"

#include <gio/gio.h>
#include <string.h>

#define VALUE_MAX 1024
/* What a configuration file would take for more than text, and what parts names. */
#define FORBIDDEN_IN_NAMES ",;$#\\\"'`"

static gboolean
refuse (const char *value, const char *problem, GError **error)
{
  esp_error_set (error, ESP_REASON_REQUEST_COMMAND_VALUE, NULL, "value", value, "problem", problem,
                 NULL);
  return FALSE;
}

static gboolean
has_control (const char *text)
{
  for (const guint8 *at = (const guint8 *) text; *at; at++)
    if (*at < 0x20 || *at == 0x7f)
      return TRUE;
  return FALSE;
}

/* --- -subj -------------------------------------------------------------------------------------*/

static gboolean
add_attribute (GString *text, const X509_NAME_ENTRY *entry, gboolean same_rdn, GError **error)
{
  const ASN1_OBJECT *type = X509_NAME_ENTRY_get_object (entry);
  g_autofree char *oid = esp_name_entry_get_oid (entry);
  g_autofree char *value = esp_name_entry_get_value (entry);
  int nid = OBJ_obj2nid (type);

  if (nid == NID_undef)
    return refuse (oid, "openssl has no name for this attribute", error);
  if (value[0] == '\0' || value[0] == '#')
    return refuse (value, "openssl takes only attributes that are text", error);
  if (has_control (value))
    return refuse (value, "it holds a control character", error);
  g_string_append_printf (text, "%c%s=", same_rdn ? '+' : '/', OBJ_nid2sn (nid));
  for (const char *at = value; *at; at++)
    {
      if (strchr ("/+\\=", *at))
        g_string_append_c (text, '\\');
      g_string_append_c (text, *at);
    }
  return TRUE;
}

static char *
subject_to_text (EspName *subject, GError **error)
{
  const X509_NAME *name = subject ? esp_name_get_x509 (subject) : NULL;
  int n = name ? X509_NAME_entry_count (name) : 0;
  g_autoptr (GString) text = g_string_new (NULL);
  int last = -1;

  for (int i = 0; i < n; i++)
    {
      const X509_NAME_ENTRY *entry = X509_NAME_get_entry (name, i);
      int set = X509_NAME_ENTRY_set (entry);

      if (!add_attribute (text, entry, set == last, error))
        return NULL;
      last = set;
    }
  return g_strdup (text->len > 0 ? text->str : "/");
}

/* --- Alternative names -------------------------------------------------------------------------*/

static const char *const kinds[] = { "DNS:", "IP:", "email:", "URI:", NULL };

static gboolean
has_kind (const char *name)
{
  for (guint i = 0; kinds[i]; i++)
    if (g_ascii_strncasecmp (name, kinds[i], strlen (kinds[i])) == 0)
      return TRUE;
  return FALSE;
}

static const char *
guess_kind (const char *name)
{
  if (g_hostname_is_ip_address (name))
    return "IP:";
  if (strstr (name, "://"))
    return "URI:";
  return strchr (name, '@') ? "email:" : "DNS:";
}

static gboolean
check_alternative_name (const char *name, GError **error)
{
  if (name[0] == '\0' || strlen (name) > VALUE_MAX)
    return refuse (name, "it is empty or too long", error);
  if (has_control (name) || strpbrk (name, FORBIDDEN_IN_NAMES " "))
    return refuse (name, "it holds a character that means something to openssl", error);
  if (!g_str_is_ascii (name))
    return refuse (name, "it has letters beyond ASCII; write it in its ASCII form (xn--)", error);
  return TRUE;
}

/* "subjectAltName=DNS:a,IP:b"; NULL without an error: there are none. */
static char *
names_to_text (const EspRequestCommand *command, gboolean critical, GError **error)
{
  guint n = command->names ? g_strv_length ((char **) command->names) : 0;
  g_autoptr (GString) text = g_string_new ("subjectAltName=");

  if (n > ESP_REQUEST_COMMAND_MAX_NAMES)
    {
      refuse (command->names[ESP_REQUEST_COMMAND_MAX_NAMES], "there are more than 100 names",
              error);
      return NULL;
    }
  if (critical)
    g_string_append (text, "critical,");
  for (guint i = 0; i < n; i++)
    {
      const char *name = command->names[i];

      if (!check_alternative_name (name, error))
        return NULL;
      g_string_append_printf (text, "%s%s%s", i > 0 ? "," : "",
                              has_kind (name) ? "" : guess_kind (name), name);
    }
  return n > 0 ? g_strdup (text->str) : NULL;
}

/* --- The key -----------------------------------------------------------------------------------*/

static char *
key_to_text (const EspKeyAlgorithm *key, GError **error)
{
  if (key->family == ESP_KEY_FAMILY_EC && key->group)
    return g_strdup_printf ("-newkey ec -pkeyopt ec_paramgen_curve:%s", key->group);
  if (key->family == ESP_KEY_FAMILY_RSA)
    return g_strdup_printf ("-newkey rsa:%u", key->bits);
  if (key->family == ESP_KEY_FAMILY_ML_DSA)
    return g_strdup_printf ("-newkey %s", key->openssl_type);
  esp_error_set (error, ESP_REASON_REQUEST_COMMAND_KEY, key->name, NULL);
  return NULL;
}

/* --- All of it ---------------------------------------------------------------------------------*/

static void
add_comments (GString *text, const EspTemplate *template)
{
  g_string_append_printf (text, "# A private key and a request for the template %s.\n",
                          template->name);
  if (template->subject_from_api)
    g_string_append (text,
                     "# The template takes the subject from whoever issues, not from here.\n");
  if (template->csr_passthrough)
    g_string_append (
      text, "# It also takes extensions from here that it does not set itself: add each with\n"
            "# -addext, like -addext 'extendedKeyUsage=clientAuth'.\n");
  else
    g_string_append (text,
                     "# It sets key usage and purposes itself and takes none of them from here.\n");
  g_string_append (text, "# Leave -nodes out to lock the key with a passphrase.\n");
}

char *
esp_request_command_to_text (const EspRequestCommand *command, GError **error)
{
  const char *base = command->file ? command->file : "request";
  gboolean nobody = !command->subject || esp_name_is_empty (command->subject);
  g_autofree char *key_file = g_strconcat (base, ".key", NULL);
  g_autofree char *request_file = g_strconcat (base, ".csr", NULL);
  g_autofree char *key_word = g_shell_quote (key_file);
  g_autofree char *request_word = g_shell_quote (request_file);
  g_autofree char *subject = NULL, *subject_word = NULL, *names = NULL, *key = NULL;
  g_autoptr (GError) problem = NULL;
  GString *text;

  if (command->template->kind == ESP_TEMPLATE_ROOT)
    esp_error_set (&problem, ESP_REASON_REQUEST_COMMAND_ROOT, command->template->name, NULL);
  else if (base[0] == '-' || base[0] == '\0' || has_control (base))
    refuse (base, "it can't be the name of a file", &problem);
  else if ((subject = subject_to_text (command->subject, &problem)) &&
           (key = key_to_text (command->key, &problem)))
    names = names_to_text (command, nobody, &problem);
  if (!problem && nobody && !names)
    esp_error_set (&problem, ESP_REASON_REQUEST_COMMAND_NOBODY, NULL, NULL);
  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  subject_word = g_shell_quote (subject);
  text = g_string_new (NULL);
  add_comments (text, command->template);
  g_string_append_printf (text,
                          "openssl req -new -config /dev/null %s -nodes -utf8 \\\n"
                          "  -keyout %s -out %s \\\n  -subj %s",
                          key, key_word, request_word, subject_word);
  if (names)
    {
      g_autofree char *names_word = g_shell_quote (names);

      g_string_append_printf (text, " \\\n  -addext %s", names_word);
    }
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}
