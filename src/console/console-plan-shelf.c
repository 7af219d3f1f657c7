/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans by whose they are: the path of the vault, and the name of the person in it. Nothing is
 * asked or saved here. */
#include "console-plan-shelf.h"

#define SHELF "console-plan-shelf"

typedef struct
{
  char *person;
  ConsolePlanDocument *document;
} Place;

struct _ConsolePlanShelf
{
  GObject parent_instance;

  ConsoleSession *session; /* weak: it owns the shelf */
  GHashTable *places;      /* vault and person -> Place */
  char *place;             /* of who is signed in, or NULL */
  GFile *given;
  ConsolePlanRecent *recent;
};

G_DEFINE_FINAL_TYPE (ConsolePlanShelf, console_plan_shelf, G_TYPE_OBJECT)

enum
{
  CHANGED,
  GIVEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->person);
  g_object_unref (place->document);
  g_free (place);
}

static Place *
find_place (ConsolePlanShelf *shelf, ConsolePlanDocument *document)
{
  GHashTableIter iter;
  gpointer place;

  g_hash_table_iter_init (&iter, shelf->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    if (((Place *) place)->document == document)
      return place;
  return NULL;
}

/* --- Who is signed in --------------------------------------------------------------------------*/

static char *
make_place (ConsoleSession *session)
{
  const char *person = console_session_get_person (session);
  const char *path = esp_engine_get_path (console_session_get_engine (session));

  return person && path ? g_strconcat (path, "\n", person, NULL) : NULL;
}

static void
person_cb (ConsolePlanShelf *shelf)
{
  g_autofree char *place = make_place (shelf->session);

  if (g_strcmp0 (place, shelf->place) == 0)
    return;
  g_free (shelf->place);
  shelf->place = g_steal_pointer (&place);
  g_signal_emit (shelf, signals[CHANGED], 0);
}

/* --- Plans -------------------------------------------------------------------------------------*/

static void
document_cb (ConsolePlanDocument *document, GParamSpec *pspec, ConsolePlanShelf *shelf)
{
  if (document == console_plan_shelf_get_document (shelf))
    g_signal_emit (shelf, signals[CHANGED], 0);
}

ConsolePlanDocument *
console_plan_shelf_get_document (ConsolePlanShelf *shelf)
{
  Place *place = shelf->place ? g_hash_table_lookup (shelf->places, shelf->place) : NULL;

  return place ? place->document : NULL;
}

void
console_plan_shelf_put (ConsolePlanShelf *shelf, ConsolePlanDocument *document)
{
  ConsolePlanDocument *before = console_plan_shelf_get_document (shelf);
  Place *place;

  if (!shelf->place || document == before)
    return;
  if (before)
    g_signal_handlers_disconnect_by_func (before, document_cb, shelf);
  g_hash_table_remove (shelf->places, shelf->place);
  if (document)
    {
      place = g_new0 (Place, 1);
      place->person = g_strdup (console_session_get_person (shelf->session));
      place->document = g_object_ref (document);
      g_hash_table_insert (shelf->places, g_strdup (shelf->place), place);
      g_signal_connect_object (document, "notify::title", G_CALLBACK (document_cb), shelf, 0);
      g_signal_connect_object (document, "notify::modified", G_CALLBACK (document_cb), shelf, 0);
      g_signal_connect_object (document, "notify::file", G_CALLBACK (document_cb), shelf, 0);
    }
  g_signal_emit (shelf, signals[CHANGED], 0);
}

const char *
console_plan_shelf_get_place (ConsolePlanShelf *shelf)
{
  return shelf->place;
}

const char *
console_plan_shelf_get_person_of (ConsolePlanShelf *shelf, ConsolePlanDocument *document)
{
  Place *place = find_place (shelf, document);

  return place ? place->person : NULL;
}

GPtrArray *
console_plan_shelf_list_unsaved (ConsolePlanShelf *shelf)
{
  GPtrArray *unsaved = g_ptr_array_new_with_free_func (g_object_unref);
  ConsolePlanDocument *own = console_plan_shelf_get_document (shelf);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, shelf->places);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      ConsolePlanDocument *document = ((Place *) value)->document;

      if (console_plan_document_is_modified (document))
        g_ptr_array_insert (unsaved, document == own ? 0 : -1, g_object_ref (document));
    }
  return unsaved;
}

/* --- From outside ------------------------------------------------------------------------------*/

void
console_plan_shelf_give (ConsolePlanShelf *shelf, GFile *file)
{
  g_set_object (&shelf->given, file);
  g_signal_emit (shelf, signals[GIVEN], 0);
}

GFile *
console_plan_shelf_take_given (ConsolePlanShelf *shelf)
{
  return g_steal_pointer (&shelf->given);
}

ConsolePlanRecent *
console_plan_shelf_get_recent (ConsolePlanShelf *shelf)
{
  return shelf->recent;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_plan_shelf_dispose (GObject *object)
{
  ConsolePlanShelf *shelf = CONSOLE_PLAN_SHELF (object);

  g_hash_table_remove_all (shelf->places);
  g_clear_object (&shelf->given);
  g_clear_object (&shelf->recent);
  g_clear_weak_pointer (&shelf->session);
  G_OBJECT_CLASS (console_plan_shelf_parent_class)->dispose (object);
}

static void
console_plan_shelf_finalize (GObject *object)
{
  ConsolePlanShelf *shelf = CONSOLE_PLAN_SHELF (object);

  g_hash_table_unref (shelf->places);
  g_free (shelf->place);
  G_OBJECT_CLASS (console_plan_shelf_parent_class)->finalize (object);
}

static void
console_plan_shelf_class_init (ConsolePlanShelfClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = console_plan_shelf_dispose;
  G_OBJECT_CLASS (klass)->finalize = console_plan_shelf_finalize;
  signals[CHANGED] = g_signal_new ("changed", CONSOLE_TYPE_PLAN_SHELF, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[GIVEN] = g_signal_new ("given", CONSOLE_TYPE_PLAN_SHELF, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
console_plan_shelf_init (ConsolePlanShelf *shelf)
{
  shelf->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, place_free);
  shelf->recent = console_plan_recent_new ();
}

ConsolePlanShelf *
console_plan_shelf_get (ConsoleSession *session)
{
  ConsolePlanShelf *shelf = g_object_get_data (G_OBJECT (session), SHELF);

  if (shelf)
    return shelf;
  shelf = g_object_new (CONSOLE_TYPE_PLAN_SHELF, NULL);
  g_set_weak_pointer (&shelf->session, session);
  shelf->place = make_place (session);
  g_object_set_data_full (G_OBJECT (session), SHELF, shelf, g_object_unref);
  g_signal_connect_object (session, "notify::person", G_CALLBACK (person_cb), shelf,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::phase", G_CALLBACK (person_cb), shelf,
                           G_CONNECT_SWAPPED);
  return shelf;
}
