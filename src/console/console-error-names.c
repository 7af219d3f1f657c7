/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentence is the core's, and so is who may do what; here only the texts of its arguments are
 * replaced. Whoever wants to look one of them up, or to write a policy, has it below. */
#include "console-error-names.h"

#include "console-form.h"
#include "console-format.h"
#include "console-window.h"

#include "base/esp-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define AUTHORITY ":certificate-authority/"
#define ID_LENGTH 36 /* of a UUID */

/* --- Names -------------------------------------------------------------------------------------*/

static ConsoleSession *
find_session (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWindow *at = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;

  for (; at; at = gtk_window_get_transient_for (at))
    {
      if (CONSOLE_IS_WINDOW (at))
        return console_window_get_session (CONSOLE_WINDOW (at));
      if (CONSOLE_IS_FORM_WINDOW (at))
        return console_form_window_get_session (CONSOLE_FORM_WINDOW (at));
    }
  return NULL;
}

static char *
name_authority (GtkWidget *widget, const char *arn)
{
  const char *part = strstr (arn, AUTHORITY);
  ConsoleSession *session = part ? find_session (widget) : NULL;
  g_autofree char *id = part ? g_strndup (part + strlen (AUTHORITY), ID_LENGTH) : NULL;
  EspCaNode *node = session ? esp_ca_tree_find (console_session_get_tree (session), id) : NULL;

  return node ? g_strdup (esp_ca_node_get_ca (node)->label) : NULL;
}

/* Of people, roles and the like the name is the end: arn:aws:iam::111122223333:role/auditor. */
static char *
name_resource (GtkWidget *widget, const char *arn)
{
  const char *slash = strrchr (arn, '/');

  if (!g_str_has_prefix (arn, "arn:"))
    return NULL;
  if (strstr (arn, AUTHORITY))
    return name_authority (widget, arn);
  return strstr (arn, ":iam:") && slash && slash[1] ? g_strdup (slash + 1) : NULL;
}

static char *
name_action (GtkWidget *widget, const char *action)
{
  const char *words = console_format_find_action (action);

  /* Translators: what somebody wants to do, such as "Issue certificate", within a sentence */
  return words ? g_strdup_printf (C_ ("action in a sentence", "“%s”"), words) : NULL;
}

static const struct
{
  const char *argument;
  char *(*name) (GtkWidget *widget, const char *value);
} arguments[] = {
  { "principal", name_resource },
  { "action", name_action },
  { "resource", name_resource },
};

/* --- Text --------------------------------------------------------------------------------------*/

char *
console_error_put_names (GtkWidget *widget, const GError *error, const char *sentence)
{
  g_autoptr (GString) text = g_string_new (sentence);
  g_autoptr (GString) identifiers = g_string_new (NULL);

  for (gsize i = 0; error->domain == ESP_ERROR && i < G_N_ELEMENTS (arguments); i++)
    {
      const char *value = esp_error_get_argument (error, arguments[i].argument);
      g_autofree char *shown = value && value[0] ? esp_text_escape (value) : NULL;
      g_autofree char *name = shown ? arguments[i].name (widget, value) : NULL;
      g_autofree char *safe = name ? esp_text_escape (name) : NULL;

      if (safe && g_string_replace (text, shown, safe, 1) > 0)
        g_string_append_printf (identifiers, "\n%s", shown);
    }
  if (identifiers->len > 0)
    g_string_append_printf (text, "\n%s", identifiers->str);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
