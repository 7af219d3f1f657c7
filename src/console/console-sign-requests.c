/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verb of the owner's side over requests that wait to be signed. The engine signs them by
 * itself as soon as somebody who may is signed in; the verb is for those that it leaves to people,
 * and for whoever won't wait. */
#include "console-shares.h"

#include "console-error.h"
#include "console-question.h"

#include <glib/gi18n.h>

/* --- How many ----------------------------------------------------------------------------------*/

static EspCaNode *
find_node (ConsoleSession *session, JsonObject *request)
{
  const char *arn = esp_json_get_string (request, "CertificateAuthorityArn");
  const char *slash = arn ? strrchr (arn, '/') : NULL;

  return slash ? esp_ca_tree_find (console_session_get_tree (session), slash + 1) : NULL;
}

static gboolean
may_sign (ConsoleSession *session, JsonObject *request)
{
  EspCaNode *node = find_node (session, request);
  g_autofree char *denial = node ?
                              console_session_explain_denial (session,
                                                              "espalier:ProcessSigningRequests",
                                                              esp_ca_node_get_ca (node)) :
                              NULL;

  return node && !denial;
}

guint
console_sign_requests_count (ConsoleSession *session, JsonArray *requests)
{
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonObject *request = json_array_get_object_element (requests, i);

      n += g_strcmp0 (esp_json_get_string (request, "Status"), "WAITING") == 0 &&
           may_sign (session, request);
    }
  return n;
}

/* --- Signing -----------------------------------------------------------------------------------*/

static char *
describe_outcome (JsonObject *result)
{
  guint n_signed = MAX (esp_json_get_int (result, "Signed", 0), 0);
  guint n_refused = MAX (esp_json_get_int (result, "Refused", 0), 0);
  g_autofree char *done = g_strdup_printf (ngettext ("%u signed", "%u signed", n_signed), n_signed);
  g_autofree char *refused = g_strdup_printf (ngettext ("%u refused", "%u refused", n_refused),
                                              n_refused);
  const char *arguments[] = { "signed", done, "refused", refused, NULL };

  if (n_signed == 0 && n_refused == 0)
    return g_strdup (C_ ("toast", "None could be signed now: they wait on"));
  /* Translators: {signed}: such as "3 signed"; {refused}: such as "1 refused" */
  return esp_text_fill (C_ ("toast", "Requests: {signed}, {refused}"), arguments);
}

static void
processed_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsoleBoard *board = CONSOLE_BOARD (owner);
  g_autofree char *text = result ? describe_outcome (result) : NULL;

  if (error)
    console_error_show (owner, error);
  else
    console_session_toast (console_board_get_session (board), text);
  console_board_refresh (board);
}

/* With a CA that takes two persons this becomes a request itself, which is why it is named. */
static void
agreed_cb (GtkWidget *owner, const char *thing)
{
  ConsoleBoard *board = CONSOLE_BOARD (owner);
  EspCaNode *node = console_board_get_node (board);
  JsonObject *parameters = json_object_new ();

  if (node)
    json_object_set_string_member (parameters, "CertificateAuthority",
                                   esp_ca_node_get_ca (node)->arn);
  console_session_call (console_board_get_session (board), owner, "ProcessSigningRequests",
                        parameters, processed_cb, NULL);
}

static void
clicked_cb (ConsoleBoard *board, GtkWidget *button)
{
  guint n = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "count"));
  g_autofree char *heading = g_strdup_printf (ngettext ("Sign %u Request?", "Sign %u Requests?", n),
                                              n);

  console_question_propose (
    GTK_WIDGET (board), heading,
    _ ("Each is held to the permission of its share first, and refused where that does not give "
       "it. A certificate that is signed can only be revoked."),
    C_ ("button of a question", "_Sign"), agreed_cb, NULL);
}

void
console_sign_requests_offer (ConsoleBoard *board, AdwPreferencesGroup *group, guint n)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (C_ ("button", "_Sign…"));
  g_autofree char *about = g_strdup_printf (
    ngettext ("%u request waits for your side to sign it.",
              "%u requests wait for your side to sign them.", n),
    n);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("button", "Sign requests"), -1);
  g_object_set_data (G_OBJECT (button), "count", GUINT_TO_POINTER (n));
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), board, G_CONNECT_SWAPPED);
  adw_preferences_group_set_description (group, about);
  adw_preferences_group_set_header_suffix (group, button);
}
