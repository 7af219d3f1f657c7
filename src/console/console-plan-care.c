/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One wish at a time: what it is about, and what comes when it is fulfilled. It goes through
 * question, name and file by itself and is freed wherever it ends. */
#include "console-plan-care.h"

#include "console-error.h"
#include "console-files.h"
#include "console-plan-shelf.h"
#include "console-toast.h"

#include <glib/gi18n.h>

#define QUESTION "console-plan-question"
#define NAMING "console-plan-naming"

typedef struct
{
  GWeakRef owner;
  ConsoleSession *session;
  ConsolePlanDocument *document;
  ConsolePlanProceed proceed;
  gpointer data;
  GDestroyNotify data_free;
} Wish;

static Wish *
wish_new (GtkWidget *owner,
          ConsoleSession *session,
          ConsolePlanDocument *document,
          ConsolePlanProceed proceed,
          gpointer data,
          GDestroyNotify data_free)
{
  Wish *wish = g_new0 (Wish, 1);

  g_weak_ref_init (&wish->owner, owner);
  wish->session = g_object_ref (session);
  wish->document = g_object_ref (document);
  wish->proceed = proceed;
  wish->data = data;
  wish->data_free = data_free;
  return wish;
}

static void
wish_free (Wish *wish)
{
  g_weak_ref_clear (&wish->owner);
  g_object_unref (wish->session);
  g_object_unref (wish->document);
  if (wish->data_free)
    wish->data_free (wish->data);
  g_free (wish);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static void
fulfil (Wish *wish)
{
  if (wish->proceed)
    wish->proceed (wish->data);
}

/* --- Saving ------------------------------------------------------------------------------------*/

static void
tell_saved (Wish *wish, GtkWidget *owner)
{
  GFile *file = console_plan_document_get_file (wish->document);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *text = g_strdup_printf (C_ ("toast", "Saved as “%s”"), name);

  console_plan_recent_add (console_plan_shelf_get_recent (console_plan_shelf_get (wish->session)),
                           file);
  console_toast_show (owner, text);
}

/* Where it could not be saved the plan is as it was, and so is whether it is saved. */
static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Wish) wish = data;
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&wish->owner);
  g_autoptr (GError) error = NULL;
  gboolean saved = console_plan_document_save_finish (CONSOLE_PLAN_DOCUMENT (source), result,
                                                      &error);

  if (!owner)
    return;
  if (!saved)
    {
      console_error_show (owner, error);
      return;
    }
  tell_saved (wish, owner);
  fulfil (wish);
}

static void
save_to (Wish *wish, GFile *file)
{
  console_plan_document_save_async (wish->document, file, NULL, saved_cb, wish);
}

/* The owner holds the wish while a name is being chosen: a chooser whose owner is gone answers
 * nobody. */
static void
named_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  g_autoptr (Wish) wish = NULL;

  if (g_object_get_data (G_OBJECT (owner), NAMING) != data)
    return;
  wish = g_object_steal_data (G_OBJECT (owner), NAMING);
  if (file)
    save_to (g_steal_pointer (&wish), file);
}

/* A plan of somebody else is not named to whoever sits here. */
static char *
suggest_name (Wish *wish)
{
  ConsolePlanShelf *shelf = console_plan_shelf_get (wish->session);
  g_autofree char *title = NULL;

  if (console_plan_shelf_get_document (shelf) != wish->document)
    return g_strconcat (C_ ("file name", "Plan"), CONSOLE_PLAN_SUFFIX, NULL);
  title = console_plan_document_get_title (wish->document);
  return g_str_has_suffix (title, CONSOLE_PLAN_SUFFIX) ?
           g_steal_pointer (&title) :
           g_strconcat (title, CONSOLE_PLAN_SUFFIX, NULL);
}

static void
ask_name (Wish *wish, GtkWidget *owner)
{
  g_autofree char *name = suggest_name (wish);

  g_object_set_data_full (G_OBJECT (owner), NAMING, wish, (GDestroyNotify) wish_free);
  console_files_save (owner, C_ ("file chooser", "Save Plan"), name, named_cb, wish);
}

static void
save (Wish *wish, gboolean as)
{
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&wish->owner);
  GFile *file = console_plan_document_get_file (wish->document);

  if (!owner)
    wish_free (wish);
  else if (as || !file)
    ask_name (wish, owner);
  else
    save_to (wish, file);
}

void
console_plan_care_save (GtkWidget *owner,
                        ConsoleSession *session,
                        ConsolePlanDocument *document,
                        gboolean as,
                        ConsolePlanProceed proceed,
                        gpointer data,
                        GDestroyNotify data_free)
{
  save (wish_new (owner, session, document, proceed, data, data_free), as);
}

/* --- Asking ------------------------------------------------------------------------------------*/

static void
response_cb (AdwMessageDialog *question, const char *response, gpointer data)
{
  g_autoptr (Wish) wish = g_object_steal_data (G_OBJECT (question), QUESTION);
  g_autoptr (GtkWidget) owner = wish ? g_weak_ref_get (&wish->owner) : NULL;

  if (!owner)
    return;
  /* The answer may be the end of the window over which it stood. */
  gtk_window_set_transient_for (GTK_WINDOW (question), NULL);
  if (g_str_equal (response, "save"))
    save (g_steal_pointer (&wish), FALSE);
  else if (g_str_equal (response, "discard"))
    fulfil (wish);
}

static char *
make_body (Wish *wish)
{
  ConsolePlanShelf *shelf = console_plan_shelf_get (wish->session);
  const char *person = console_plan_shelf_get_person_of (shelf, wish->document);
  g_autofree char *title = console_plan_document_get_title (wish->document);

  if (console_plan_shelf_get_document (shelf) == wish->document || !person)
    /* Translators: the name of a plan */
    return g_strdup_printf (
      _ ("“%s” has changes that are not saved. Without saving they are lost for good."), title);
  /* Translators: the name of a person */
  return g_strdup_printf (_ ("%s has a plan open with changes that are not saved. Without saving "
                             "they are lost for good."),
                          person);
}

static void
ask (Wish *wish, GtkWidget *owner)
{
  GtkRoot *root = gtk_widget_get_root (owner);
  g_autofree char *body = make_body (wish);
  g_autofree char *safe = esp_text_escape (body);
  GtkWidget *question = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                _ ("Save Changes?"), safe);

  g_object_set_data_full (G_OBJECT (question), QUESTION, wish, (GDestroyNotify) wish_free);
  adw_message_dialog_add_responses (
    ADW_MESSAGE_DIALOG (question), "cancel", C_ ("button of a question", "_Cancel"), "discard",
    C_ ("button of a question", "_Discard"), "save", C_ ("button of a question", "_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (question), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question), "cancel");
  g_signal_connect (question, "response", G_CALLBACK (response_cb), NULL);
  gtk_window_present (GTK_WINDOW (question));
}

void
console_plan_care_release (GtkWidget *owner,
                           ConsoleSession *session,
                           ConsolePlanDocument *document,
                           ConsolePlanProceed proceed,
                           gpointer data,
                           GDestroyNotify data_free)
{
  g_autoptr (Wish) wish = wish_new (owner, session, document, proceed, data, data_free);

  if (console_plan_document_is_modified (document))
    ask (g_steal_pointer (&wish), owner);
  else
    fulfil (wish);
}

/* --- Closing -----------------------------------------------------------------------------------*/

typedef struct
{
  GWeakRef owner;
  ConsoleSession *session;
  GPtrArray *documents;
  guint next;
  ConsolePlanProceed proceed;
  gpointer data;
  GDestroyNotify data_free;
} Closing;

static void
closing_free (gpointer data)
{
  Closing *closing = data;

  g_weak_ref_clear (&closing->owner);
  g_object_unref (closing->session);
  g_ptr_array_unref (closing->documents);
  if (closing->data_free)
    closing->data_free (closing->data);
}

static void
closing_release (gpointer closing)
{
  g_rc_box_release_full (closing, closing_free);
}

static void
ask_next (gpointer data)
{
  Closing *closing = data;
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&closing->owner);
  guint i = closing->next++;

  if (i == closing->documents->len)
    closing->proceed (closing->data);
  else if (owner)
    console_plan_care_release (owner, closing->session, g_ptr_array_index (closing->documents, i),
                               ask_next, g_rc_box_acquire (closing), closing_release);
}

/* Who asks twice sees the question that is there. */
static gboolean
show_question (GtkWidget *owner)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (!g_object_get_data (G_OBJECT (toplevel), QUESTION))
        continue;
      gtk_window_present (toplevel);
      return TRUE;
    }
  return g_object_get_data (G_OBJECT (owner), NAMING) != NULL;
}

gboolean
console_plan_care_may_close (GtkWidget *owner,
                             ConsoleSession *session,
                             ConsolePlanProceed proceed,
                             gpointer data,
                             GDestroyNotify data_free)
{
  g_autoptr (GPtrArray)
    documents = console_plan_shelf_list_unsaved (console_plan_shelf_get (session));
  gboolean none = documents->len == 0;
  Closing *closing;

  if (none || show_question (owner))
    {
      if (data_free)
        data_free (data);
      return none;
    }
  closing = g_rc_box_new0 (Closing);
  g_weak_ref_init (&closing->owner, owner);
  closing->session = g_object_ref (session);
  closing->documents = g_steal_pointer (&documents);
  closing->proceed = proceed;
  closing->data = data;
  closing->data_free = data_free;
  ask_next (closing);
  closing_release (closing);
  return FALSE;
}
