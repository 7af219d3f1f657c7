/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vault is open and nobody is signed in: who, in which role, opened by what. The list of people
 * is read in a thread each time the page has to be used; everything else follows from who is
 * chosen. */
#include "console-pages.h"
#include "console-focus.h"
#include "console-people.h"
#include "console-rows.h"
#include "console-sign-in-text.h"

#include "base/esp-error.h"
#include "base/esp-text.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_UNLOCK_PAGE (console_unlock_page_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleUnlockPage, console_unlock_page, CONSOLE, UNLOCK_PAGE, AdwBin)

#define SPINNER_DELAY_MS 300

struct _ConsoleUnlockPage
{
  AdwBin parent_instance;

  AdwStatusPage *status_page;
  GtkWidget *form;
  AdwComboRow *person_row;
  AdwComboRow *role_row;
  ConsolePassphraseRow *passphrase_row;
  GtkLabel *error_label;
  GtkWidget *unlock_button;
  AdwButtonContent *unlock_content;
  GtkSpinner *spinner;

  ConsoleSession *session;
  GPtrArray *people; /* EspPerson who can sign in */
  char *last;        /* who was signed in before the lock */
  GCancellable *cancellable;
  guint spinner_source;
};

G_DEFINE_FINAL_TYPE (ConsoleUnlockPage, console_unlock_page, ADW_TYPE_BIN)

/* --- Who ---------------------------------------------------------------------------------------*/

static const EspPerson *
get_person (ConsoleUnlockPage *page)
{
  guint selected = adw_combo_row_get_selected (page->person_row);

  if (!page->people || selected >= page->people->len)
    return NULL;
  return g_ptr_array_index (page->people, selected);
}

static gboolean
needs_passphrase (const EspPerson *person)
{
  return person && !g_str_equal (person->unlock, "keyring");
}

static void
show_error (ConsoleUnlockPage *page, const char *text)
{
  gtk_label_set_text (page->error_label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (page->error_label), text != NULL);
  if (text)
    gtk_widget_add_css_class (GTK_WIDGET (page->passphrase_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (page->passphrase_row), "error");
}

static void
update_button (ConsoleUnlockPage *page)
{
  const EspPerson *person = get_person (page);
  gboolean keyring = person && g_str_equal (person->unlock, "keyring");
  const char *label = keyring ? C_ ("button", "_Unlock with Keyring") : C_ ("button", "_Unlock");
  const char *name = keyring ? C_ ("button", "Unlock with Keyring") : C_ ("button", "Unlock");
  const char *missing = NULL;

  if (needs_passphrase (person) && console_passphrase_row_is_empty (page->passphrase_row))
    missing = C_ ("tooltip", "Type the passphrase first");
  adw_button_content_set_label (page->unlock_content, label);
  adw_button_content_set_icon_name (page->unlock_content,
                                    keyring ? "keyring-symbolic" : "vault-locked-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (page->unlock_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_sensitive (page->unlock_button, person && !missing && !page->cancellable);
  gtk_widget_set_tooltip_text (page->unlock_button, missing);
}

/* What is chosen is said again in one row each, and chosen only where there is a choice. */
static void
show_person (ConsoleUnlockPage *page)
{
  const EspPerson *person = get_person (page);
  g_autoptr (GtkStringList) roles = NULL;

  if (!person)
    {
      update_button (page);
      return;
    }
  roles = console_people_show_roles (person);
  adw_combo_row_set_model (page->role_row, G_LIST_MODEL (roles));
  gtk_widget_set_visible (GTK_WIDGET (page->role_row), g_strv_length (person->roles) > 1);
  gtk_widget_set_visible (GTK_WIDGET (page->passphrase_row), needs_passphrase (person));
  update_button (page);
}

static void
focus_first (ConsoleUnlockPage *page)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (page)))
    return;
  if (needs_passphrase (get_person (page)))
    gtk_widget_grab_focus (GTK_WIDGET (page->passphrase_row));
  else
    gtk_widget_grab_focus (page->unlock_button);
}

static void
person_selected_cb (ConsoleUnlockPage *page)
{
  /* What was typed for one person is nothing for another. */
  g_autoptr (EspSecret) forgotten = console_passphrase_row_take (page->passphrase_row);

  show_error (page, NULL);
  show_person (page);
}

static void
typed_cb (ConsoleUnlockPage *page)
{
  if (!console_passphrase_row_is_empty (page->passphrase_row))
    show_error (page, NULL);
  update_button (page);
}

/* --- Reading the people ------------------------------------------------------------------------*/

static void
show_nobody (ConsoleUnlockPage *page)
{
  gtk_widget_set_visible (page->form, FALSE);
  gtk_widget_set_visible (page->unlock_button, FALSE);
  show_error (
    page, _ ("Nobody can sign in to this vault: nobody in it has keys. Open another vault, or a "
             "backup of this one."));
}

static void
show_people (ConsoleUnlockPage *page)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  for (guint i = 0; i < page->people->len; i++)
    {
      const EspPerson *person = g_ptr_array_index (page->people, i);
      g_autofree char *name = esp_text_escape (person->name);

      gtk_string_list_append (names, name);
      if (g_strcmp0 (person->name, page->last) == 0)
        selected = i;
    }
  adw_combo_row_set_model (page->person_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (page->person_row, selected);
  gtk_widget_set_visible (page->form, TRUE);
  gtk_widget_set_visible (page->unlock_button, TRUE);
  show_error (page, NULL);
  show_person (page);
  focus_first (page);
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GPtrArray *people = esp_engine_list_people (data, &error);

  if (people)
    g_task_return_pointer (task, people, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
keep_those_who_can (GPtrArray *people)
{
  for (guint i = people->len; i > 0; i--)
    {
      const EspPerson *person = g_ptr_array_index (people, i - 1);

      if (!person->active || person->service || !person->roles || !person->roles[0])
        g_ptr_array_remove_index (people, i - 1);
    }
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  ConsoleUnlockPage *page = CONSOLE_UNLOCK_PAGE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *text = NULL;

  if (!page->session || console_session_get_phase (page->session) != CONSOLE_PHASE_LOCKED)
    return;
  if (!people)
    {
      text = console_sign_in_text (error);
      show_error (page, text);
      return;
    }
  keep_those_who_can (people);
  g_clear_pointer (&page->people, g_ptr_array_unref);
  page->people = g_steal_pointer (&people);
  if (page->people->len > 0)
    show_people (page);
  else
    show_nobody (page);
}

static void
read_people (ConsoleUnlockPage *page)
{
  g_autoptr (GTask) task = g_task_new (page, NULL, listed_cb, NULL);

  g_task_set_source_tag (task, read_people);
  g_task_set_task_data (task, g_object_ref (console_session_get_engine (page->session)),
                        g_object_unref);
  esp_task_run_in_thread (task, list_in_thread);
}

static void
session_changed_cb (ConsoleUnlockPage *page)
{
  const char *organization = console_session_get_organization (page->session);
  const char *person = console_session_get_person (page->session);
  g_autofree char *title = esp_text_escape (organization ? organization : "");

  if (person)
    {
      g_free (page->last);
      page->last = g_strdup (person);
    }
  adw_status_page_set_title (page->status_page, title);
  if (console_session_get_phase (page->session) == CONSOLE_PHASE_LOCKED)
    read_people (page);
}

/* --- Signing in --------------------------------------------------------------------------------*/

static gboolean
show_spinner_cb (gpointer data)
{
  ConsoleUnlockPage *page = data;

  page->spinner_source = 0;
  gtk_spinner_start (page->spinner);
  return G_SOURCE_REMOVE;
}

static void
set_busy (ConsoleUnlockPage *page, gboolean busy)
{
  g_clear_handle_id (&page->spinner_source, g_source_remove);
  g_clear_object (&page->cancellable);
  if (busy)
    page->cancellable = g_cancellable_new ();
  if (busy)
    page->spinner_source = g_timeout_add (SPINNER_DELAY_MS, show_spinner_cb, page);
  else
    gtk_spinner_stop (page->spinner);
  gtk_widget_set_sensitive (page->form, !busy);
  update_button (page);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ConsoleUnlockPage) page = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean signed_in = esp_engine_sign_in_finish (ESP_ENGINE (source), result, &error);

  if (!page->session)
    return;
  set_busy (page, FALSE);
  if (signed_in)
    return;
  text = console_sign_in_text (error);
  show_error (page, text);
  focus_first (page);
}

static const char *
get_role (ConsoleUnlockPage *page, const EspPerson *person)
{
  guint selected = adw_combo_row_get_selected (page->role_row);

  return selected < g_strv_length (person->roles) ? person->roles[selected] : NULL;
}

static void
unlock_cb (ConsoleUnlockPage *page)
{
  const EspPerson *person = get_person (page);
  g_autoptr (EspSecret) passphrase = NULL;

  if (!person || page->cancellable)
    return;
  if (needs_passphrase (person))
    {
      passphrase = console_passphrase_row_take (page->passphrase_row);
      if (!passphrase)
        return;
    }
  show_error (page, NULL);
  set_busy (page, TRUE);
  esp_engine_sign_in_async (console_session_get_engine (page->session), person->name,
                            get_role (page, person), passphrase, page->cancellable, signed_in_cb,
                            g_object_ref (page));
}

/* --- Object ------------------------------------------------------------------------------------*/

/* Left alone, the page keeps nothing that was typed. */
static void
console_unlock_page_unmap (GtkWidget *widget)
{
  ConsoleUnlockPage *page = CONSOLE_UNLOCK_PAGE (widget);
  g_autoptr (EspSecret) forgotten = console_passphrase_row_take (page->passphrase_row);

  GTK_WIDGET_CLASS (console_unlock_page_parent_class)->unmap (widget);
}

static gboolean
console_unlock_page_grab_focus (GtkWidget *widget)
{
  focus_first (CONSOLE_UNLOCK_PAGE (widget));
  return TRUE;
}

static void
console_unlock_page_dispose (GObject *object)
{
  ConsoleUnlockPage *page = CONSOLE_UNLOCK_PAGE (object);

  g_clear_handle_id (&page->spinner_source, g_source_remove);
  g_cancellable_cancel (page->cancellable);
  g_clear_object (&page->cancellable);
  g_clear_object (&page->session);
  g_clear_pointer (&page->people, g_ptr_array_unref);
  g_clear_pointer (&page->last, g_free);
  G_OBJECT_CLASS (console_unlock_page_parent_class)->dispose (object);
}

static void
console_unlock_page_class_init (ConsoleUnlockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = console_unlock_page_dispose;
  widget_class->unmap = console_unlock_page_unmap;
  widget_class->grab_focus = console_unlock_page_grab_focus;
  widget_class->focus = console_focus_child;
  g_type_ensure (CONSOLE_TYPE_PASSPHRASE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/unlock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleUnlockPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, ConsoleUnlockPage, form);
  gtk_widget_class_bind_template_child (widget_class, ConsoleUnlockPage, person_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleUnlockPage, role_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleUnlockPage, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, ConsoleUnlockPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, ConsoleUnlockPage, unlock_button);
  gtk_widget_class_bind_template_child (widget_class, ConsoleUnlockPage, unlock_content);
  gtk_widget_class_bind_template_child (widget_class, ConsoleUnlockPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, person_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, unlock_cb);
}

static void
console_unlock_page_init (ConsoleUnlockPage *page)
{
  gtk_widget_init_template (GTK_WIDGET (page));
}

GtkWidget *
console_unlock_page_new (ConsoleSession *session)
{
  ConsoleUnlockPage *page = g_object_new (CONSOLE_TYPE_UNLOCK_PAGE, NULL);

  page->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::phase", G_CALLBACK (session_changed_cb), page,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::organization", G_CALLBACK (session_changed_cb), page,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::person", G_CALLBACK (session_changed_cb), page,
                           G_CONNECT_SWAPPED);
  update_button (page);
  session_changed_cb (page);
  return GTK_WIDGET (page);
}
