/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what lies on the shelf: the designer with the open plan, or the gallery. How a plan comes
 * to be open, and what is done with it; questions about what is not saved are
 * console-plan-care.c's. */
#include "console-plans-page.h"

#include "console-designer.h"
#include "console-dialogs.h"
#include "console-error.h"
#include "console-files.h"
#include "console-focus.h"
#include "console-plan-actions.h"
#include "console-plan-care.h"
#include "console-plan-gallery.h"
#include "console-plan-shelf.h"

#include <glib/gi18n.h>

/* What takes longer is seen to take long. */
#define SLOW_MS 300

struct _ConsolePlansPage
{
  AdwBin parent_instance;

  GtkStack *stack;
  ConsolePlanGallery *gallery;
  GtkLabel *opening_label;
  AdwBin *plan_bin;

  ConsoleSession *session;
  ConsolePlanShelf *shelf;
  ConsolePlanDocument *shown;
  GCancellable *opening; /* a file, or what exists, is being read */
  guint slow_source;
  gboolean saving;
};

G_DEFINE_FINAL_TYPE (ConsolePlansPage, console_plans_page, ADW_TYPE_BIN)

static const char *const patterns[] = { "*" CONSOLE_PLAN_SUFFIX, NULL };

/* --- Showing -----------------------------------------------------------------------------------*/

static void
show_visible (ConsolePlansPage *page)
{
  gtk_stack_set_visible_child_name (page->stack, page->shown ? "plan" : "gallery");
}

static void
update_actions (ConsolePlansPage *page)
{
  console_plan_actions_update (GTK_WIDGET (page), page->session);
  if (page->saving)
    gtk_widget_action_set_enabled (GTK_WIDGET (page), "plans.save", FALSE);
  console_plan_gallery_update (page->gallery);
}

static void
shelf_cb (ConsolePlansPage *page)
{
  ConsolePlanDocument *document = console_plan_shelf_get_document (page->shelf);
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (page)) != NULL;

  if (g_set_object (&page->shown, document))
    {
      adw_bin_set_child (page->plan_bin,
                         document ? console_designer_new (page->session, document) : NULL);
      show_visible (page);
      if (had_focus)
        gtk_widget_grab_focus (GTK_WIDGET (page));
    }
  update_actions (page);
}

/* --- Another plan ------------------------------------------------------------------------------*/

typedef struct
{
  ConsolePlansPage *page;
  ConsolePlanDocument *document;
} Adoption;

static void
adoption_free (gpointer data)
{
  Adoption *adoption = data;

  g_object_unref (adoption->page);
  g_object_unref (adoption->document);
  g_free (adoption);
}

static void
adopt_now (gpointer data)
{
  Adoption *adoption = data;
  GFile *file = console_plan_document_get_file (adoption->document);

  console_plan_shelf_put (adoption->page->shelf, adoption->document);
  if (file)
    console_plan_recent_add (console_plan_shelf_get_recent (adoption->page->shelf), file);
}

/* @document takes the place of the one that is open, as soon as that may go. */
static void
adopt (ConsolePlansPage *page, ConsolePlanDocument *document)
{
  Adoption *adoption = g_new0 (Adoption, 1);

  adoption->page = g_object_ref (page);
  adoption->document = g_object_ref (document);
  if (page->shown)
    {
      console_plan_care_release (GTK_WIDGET (page), page->session, page->shown, adopt_now, adoption,
                                 adoption_free);
      return;
    }
  adopt_now (adoption);
  adoption_free (adoption);
}

static void
adopt_plan (ConsolePlansPage *page, EspPlan *plan)
{
  g_autoptr (ConsolePlanDocument) document = console_plan_document_new (plan, NULL);

  adopt (page, document);
}

/* --- Reading -----------------------------------------------------------------------------------*/

static gboolean
slow_cb (gpointer data)
{
  ConsolePlansPage *page = data;

  page->slow_source = 0;
  gtk_stack_set_visible_child_name (page->stack, "opening");
  return G_SOURCE_REMOVE;
}

static void
end_opening (ConsolePlansPage *page)
{
  g_clear_object (&page->opening);
  g_clear_handle_id (&page->slow_source, g_source_remove);
  if (page->stack)
    show_visible (page);
}

static void
stop_opening (ConsolePlansPage *page)
{
  g_cancellable_cancel (page->opening);
  end_opening (page);
}

/* A reading that began later is the one that counts. */
static GCancellable *
start_opening (ConsolePlansPage *page, const char *text)
{
  stop_opening (page);
  gtk_label_set_text (page->opening_label, text);
  page->opening = g_cancellable_new ();
  page->slow_source = g_timeout_add (SLOW_MS, slow_cb, page);
  return page->opening;
}

typedef struct
{
  GWeakRef page;
  GCancellable *opening;
} Reading;

static Reading *
reading_new (ConsolePlansPage *page)
{
  Reading *reading = g_new0 (Reading, 1);

  g_weak_ref_init (&reading->page, page);
  reading->opening = g_object_ref (page->opening);
  return reading;
}

/* The page that still waits for it, with a reference; NULL: nobody does. */
static ConsolePlansPage *
reading_end (Reading *reading)
{
  g_autoptr (ConsolePlansPage) page = g_weak_ref_get (&reading->page);
  gboolean awaited = page && page->opening == reading->opening &&
                     !g_cancellable_is_cancelled (reading->opening);

  if (awaited)
    end_opening (page);
  g_weak_ref_clear (&reading->page);
  g_object_unref (reading->opening);
  g_free (reading);
  return awaited ? g_steal_pointer (&page) : NULL;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsolePlansPage) page = reading_end (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (ConsolePlanDocument) document = console_plan_document_load_finish (result, &error);

  if (!page)
    return;
  if (document)
    adopt (page, document);
  else
    {
      console_error_show (GTK_WIDGET (page), error);
      console_plan_recent_look (console_plan_shelf_get_recent (page->shelf));
    }
}

void
console_plans_page_open_file (GtkWidget *widget, GFile *file)
{
  ConsolePlansPage *page = CONSOLE_PLANS_PAGE (widget);
  GFile *before = page->shown ? console_plan_document_get_file (page->shown) : NULL;
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *safe = esp_text_escape (name);
  /* Translators: the name of a file */
  g_autofree char *text = g_strdup_printf (_ ("Opening “%s”…"), safe);

  /* It is open already, maybe with changes. */
  if (before && g_file_equal (before, file))
    return;
  start_opening (page, text);
  console_plan_document_load_async (file, page->opening, loaded_cb, reading_new (page));
}

/* --- What exists -------------------------------------------------------------------------------*/

static void
read_plan_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  EspPlan *plan = esp_plan_read (data, -1, &error);

  if (plan)
    g_task_return_pointer (task, plan, (GDestroyNotify) esp_plan_free);
  else
    g_task_return_error (task, error);
}

static void
plan_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsolePlansPage) page = reading_end (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspPlan) plan = g_task_propagate_pointer (G_TASK (result), &error);

  if (page && plan)
    adopt_plan (page, g_steal_pointer (&plan));
  else if (page)
    console_error_show (GTK_WIDGET (page), error);
}

static void
exported_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsolePlansPage *page = CONSOLE_PLANS_PAGE (owner);
  g_autoptr (GTask) task = NULL;

  if (page->opening != data)
    return;
  if (!result)
    {
      end_opening (page);
      console_error_show (owner, error);
      return;
    }
  task = g_task_new (NULL, page->opening, plan_read_cb, reading_new (page));
  g_task_set_source_tag (task, exported_cb);
  g_task_set_task_data (task, g_strdup (esp_json_get_string (result, "Plan")), g_free);
  esp_task_run_in_thread (task, read_plan_in_thread);
}

static void
from_existing_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsolePlansPage *page = CONSOLE_PLANS_PAGE (widget);

  start_opening (page, _ ("Reading what exists…"));
  console_session_call (page->session, widget, "ExportPlan", NULL, exported_cb, page->opening);
}

/* --- Nothing, or a preset ----------------------------------------------------------------------*/

static void
add_account (EspPlan *plan, const char *number, const char *name)
{
  EspPlanAccount *account = g_new0 (EspPlanAccount, 1);

  account->id = g_strdup (number);
  account->name = g_strdup (name);
  g_ptr_array_add (plan->accounts, account);
}

/* With the accounts that there are: what is planned is for somebody. Who may not read their names
 * has the own one. */
static void
accounts_cb (GtkWidget *owner, JsonObject *result, const GError *error, gpointer data)
{
  ConsolePlansPage *page = CONSOLE_PLANS_PAGE (owner);
  EspEngine *engine = console_session_get_engine (page->session);
  g_autoptr (EspSession) signed_in = esp_engine_ref_session (engine);
  g_autoptr (EspPlan) plan = esp_plan_new ();
  JsonArray *accounts = result ? esp_json_get_array (result, "Accounts") : NULL;

  for (guint i = 0; accounts && i < json_array_get_length (accounts); i++)
    {
      JsonObject *account = json_array_get_object_element (accounts, i);

      add_account (plan, esp_json_get_string (account, "Id"),
                   esp_json_get_string (account, "Name"));
    }
  if (plan->accounts->len == 0 && signed_in)
    add_account (plan, esp_session_get_account (signed_in), esp_session_get_account (signed_in));
  plan->name = g_strdup (C_ ("name of a plan", "New plan"));
  plan->organization = g_strdup (console_session_get_organization (page->session));
  adopt_plan (page, g_steal_pointer (&plan));
}

static void
new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsolePlansPage *page = CONSOLE_PLANS_PAGE (widget);
  const char *preset = g_variant_get_string (parameter, NULL);
  g_autoptr (GError) error = NULL;
  EspPlan *plan;

  stop_opening (page);
  if (!preset[0])
    {
      console_session_call (page->session, widget, "ListAccounts", NULL, accounts_cb, NULL);
      return;
    }
  plan = esp_plan_preset_load (preset, &error);
  if (plan)
    adopt_plan (page, plan);
  else
    console_error_show (widget, error);
}

/* --- Files -------------------------------------------------------------------------------------*/

static void
chosen_cb (GtkWidget *owner, GFile *file, gpointer data)
{
  if (file)
    console_plans_page_open_file (owner, file);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_files_open (widget, C_ ("file chooser", "Open Plan"), patterns,
                      C_ ("file filter", "Plans"), chosen_cb, NULL);
}

static void
open_recent_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  console_plans_page_open_file (widget, file);
}

static gboolean
drop_cb (ConsolePlansPage *page, const GValue *value, double x, double y)
{
  const GSList *files = g_value_get_boxed (value);

  if (!files)
    return FALSE;
  console_plans_page_open_file (GTK_WIDGET (page), files->data);
  if (files->next)
    console_session_toast (page->session, _ ("One plan can be open at a time: the first one is."));
  return TRUE;
}

/* --- The open plan -----------------------------------------------------------------------------*/

/* Saved, or not: it may be tried again. */
static void
end_saving (gpointer data)
{
  g_autoptr (ConsolePlansPage) page = data;

  page->saving = FALSE;
  if (page->session)
    update_actions (page);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsolePlansPage *page = CONSOLE_PLANS_PAGE (widget);

  if (!page->shown)
    return;
  page->saving = TRUE;
  update_actions (page);
  console_plan_care_save (widget, page->session, page->shown, g_str_equal (name, "plans.save-as"),
                          NULL, g_object_ref (page), end_saving);
}

static void
close_now (gpointer data)
{
  console_plan_shelf_put (CONSOLE_PLANS_PAGE (data)->shelf, NULL);
}

static void
close_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsolePlansPage *page = CONSOLE_PLANS_PAGE (widget);

  if (page->shown)
    console_plan_care_release (widget, page->session, page->shown, close_now, g_object_ref (page),
                               g_object_unref);
}

static void
dialog_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsolePlansPage *page = CONSOLE_PLANS_PAGE (widget);
  GtkWindow *(*make) (ConsoleSession * session, ConsolePlanDocument * document) =
    g_str_equal (name, "plans.compare") ? console_compare_dialog_new : console_provision_dialog_new;

  if (page->shown)
    console_dialog_present (make (page->session, page->shown), widget);
}

static void
ceremonies_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  console_dialog_present (console_ceremonies_dialog_new (CONSOLE_PLANS_PAGE (widget)->session),
                          widget);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ConsolePlansPage *page = CONSOLE_PLANS_PAGE (widget);

  if (page->shown)
    console_plan_export (widget, page->session, page->shown,
                         g_variant_get_string (parameter, NULL));
}

/* --- Object ------------------------------------------------------------------------------------*/

static gboolean
console_plans_page_grab_focus (GtkWidget *widget)
{
  ConsolePlansPage *page = CONSOLE_PLANS_PAGE (widget);
  GtkWidget *designer = adw_bin_get_child (page->plan_bin);

  return designer ? gtk_widget_child_focus (designer, GTK_DIR_TAB_FORWARD) :
                    gtk_widget_grab_focus (GTK_WIDGET (page->gallery));
}

static void
console_plans_page_dispose (GObject *object)
{
  ConsolePlansPage *page = CONSOLE_PLANS_PAGE (object);

  page->stack = NULL;
  stop_opening (page);
  g_clear_object (&page->shown);
  g_clear_object (&page->shelf);
  g_clear_object (&page->session);
  adw_bin_set_child (ADW_BIN (object), NULL);
  G_OBJECT_CLASS (console_plans_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "plans.new", "s", new_action);
  gtk_widget_class_install_action (klass, "plans.from-existing", NULL, from_existing_action);
  gtk_widget_class_install_action (klass, "plans.open", NULL, open_action);
  gtk_widget_class_install_action (klass, "plans.open-recent", "s", open_recent_action);
  gtk_widget_class_install_action (klass, "plans.save", NULL, save_action);
  gtk_widget_class_install_action (klass, "plans.save-as", NULL, save_action);
  gtk_widget_class_install_action (klass, "plans.close", NULL, close_action);
  gtk_widget_class_install_action (klass, "plans.compare", NULL, dialog_action);
  gtk_widget_class_install_action (klass, "plans.provision", NULL, dialog_action);
  gtk_widget_class_install_action (klass, "plans.export", "s", export_action);
  gtk_widget_class_install_action (klass, "plans.ceremonies", NULL, ceremonies_action);
}

static void
console_plans_page_class_init (ConsolePlansPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_plans_page_dispose;
  widget_class->grab_focus = console_plans_page_grab_focus;
  widget_class->focus = console_focus_child;
  g_type_ensure (CONSOLE_TYPE_PLAN_GALLERY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/plans-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePlansPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlansPage, gallery);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlansPage, opening_label);
  gtk_widget_class_bind_template_child (widget_class, ConsolePlansPage, plan_bin);
  gtk_widget_class_bind_template_callback (widget_class, stop_opening);
  install_actions (widget_class);
}

static void
console_plans_page_init (ConsolePlansPage *page)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (page));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), page);
  gtk_widget_add_controller (GTK_WIDGET (page), GTK_EVENT_CONTROLLER (target));
}

static void
connect_session (ConsolePlansPage *page)
{
  static const char *const signals[] = { "notify::phase", "notify::role" };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (page->session, signals[i], G_CALLBACK (update_actions), page,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (console_session_get_tree (page->session), "updated",
                           G_CALLBACK (update_actions), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page->shelf, "changed", G_CALLBACK (shelf_cb), page, G_CONNECT_SWAPPED);
}

GtkWidget *
console_plans_page_new (ConsoleSession *session)
{
  ConsolePlansPage *page = g_object_new (CONSOLE_TYPE_PLANS_PAGE, NULL);

  page->session = g_object_ref (session);
  page->shelf = g_object_ref (console_plan_shelf_get (session));
  console_plan_gallery_set_session (page->gallery, session);
  connect_session (page);
  shelf_cb (page);
  return GTK_WIDGET (page);
}
