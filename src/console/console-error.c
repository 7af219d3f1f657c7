/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences are those of base/esp-reasons.h, looked up with gettext; here is only how they are put
 * and on which surface they are shown. */
#include "console-error.h"

#include "base/esp-error.h"
#include "base/esp-text.h"
#include "console-error-names.h"
#include "console-toast.h"

#include <glib/gi18n.h>

/* A heading is one short line; longer names follow the sentence. */
#define HEADING_MAX 48

/* Codes that cost nobody any work: a toast is enough. Headings for the others. */
static const gboolean small[ESP_N_ERRORS] = {
  [ESP_ERROR_EXISTS] = TRUE,
  [ESP_ERROR_ALREADY_PROCESSED] = TRUE,
  [ESP_ERROR_CONCURRENT_MODIFICATION] = TRUE,
};

static const char *const headings[ESP_N_ERRORS] = {
  [ESP_ERROR_ACCESS_DENIED] = NC_ ("error heading", "Not Permitted"),
  [ESP_ERROR_WAITING] = NC_ ("error heading", "Waiting for Approval"),
  [ESP_ERROR_LOCKED] = NC_ ("error heading", "Locked"),
  [ESP_ERROR_NO_KEY] = NC_ ("error heading", "No Key Opens It"),
  [ESP_ERROR_VERIFICATION] = NC_ ("error heading", "Verification Failed"),
  [ESP_ERROR_IO] = NC_ ("error heading", "File Trouble"),
};

/* --- Words -------------------------------------------------------------------------------------*/

static gboolean
is_ours (const GError *error)
{
  return error->domain == ESP_ERROR && error->code >= 0 && error->code < ESP_N_ERRORS;
}

static gboolean
is_cancellation (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, ESP_ERROR, ESP_ERROR_CANCELLED);
}

/* Candidates stand in the sentence where it has a place for them; else they follow it. */
static void
append_candidates (GString *text, const GError *error)
{
  const char *candidates = esp_error_get_argument (error, "candidates");
  const char *sentence = esp_reason_get_text (esp_error_get_reason (error));

  if (candidates && candidates[0] && !strstr (sentence, "{candidates}"))
    g_string_append_printf (text, " (%s)", candidates);
}

static char *
make_clause (const GError *error)
{
  g_autoptr (GString) text = NULL;
  g_autofree char *clause = NULL;
  EspReason reason;

  if (!is_ours (error))
    return esp_text_escape (error->message);
  reason = esp_error_get_reason (error);
  clause = esp_error_format (error, reason ? _ (esp_reason_get_text (reason)) : NULL);
  text = g_string_new (clause);
  append_candidates (text, error);
  return esp_text_escape (text->str);
}

/* The reasons are clauses, as they follow "object: "; alone they are sentences. An argument at the
 * beginning stays as it is. */
static char *
make_sentence (const char *clause, gboolean starts_with_data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gunichar first = g_utf8_get_char (clause);

  g_string_append_unichar (text, starts_with_data ? first : g_unichar_toupper (first));
  g_string_append (text, *clause ? g_utf8_next_char (clause) : "");
  if (text->len > 0 && !strchr (".!?", text->str[text->len - 1]))
    g_string_append_c (text, '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
console_error_sentence (const GError *error)
{
  g_autofree char *clause = make_clause (error);
  EspReason reason = is_ours (error) ? esp_error_get_reason (error) : ESP_REASON_NONE;

  return make_sentence (clause, reason && esp_reason_get_text (reason)[0] == '{');
}

static const char *
get_object (const GError *error)
{
  const char *object = is_ours (error) ? esp_error_get_object (error) : NULL;

  return object && object[0] ? object : NULL;
}

char *
console_error_to_text (const GError *error)
{
  g_autofree char *clause = make_clause (error);
  g_autofree char *object = get_object (error) ? esp_text_escape (get_object (error)) : NULL;

  return object ? g_strdup_printf ("%s: %s", object, clause) : console_error_sentence (error);
}

/* --- What waits for somebody else --------------------------------------------------------------*/

/* Nothing failed: it was sent, and goes on when another person has done their part. */
static const struct
{
  EspReason reason;
  const char *text;
  const char *place; /* where it can be watched */
} waits[] = {
  /* Translators: {approvers} are the names of people */
  { ESP_REASON_WAITING_FOR_APPROVAL, N_ ("Sent. It waits for the approval of {approvers}."),
    "approvals" },
  /* Translators: {owner} is the number of an account */
  { ESP_REASON_WAITING_FOR_SIGNATURE, N_ ("Sent. It waits for account {owner} to sign it."),
    "shares" },
};

static int
find_wait (const GError *error)
{
  for (gsize i = 0; is_ours (error) && i < G_N_ELEMENTS (waits); i++)
    if (esp_error_get_reason (error) == waits[i].reason)
      return (int) i;
  return -1;
}

gboolean
console_error_is_waiting (const GError *error)
{
  return find_wait (error) >= 0;
}

static GtkWidget *
find_overlay (GtkWidget *widget)
{
  GtkWidget *found = ADW_IS_TOAST_OVERLAY (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_overlay (child);
  return found;
}

static gboolean
close_cb (gpointer window)
{
  gtk_window_close (window);
  return G_SOURCE_REMOVE;
}

/* What asked for it has done its part. Soon, not now: it still looks at its answer. */
static GtkWindow *
close_dialogs (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWindow *at = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;

  for (; at && gtk_window_get_transient_for (at); at = gtk_window_get_transient_for (at))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, close_cb, g_object_ref (at), g_object_unref);
  return at;
}

static void
show_waiting (GtkWidget *widget, const GError *error)
{
  int wait = find_wait (error);
  GtkWindow *top = close_dialogs (widget);
  GtkWidget *overlay = top ? find_overlay (GTK_WIDGET (top)) : NULL;
  g_autofree char *text = esp_error_format (error, _ (waits[wait].text));
  g_autofree char *safe = esp_text_escape (text);
  g_autofree char *markup = g_markup_escape_text (safe, -1);
  AdwToast *toast;

  if (!overlay)
    return;
  toast = adw_toast_new (markup);
  adw_toast_set_button_label (toast, C_ ("toast", "Show"));
  adw_toast_set_action_name (toast, "win.show-place");
  adw_toast_set_action_target (toast, "s", waits[wait].place);
  console_toast_add (ADW_TOAST_OVERLAY (overlay), toast);
}

/* --- Surfaces ----------------------------------------------------------------------------------*/

static char *
make_details (const GError *error)
{
  g_autofree char *text = console_error_to_text (error);
  const char *detail = is_ours (error) ? esp_error_get_detail (error) : NULL;

  return g_strdup_printf ("%s\n%s %s\n%s%s", text,
                          is_ours (error) ? esp_error_code_get_name (error->code) :
                                            g_quark_to_string (error->domain),
                          is_ours (error) ? esp_reason_get_id (esp_error_get_reason (error)) : "",
                          detail ? detail : "", detail ? "\n" : "");
}

static void
response_cb (GtkWidget *dialog, const char *response, gpointer data)
{
  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (dialog),
                            g_object_get_data (G_OBJECT (dialog), "details"));
}

/* ARNs and paths make poor headings. */
static gboolean
fits_heading (const char *object)
{
  return object && g_utf8_strlen (object, -1) <= HEADING_MAX &&
         !g_str_has_prefix (object, "arn:") && !strchr (object, '/');
}

static const char *
get_heading (const GError *error)
{
  const char *heading = is_ours (error) ? headings[error->code] : NULL;

  return heading ? g_dpgettext2 (NULL, "error heading", heading) :
                   C_ ("error heading", "That Did Not Work");
}

static void
show_dialog (GtkWidget *widget, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *plain = console_error_sentence (error);
  g_autofree char *sentence = console_error_put_names (widget, error, plain);
  g_autofree char *object = get_object (error) ? esp_text_escape (get_object (error)) : NULL;
  gboolean as_heading = fits_heading (object);
  g_autofree char *body = object && !as_heading ? g_strdup_printf ("%s\n\n%s", sentence, object) :
                                                  g_strdup (sentence);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              as_heading ? object : get_heading (error), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "copy", _ ("_Copy Details"),
                                    "close", _ ("_Close"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_object_set_data_full (G_OBJECT (dialog), "details", make_details (error), g_free);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_toast (GtkWidget *overlay, const GError *error)
{
  g_autofree char *text = console_error_to_text (error);

  console_toast_show (overlay, text);
}

void
console_error_show (GtkWidget *widget, const GError *error)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  if (is_cancellation (error))
    return;
  if (console_error_is_waiting (error))
    show_waiting (widget, error);
  else if (overlay && is_ours (error) && small[error->code])
    show_toast (overlay, error);
  else
    show_dialog (widget, error);
}
