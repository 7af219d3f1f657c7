/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of people and the rights of another role come from the file, so a thread waits for them.
 */
#include "console-people.h"

#include "console-error.h"

typedef struct
{
  EspEngine *engine;
  GWeakRef owner;
  ConsolePeopleDone done;
  gpointer data;
} Listing;

static void
listing_free (gpointer data)
{
  Listing *listing = data;

  g_object_unref (listing->engine);
  g_weak_ref_clear (&listing->owner);
  g_free (listing);
}

static void
list_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Listing *listing = data;
  GError *error = NULL;
  GPtrArray *people = esp_engine_list_people (listing->engine, &error);

  if (people)
    g_task_return_pointer (task, people, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* Services sign in from a command line, with a file. */
static void
remove_others (GPtrArray *people)
{
  for (guint i = people->len; i > 0; i--)
    {
      const EspPerson *person = g_ptr_array_index (people, i - 1);

      if (!person->active || person->service)
        g_ptr_array_remove_index (people, i - 1);
    }
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Listing *listing = g_task_get_task_data (G_TASK (result));
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&listing->owner);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = g_task_propagate_pointer (G_TASK (result), &error);

  if (people)
    remove_others (people);
  if (owner)
    listing->done (owner, people, error, listing->data);
}

void
console_people_list (ConsoleSession *session,
                     GtkWidget *owner,
                     ConsolePeopleDone done,
                     gpointer data)
{
  g_autoptr (GTask) task = g_task_new (session, NULL, listed_cb, NULL);
  Listing *listing = g_new0 (Listing, 1);

  listing->engine = g_object_ref (console_session_get_engine (session));
  g_weak_ref_init (&listing->owner, owner);
  listing->done = done;
  listing->data = data;
  g_task_set_source_tag (task, console_people_list);
  g_task_set_task_data (task, listing, listing_free);
  esp_task_run_in_thread (task, list_in_thread);
}

const EspPerson *
console_people_find (GPtrArray *people, const char *name)
{
  for (guint i = 0; people && i < people->len; i++)
    {
      const EspPerson *person = g_ptr_array_index (people, i);

      if (g_strcmp0 (person->name, name) == 0)
        return person;
    }
  return NULL;
}

GtkStringList *
console_people_show_roles (const EspPerson *person)
{
  GtkStringList *shown = gtk_string_list_new (NULL);

  for (guint i = 0; person->roles[i]; i++)
    gtk_string_list_take (shown, esp_text_escape (person->roles[i]));
  return shown;
}

/* --- Another role ------------------------------------------------------------------------------*/

typedef struct
{
  EspEngine *engine;
  GWeakRef over;
  char *role;
} Switching;

static void
switching_free (gpointer data)
{
  Switching *switching = data;

  g_object_unref (switching->engine);
  g_weak_ref_clear (&switching->over);
  g_free (switching->role);
  g_free (switching);
}

static void
switch_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Switching *switching = data;
  GError *error = NULL;

  if (esp_engine_switch_role (switching->engine, switching->role, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
switched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Switching *switching = g_task_get_task_data (G_TASK (result));
  g_autoptr (GtkWidget) over = g_weak_ref_get (&switching->over);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error) && over && gtk_widget_get_root (over))
    console_error_show (over, error);
}

void
console_people_switch_role (ConsoleSession *session, GtkWidget *over, const char *role)
{
  g_autoptr (GTask) task = g_task_new (session, NULL, switched_cb, NULL);
  Switching *switching = g_new0 (Switching, 1);

  switching->engine = g_object_ref (console_session_get_engine (session));
  g_weak_ref_init (&switching->over, over);
  switching->role = g_strdup (role);
  g_task_set_source_tag (task, console_people_switch_role);
  g_task_set_task_data (task, switching, switching_free);
  esp_task_run_in_thread (task, switch_in_thread);
}
