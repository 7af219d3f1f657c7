/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every class of the console, and every model below it, by a list that is made from the sources: in
 * the scenes (scenes-fixture.h), and by hand where none of them needs it, each is built, shown if
 * it is a widget, has each property read and written back, and is finalised, every single object of
 * it. What is built and finalised is counted where it happens: in the classes themselves. */
#include "classes.h"

#include "console/console-application.h"
#include "console/console-idle-lock.h"
#include "console/console-invitation-codes.h"
#include "console/console-undo.h"

#include "scenes-fixture.h"

#define GONE_WITHIN (10 * G_USEC_PER_SEC)

typedef struct
{
  const char *name;
  GType type;
  void (*constructed) (GObject *object);
  void (*finalize) (GObject *object);
  guint n_built, n_gone, n_read, n_shown, n_written;
} Class;

typedef struct
{
  Class *class;
  const char *scene; /* where it was seen first */
  gboolean is_read;
} Life;

static GHashTable *classes; /* type -> Class, of those that have objects */
static GHashTable *lives;   /* object -> Life, for as long as it is there */
static GMutex mutex;        /* around both: some are built in threads */

static void
complain (const char *what, const char *name, const char *more)
{
  g_test_message ("%s: %s%s%s", name, what, more ? ": " : "", more ? more : "");
  g_test_fail ();
}

/* --- Counting ----------------------------------------------------------------------------------*/

static Class *
find_class (gpointer object)
{
  Class *class = g_hash_table_lookup (classes, GSIZE_TO_POINTER (G_OBJECT_TYPE (object)));

  g_assert_nonnull (class);
  return class;
}

static void
count_built (GObject *object)
{
  Class *class = find_class (object);
  Life *life = g_new0 (Life, 1);

  class->constructed (object);
  life->class = class;
  g_mutex_lock (&mutex);
  class->n_built++;
  g_hash_table_insert (lives, object, life);
  g_mutex_unlock (&mutex);
}

static void
count_gone (GObject *object)
{
  Class *class = find_class (object);

  g_mutex_lock (&mutex);
  class->n_gone++;
  g_hash_table_remove (lives, object);
  g_mutex_unlock (&mutex);
  class->finalize (object);
}

/* Only those that nothing is derived from: a derived class would have our functions twice. */
static void
watch_class (Class *class, GObjectClass *object_class)
{
  class->constructed = object_class->constructed;
  class->finalize = object_class->finalize;
  object_class->constructed = count_built;
  object_class->finalize = count_gone;
  g_hash_table_insert (classes, GSIZE_TO_POINTER (class->type), class);
}

static guint
count_derived (GType type)
{
  guint n;
  g_autofree GType *derived = g_type_children (type, &n);

  return n;
}

/* All classes are made before the first is watched, so that none has inherited that. */
static void
watch_all (void)
{
  g_autoptr (GPtrArray) made = g_ptr_array_new ();

  classes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  lives = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; i < n_class_names; i++)
    g_ptr_array_add (made, g_type_class_ref (class_names[i].get_type ()));
  for (guint i = 0; i < n_class_names; i++)
    {
      GType type = class_names[i].get_type ();
      Class *class;

      g_assert_cmpstr (g_type_name (type), ==, class_names[i].name);
      if (G_TYPE_IS_ABSTRACT (type))
        continue;
      g_assert_cmpuint (count_derived (type), ==, 0);
      class = g_new0 (Class, 1);
      class->name = class_names[i].name;
      class->type = type;
      watch_class (class, g_ptr_array_index (made, i));
    }
}

/* --- Properties --------------------------------------------------------------------------------*/

static gboolean
is_ours (const GParamSpec *spec)
{
  const char *owner = g_type_name (spec->owner_type);

  return g_str_has_prefix (owner, "Console") || g_str_has_prefix (owner, "Esp");
}

/* Boxed values are copies, of which GLib compares the addresses. */
static gboolean
is_same (GParamSpec *spec, const GValue *one, const GValue *other)
{
  const char *const *strings = G_VALUE_HOLDS (one, G_TYPE_STRV) ? g_value_get_boxed (one) : NULL;
  const char *const *others = strings ? g_value_get_boxed (other) : NULL;

  if (strings && others)
    return g_strv_equal (strings, others);
  return g_param_values_cmp (spec, one, other) == 0;
}

/* To what it is: nothing may follow from that, and nothing may be lost by it. */
static void
write_back (GObject *object, GParamSpec *spec, const GValue *value)
{
  g_auto (GValue) again = G_VALUE_INIT;

  g_object_set_property (object, spec->name, value);
  g_value_init (&again, spec->value_type);
  g_object_get_property (object, spec->name, &again);
  if (!is_same (spec, value, &again))
    complain ("is another after it was set to what it is", G_OBJECT_TYPE_NAME (object), spec->name);
}

static void
read_property (GObject *object, GParamSpec *spec, Class *class)
{
  g_auto (GValue) value = G_VALUE_INIT;

  if (!(spec->flags & G_PARAM_READABLE) || spec->flags & G_PARAM_DEPRECATED)
    return;
  g_value_init (&value, spec->value_type);
  g_object_get_property (object, spec->name, &value);
  if (!is_ours (spec) || !(spec->flags & G_PARAM_WRITABLE) || spec->flags & G_PARAM_CONSTRUCT_ONLY)
    return;
  write_back (object, spec, &value);
  class->n_written++;
}

static void
read_object (GObject *object, Class *class)
{
  guint n;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

  for (guint i = 0; i < n; i++)
    read_property (object, specs[i], class);
  class->n_read++;
}

/* Of all that is there now, what is seen for the first time; to be looked at without the lock. */
static GPtrArray *
take_new (const char *scene)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer object, life;

  g_mutex_lock (&mutex);
  g_hash_table_iter_init (&iter, lives);
  while (g_hash_table_iter_next (&iter, &object, &life))
    {
      if (GTK_IS_WIDGET (object) && gtk_widget_get_mapped (object))
        ((Life *) life)->class->n_shown++;
      if (((Life *) life)->is_read)
        continue;
      ((Life *) life)->is_read = TRUE;
      ((Life *) life)->scene = scene;
      g_ptr_array_add (objects, g_object_ref (object));
    }
  g_mutex_unlock (&mutex);
  return objects;
}

static void
look_at_all (const char *scene)
{
  g_autoptr (GPtrArray) objects = take_new (scene);

  for (guint i = 0; i < objects->len; i++)
    read_object (g_ptr_array_index (objects, i), find_class (g_ptr_array_index (objects, i)));
}

static void
look_at_scene (const Scene *scene, GtkWindow *window)
{
  look_at_all (scene->name);
}

/* --- Without a scene ---------------------------------------------------------------------------*/

static GObject *
make_codes (Fixture *fixture)
{
  g_autoptr (JsonArray) none = json_array_new ();

  return G_OBJECT (console_invitation_codes_new (none));
}

static GObject *
make_idle_lock (Fixture *fixture)
{
  return G_OBJECT (console_idle_lock_new (fixture->session));
}

static GObject *
make_progress (Fixture *fixture)
{
  return G_OBJECT (esp_progress_new ());
}

static GObject *
make_undo (Fixture *fixture)
{
  return G_OBJECT (console_undo_new (NULL));
}

/* What belongs to no page and no dialog, or only to what was done there. */
static GObject *(*const makers[]) (Fixture *fixture) = {
  make_codes,
  make_idle_lock,
  make_progress,
  make_undo,
};

static void
make_others (Fixture *fixture)
{
  for (gsize i = 0; i < G_N_ELEMENTS (makers); i++)
    {
      g_autoptr (GObject) object = makers[i](fixture);

      look_at_all ("by hand");
    }
}

static void
activated_cb (GObject *object)
{
  look_at_all ("the program");
  gtk_window_destroy (gtk_application_get_active_window (GTK_APPLICATION (object)));
}

/* From its start to its end, in between with its window. */
static void
run_application (void)
{
  GApplication *object = g_object_new (CONSOLE_TYPE_APPLICATION, "application-id",
                                       "org.espalier.Espalier.Classes", "flags",
                                       G_APPLICATION_NON_UNIQUE, NULL);

  g_signal_connect_after (object, "activate", G_CALLBACK (activated_cb), NULL);
  g_assert_cmpint (g_application_run (object, 0, NULL), ==, 0);
  g_object_unref (object);
}

/* --- The verdict -------------------------------------------------------------------------------*/

static void
judge_class (const Class *class)
{
  if (class->n_built == 0)
    complain ("is in no scene", class->name, NULL);
  else if (class->n_read == 0)
    complain ("is gone before it could be looked at", class->name, NULL);
  else if (g_type_is_a (class->type, GTK_TYPE_WIDGET) && class->n_shown == 0)
    complain ("is shown by no scene", class->name, NULL);
  if (class->n_gone < class->n_built)
    complain ("is not finalised", class->name, NULL);
}

static void
judge_abstract_class (GType type)
{
  if (count_derived (type) == 0)
    complain ("nothing is derived from it", g_type_name (type), NULL);
}

/* What is registered by name, and in the list or not. */
static guint
judge_types_below (GType type, GHashTable *known)
{
  guint n_types = 0, n = 0;
  g_autofree GType *types = g_type_children (type, &n_types);

  for (guint i = 0; i < n_types; i++)
    {
      const char *name = g_type_name (types[i]);

      if (g_str_has_prefix (name, "Console") || g_str_has_prefix (name, "Esp"))
        {
          n++;
          if (!g_hash_table_contains (known, name))
            complain ("is not in the list of classes", name, NULL);
        }
      n += judge_types_below (types[i], known);
    }
  return n;
}

static void
judge_list (void)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n_class_names; i++)
    g_hash_table_add (known, (gpointer) class_names[i].name);
  g_assert_cmpuint (g_hash_table_size (known), ==, n_class_names);
  g_assert_cmpuint (judge_types_below (G_TYPE_OBJECT, known), ==, n_class_names);
}

static void
judge_all (void)
{
  GHashTableIter iter;
  gpointer object, life;
  guint n_written = 0;

  for (guint i = 0; i < n_class_names; i++)
    {
      GType type = class_names[i].get_type ();
      const Class *class = g_hash_table_lookup (classes, GSIZE_TO_POINTER (type));

      if (!class)
        judge_abstract_class (type);
      else
        judge_class (class);
      n_written += class ? class->n_written : 0;
    }
  g_hash_table_iter_init (&iter, lives);
  while (g_hash_table_iter_next (&iter, &object, &life))
    complain ("is left", G_OBJECT_TYPE_NAME (object), ((Life *) life)->scene);
  g_test_message ("%u properties were written", n_written);
  g_assert_cmpuint (n_written, >, 0);
}

static gboolean
is_anything_left (void)
{
  gboolean left;

  g_mutex_lock (&mutex);
  left = g_hash_table_size (lives) > 0;
  g_mutex_unlock (&mutex);
  return left;
}

/* --- Main --------------------------------------------------------------------------------------*/

static void
test_all (void)
{
  Fixture fixture = { NULL };
  gint64 end;

  watch_all ();
  fixture_set_up (&fixture, NULL);
  make_others (&fixture);
  play_all (&fixture, look_at_scene);
  run_application ();
  fixture_tear_down (&fixture, NULL);
  for (end = g_get_monotonic_time () + GONE_WITHIN;
       is_anything_left () && g_get_monotonic_time () < end;)
    run_for (20);
  judge_list ();
  judge_all ();
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!set_up_display ())
    return 77;
  prepare_scenes (&error);
  g_assert_no_error (error);
  g_test_add_func ("/console/classes", test_all);
  status = g_test_run ();
  tidy_scenes ();
  return status;
}
