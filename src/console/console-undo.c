/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of operations, called one after the other, and the toast that offers it: in the window, or
 * in a dialog over it that stays. */
#include "console-undo.h"

#include "console-error.h"
#include "console-toast.h"

#include <glib/gi18n.h>

/* As long as it takes to read what was done, and to find that it was wrong. */
#define UNDO_SECONDS 10

typedef struct
{
  char *operation;
  JsonObject *parameters;
} Step;

struct _ConsoleUndo
{
  GObject parent_instance;

  char *done;
  GQueue steps; /* Step, those that are still to be called */
  void (*func) (gpointer data);
  gpointer data;
  GDestroyNotify data_free;
  gboolean is_run;
};

G_DEFINE_FINAL_TYPE (ConsoleUndo, console_undo, G_TYPE_OBJECT)

static void
step_free (gpointer data)
{
  Step *step = data;

  g_clear_pointer (&step->parameters, json_object_unref);
  g_free (step->operation);
  g_free (step);
}

/* --- Taking back -------------------------------------------------------------------------------*/

typedef struct
{
  ConsoleUndo *undo;
  ConsoleSession *session;
  GWeakRef owner; /* it ends without the window, too */
} Run;

static void
run_free (Run *run)
{
  g_weak_ref_clear (&run->owner);
  g_object_unref (run->undo);
  g_object_unref (run->session);
  g_free (run);
}

static void call_next (Run *run);

static void
called_cb (GtkWidget *none, JsonObject *result, const GError *error, gpointer data)
{
  Run *run = data;
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&run->owner);

  if (error && owner && !gtk_widget_in_destruction (owner))
    console_error_show (owner, error);
  if (error)
    run_free (run);
  else
    call_next (run);
}

static void
call_next (Run *run)
{
  Step *step = g_queue_pop_head (&run->undo->steps);

  if (!step)
    {
      if (run->undo->done)
        console_session_toast (run->session, run->undo->done);
      run_free (run);
      return;
    }
  console_session_call (run->session, NULL, step->operation, g_steal_pointer (&step->parameters),
                        called_cb, run);
  step_free (step);
}

void
console_undo_run (ConsoleUndo *undo, ConsoleSession *session, GtkWidget *owner)
{
  Run *run;

  if (undo->is_run)
    return;
  undo->is_run = TRUE;
  if (undo->func)
    undo->func (undo->data);
  run = g_new0 (Run, 1);
  run->undo = g_object_ref (undo);
  run->session = g_object_ref (session);
  g_weak_ref_init (&run->owner, owner);
  call_next (run);
}

/* --- Making ------------------------------------------------------------------------------------*/

void
console_undo_add_call (ConsoleUndo *undo, const char *operation, JsonObject *parameters)
{
  Step *step = g_new0 (Step, 1);

  step->operation = g_strdup (operation);
  step->parameters = parameters;
  g_queue_push_tail (&undo->steps, step);
}

void
console_undo_set_func (ConsoleUndo *undo,
                       void (*func) (gpointer data),
                       gpointer data,
                       GDestroyNotify data_free)
{
  undo->func = func;
  undo->data = data;
  undo->data_free = data_free;
}

void
console_undo_offer (ConsoleUndo *undo, ConsoleSession *session, const char *text)
{
  g_autoptr (ConsoleUndo) taken = undo;

  g_signal_emit_by_name (session, "undoable", text, taken);
}

static void
button_cb (AdwToast *toast, GtkWidget *widget)
{
  console_undo_run (g_object_get_data (G_OBJECT (toast), "undo"),
                    g_object_get_data (G_OBJECT (toast), "session"), widget);
}

void
console_undo_offer_in (ConsoleUndo *undo,
                       ConsoleSession *session,
                       GtkWidget *widget,
                       const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *safe = esp_text_escape (text);
  g_autofree char *markup = g_markup_escape_text (safe, -1);
  g_autoptr (ConsoleUndo) taken = undo;
  AdwToast *toast;

  if (!overlay)
    return;
  toast = adw_toast_new (markup);
  adw_toast_set_button_label (toast, C_ ("toast", "Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_object_set_data_full (G_OBJECT (toast), "undo", g_steal_pointer (&taken), g_object_unref);
  g_object_set_data_full (G_OBJECT (toast), "session", g_object_ref (session), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (button_cb), widget, 0);
  console_toast_add (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
console_undo_finalize (GObject *object)
{
  ConsoleUndo *undo = CONSOLE_UNDO (object);

  if (undo->data_free)
    undo->data_free (undo->data);
  g_queue_clear_full (&undo->steps, step_free);
  g_free (undo->done);
  G_OBJECT_CLASS (console_undo_parent_class)->finalize (object);
}

static void
console_undo_class_init (ConsoleUndoClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = console_undo_finalize;
}

static void
console_undo_init (ConsoleUndo *undo)
{
  g_queue_init (&undo->steps);
}

ConsoleUndo *
console_undo_new (const char *done)
{
  ConsoleUndo *undo = g_object_new (CONSOLE_TYPE_UNDO, NULL);

  undo->done = g_strdup (done);
  return undo;
}
