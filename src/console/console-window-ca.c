/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window does with a CA without asking anything but a name for a file: its state, and what
 * can be saved of it. */
#include "console-window-private.h"

#include "console-error.h"
#include "console-files.h"
#include "console-undo.h"

#include <glib/gi18n.h>

EspCaNode *
console_window_find_ca (ConsoleWindow *window, GVariant *parameter)
{
  ConsoleSession *session = console_window_get_session (window);
  const char *name = g_variant_get_string (parameter, NULL);
  const char *slash = strrchr (name, '/');

  if (!name[0])
    return console_session_get_selected_ca (session);
  return esp_ca_tree_find (console_session_get_tree (session), slash ? slash + 1 : name);
}

static JsonObject *
name_ca (EspCaNode *node)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority",
                                 esp_ca_node_get_ca (node)->arn);
  return parameters;
}

/* --- State of a CA -----------------------------------------------------------------------------*/

/* To what it is, in words, and what takes it back; of a restored one the deletion is no way back.
 */
static const struct
{
  const char *status;
  const char *back; /* NULL: nothing */
  const char *done;
} states[] = {
  /* Translators: {name} is the name of a CA */
  { "DISABLED", "ACTIVE", NC_ ("toast", "“{name}” is disabled") },
  /* Translators: {name} is the name of a CA */
  { "ACTIVE", "DISABLED", NC_ ("toast", "“{name}” is enabled") },
  /* Translators: {name} is the name of a CA */
  { "RESTORED", NULL, NC_ ("toast", "“{name}” is restored") },
};

static const char *
get_words (const char *status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_equal (states[i].status, status))
      return g_dpgettext2 (NULL, "toast", states[i].done);
  return "";
}

static JsonObject *
name_status (const char *arn, const char *status)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, "CertificateAuthority", arn);
  json_object_set_string_member (parameters, "Status", status);
  return parameters;
}

static void
status_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleWindow *window = CONSOLE_WINDOW (owner);
  JsonObject *ca = result ? esp_json_get_object (result, "CertificateAuthority") : NULL;
  gsize state = GPOINTER_TO_SIZE (data);
  const char *name[] = { "name", ca ? esp_json_get_string (ca, "CommonName") : "", NULL };
  g_autofree char *text = NULL;
  g_autofree char *undone = NULL;
  ConsoleUndo *undo;

  if (error)
    {
      console_error_show (console_window_get_owner (window), error);
      return;
    }
  text = esp_text_fill (get_words (states[state].status), name);
  if (!states[state].back)
    {
      console_window_add_toast (window, text);
      return;
    }
  undone = esp_text_fill (get_words (states[state].back), name);
  undo = console_undo_new (undone);
  console_undo_add_call (undo, "UpdateCertificateAuthority",
                         name_status (esp_json_get_string (ca, "Arn"), states[state].back));
  console_undo_offer (undo, console_window_get_session (window), text);
}

static void
set_status (GtkWidget *widget, GVariant *parameter, gsize state)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  EspCaNode *node = console_window_find_ca (window, parameter);

  if (node)
    console_session_call (console_window_get_session (window), widget, "UpdateCertificateAuthority",
                          name_status (esp_ca_node_get_ca (node)->arn, states[state].status),
                          status_cb, GSIZE_TO_POINTER (state));
}

void
console_window_disable_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  set_status (widget, parameter, 0);
}

void
console_window_enable_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  set_status (widget, parameter, 1);
}

void
console_window_restore_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  EspCaNode *node = console_window_find_ca (window, parameter);

  if (node)
    console_session_call (console_window_get_session (window), widget,
                          "RestoreCertificateAuthority", name_ca (node), status_cb,
                          GSIZE_TO_POINTER (2));
}

/* --- Files -------------------------------------------------------------------------------------*/

typedef struct
{
  char *name;
  gboolean with_chain;
} Saving;

static void
saving_free (Saving *saving)
{
  g_free (saving->name);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
crl_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  g_autoptr (Saving) saving = data;
  g_autofree char *name = g_strconcat (saving->name, ".crl.pem", NULL);

  if (error)
    console_error_show (owner, error);
  else
    console_files_save_text (owner, C_ ("file chooser", "Save Revocation List"), name,
                             esp_json_get_string (result, "Crl"));
}

static void
certificate_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  g_autoptr (Saving) saving = data;
  const char *chain = result ? esp_json_get_string (result, "CertificateChain") : NULL;
  g_autofree char *name = g_strconcat (saving->name, saving->with_chain ? "-chain.pem" : ".pem",
                                       NULL);
  g_autofree char *text = NULL;

  if (error)
    {
      console_error_show (owner, error);
      return;
    }
  text = g_strconcat (esp_json_get_string (result, "Certificate"),
                      saving->with_chain && chain ? chain : "", NULL);
  console_files_save_text (owner,
                           saving->with_chain ? C_ ("file chooser", "Save Chain") :
                                                C_ ("file chooser", "Save Certificate"),
                           name, text);
}

static void
start_saving (GtkWidget *widget,
              GVariant *parameter,
              const char *operation,
              gboolean with_chain,
              ConsoleDone done)
{
  ConsoleWindow *window = CONSOLE_WINDOW (widget);
  EspCaNode *node = console_window_find_ca (window, parameter);
  Saving *saving;

  if (!node)
    return;
  saving = g_new0 (Saving, 1);
  saving->name = g_strdup (esp_ca_node_get_ca (node)->label);
  saving->with_chain = with_chain;
  console_session_call (console_window_get_session (window), console_window_get_owner (window),
                        operation, name_ca (node), done, saving);
}

void
console_window_save_crl_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  start_saving (widget, parameter, "GetCertificateRevocationList", FALSE, crl_cb);
}

void
console_window_save_certificate_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  start_saving (widget, parameter, "GetCertificateAuthorityCertificate", FALSE, certificate_cb);
}

void
console_window_save_chain_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  start_saving (widget, parameter, "GetCertificateAuthorityCertificate", TRUE, certificate_cb);
}
