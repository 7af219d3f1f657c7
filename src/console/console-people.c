/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of people comes from the file, so a thread waits for it. */
#include "console-people.h"

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

static void
remove_inactive (GPtrArray *people)
{
  for (guint i = people->len; i > 0; i--)
    if (!((const EspPerson *) g_ptr_array_index (people, i - 1))->active)
      g_ptr_array_remove_index (people, i - 1);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Listing *listing = g_task_get_task_data (G_TASK (result));
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&listing->owner);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = g_task_propagate_pointer (G_TASK (result), &error);

  if (people)
    remove_inactive (people);
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
  g_task_run_in_thread (task, list_in_thread);
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
