/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of properties, each bound to its key. What they do is done where it belongs: the idle
 * lock, the notices and the window follow the properties; style and first vault are here. */
#include "console-preferences.h"

#include "console-files.h"
#include "console-settings.h"

#define PREFERENCES "console-preferences"
#define MINUTES_MAX 1440
#define DAYS_MAX 365

typedef enum
{
  LOCK_AFTER_MINUTES = 1,
  COLOR_SCHEME,
  START_WITH,
  NOTIFY_ALERTS,
  NOTIFY_DUE_DAYS,
  REPORT_FORMAT,
  FILES_FOLDER,
  LAST_VAULT,
  N_PROPS
} Property;

struct _ConsolePreferences
{
  GObject parent_instance;

  GSettings *settings; /* NULL: nothing is kept */
  GValue values[N_PROPS];
};

G_DEFINE_FINAL_TYPE (ConsolePreferences, console_preferences, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

/* --- Reading -----------------------------------------------------------------------------------*/

static const GValue *
get_value (ConsolePreferences *preferences, const char *name)
{
  Property property = LOCK_AFTER_MINUTES;

  while (property < N_PROPS && !g_str_equal (properties[property]->name, name))
    property++;
  return &preferences->values[property];
}

int
console_preferences_get_int (ConsolePreferences *preferences, const char *name)
{
  return g_value_get_int (get_value (preferences, name));
}

gboolean
console_preferences_get_boolean (ConsolePreferences *preferences, const char *name)
{
  return g_value_get_boolean (get_value (preferences, name));
}

char *
console_preferences_get_string (ConsolePreferences *preferences, const char *name)
{
  return g_value_dup_string (get_value (preferences, name));
}

/* --- Style -------------------------------------------------------------------------------------*/

static void
apply_style (ConsolePreferences *preferences)
{
  static const struct
  {
    const char *name;
    AdwColorScheme scheme;
  } schemes[] = {
    { "system", ADW_COLOR_SCHEME_DEFAULT },
    { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
    { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
  };
  const char *name = g_value_get_string (&preferences->values[COLOR_SCHEME]);

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_strcmp0 (schemes[i].name, name) == 0)
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[i].scheme);
}

void
console_preferences_follow_style (ConsolePreferences *preferences)
{
  g_signal_connect (preferences, "notify::color-scheme", G_CALLBACK (apply_style), NULL);
  apply_style (preferences);
}

/* --- Files -------------------------------------------------------------------------------------*/

static void
apply_folder (ConsolePreferences *preferences)
{
  console_files_set_folder (g_value_get_string (&preferences->values[FILES_FOLDER]));
}

void
console_preferences_follow_folder (ConsolePreferences *preferences)
{
  g_signal_connect (preferences, "notify::files-folder", G_CALLBACK (apply_folder), NULL);
  apply_folder (preferences);
}

/* --- The vault to begin with -------------------------------------------------------------------*/

char *
console_preferences_find_vault (ConsolePreferences *preferences)
{
  const char *with = g_value_get_string (&preferences->values[START_WITH]);
  const char *last = g_value_get_string (&preferences->values[LAST_VAULT]);
  g_autofree char *usual = g_build_filename (g_get_user_data_dir (), "espalier", "vault.espalier",
                                             NULL);

  if (g_strcmp0 (with, "none") == 0)
    return NULL;
  if (g_strcmp0 (with, "usual") != 0 && last && last[0] && g_file_test (last, G_FILE_TEST_EXISTS))
    return g_strdup (last);
  return g_file_test (usual, G_FILE_TEST_EXISTS) ? g_steal_pointer (&usual) : NULL;
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_preferences_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id > 0 && id < N_PROPS)
    g_value_copy (&CONSOLE_PREFERENCES (object)->values[id], value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_preferences_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id > 0 && id < N_PROPS)
    g_value_copy (value, &CONSOLE_PREFERENCES (object)->values[id]);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_preferences_dispose (GObject *object)
{
  g_clear_object (&CONSOLE_PREFERENCES (object)->settings);
  G_OBJECT_CLASS (console_preferences_parent_class)->dispose (object);
}

static void
console_preferences_finalize (GObject *object)
{
  for (Property property = LOCK_AFTER_MINUTES; property < N_PROPS; property++)
    g_value_unset (&CONSOLE_PREFERENCES (object)->values[property]);
  G_OBJECT_CLASS (console_preferences_parent_class)->finalize (object);
}

static void
console_preferences_class_init (ConsolePreferencesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = console_preferences_get_property;
  object_class->set_property = console_preferences_set_property;
  object_class->dispose = console_preferences_dispose;
  object_class->finalize = console_preferences_finalize;
  /* Defaults as in the schema. */
  properties[LOCK_AFTER_MINUTES] = g_param_spec_int ("lock-after-minutes", NULL, NULL, 0,
                                                     MINUTES_MAX, 15, flags);
  properties[COLOR_SCHEME] = g_param_spec_string ("color-scheme", NULL, NULL, "system", flags);
  properties[START_WITH] = g_param_spec_string ("start-with", NULL, NULL, "last", flags);
  properties[NOTIFY_ALERTS] = g_param_spec_boolean ("notify-alerts", NULL, NULL, TRUE, flags);
  properties[NOTIFY_DUE_DAYS] = g_param_spec_int ("notify-due-days", NULL, NULL, 0, DAYS_MAX, 30,
                                                  flags);
  properties[REPORT_FORMAT] = g_param_spec_string ("report-format", NULL, NULL, "pdf", flags);
  properties[FILES_FOLDER] = g_param_spec_string ("files-folder", NULL, NULL, "", flags);
  properties[LAST_VAULT] = g_param_spec_string ("last-vault", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_preferences_init (ConsolePreferences *preferences)
{
  preferences->settings = console_settings_new ();
  for (Property property = LOCK_AFTER_MINUTES; property < N_PROPS; property++)
    {
      g_value_init (&preferences->values[property], properties[property]->value_type);
      g_param_value_set_default (properties[property], &preferences->values[property]);
      if (preferences->settings)
        g_settings_bind (preferences->settings, properties[property]->name, preferences,
                         properties[property]->name, G_SETTINGS_BIND_DEFAULT);
    }
}

ConsolePreferences *
console_preferences_get (ConsoleSession *session)
{
  ConsolePreferences *preferences = g_object_get_data (G_OBJECT (session), PREFERENCES);

  if (preferences)
    return preferences;
  preferences = g_object_new (CONSOLE_TYPE_PREFERENCES, NULL);
  g_object_set_data_full (G_OBJECT (session), PREFERENCES, preferences, g_object_unref);
  return preferences;
}
