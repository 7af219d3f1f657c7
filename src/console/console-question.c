/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message dialog with the verb on its button and the safe answer as its default. */
#include "console-question.h"

#include "base/esp-text.h"

#include <glib/gi18n.h>

typedef struct
{
  ConsoleQuestionDone done;
  char *thing;
} Wish;

static void
wish_free (gpointer data)
{
  g_free (((Wish *) data)->thing);
  g_free (data);
}

static void
response_cb (AdwMessageDialog *question, const char *response, GtkWidget *owner)
{
  const Wish *wish = g_object_get_data (G_OBJECT (question), "wish");

  if (g_str_equal (response, "do"))
    wish->done (owner, wish->thing);
}

static void
ask (GtkWidget *owner,
     const char *heading,
     const char *body,
     const char *verb,
     AdwResponseAppearance appearance,
     Wish *wish)
{
  g_autofree char *safe = esp_text_escape (heading);
  g_autofree char *safe_body = esp_text_escape (body);
  GtkRoot *root = gtk_widget_get_root (owner);
  GtkWidget *question = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                safe, safe_body);

  g_object_set_data_full (G_OBJECT (question), "wish", wish, wish_free);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question), "cancel",
                                    C_ ("button of a question", "_Cancel"), "do", verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "do", appearance);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (question), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question), "cancel");
  g_signal_connect_object (question, "response", G_CALLBACK (response_cb), owner, 0);
  gtk_window_present (GTK_WINDOW (question));
}

static Wish *
wish_new (ConsoleQuestionDone done, const char *thing)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->done = done;
  wish->thing = g_strdup (thing);
  return wish;
}

void
console_question_ask (GtkWidget *owner,
                      const char *heading,
                      const char *body,
                      const char *verb,
                      ConsoleQuestionDone done,
                      const char *thing)
{
  ask (owner, heading, body, verb, ADW_RESPONSE_DESTRUCTIVE, wish_new (done, thing));
}

void
console_question_propose (GtkWidget *owner,
                          const char *heading,
                          const char *body,
                          const char *verb,
                          ConsoleQuestionDone done,
                          const char *thing)
{
  ask (owner, heading, body, verb, ADW_RESPONSE_SUGGESTED, wish_new (done, thing));
}
