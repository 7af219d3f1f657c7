/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who acts: the one that was named, else the only person, else the one who signed in last on this
 * machine. The passphrase comes from a file or from the terminal; an identity that the OS keyring
 * opens needs none.
 */
#include "cli-session.h"

#include <glib/gi18n.h>

#include "cli-prompt.h"

#define LAST_FILE "last-principals.ini"
#define LAST_KEY "principal"
#define RECOVERY_PREFIX "recovery:"

static char *
last_file (void)
{
  return g_build_filename (g_get_user_state_dir (), "espalier", LAST_FILE, NULL);
}

/* NULL where nobody is remembered for this vault. */
static char *
read_last (const char *vault)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = last_file ();

  if (!vault || !g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_key_file_get_string (file, vault, LAST_KEY, NULL);
}

/* A convenience only: where it can't be written, the next command asks again. */
void
cli_session_remember (CliContext *context, const char *principal)
{
  const char *vault = esp_engine_get_vault_id (context->engine);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = last_file ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *before = read_last (vault);
  g_autoptr (GError) error = NULL;

  if (!vault || g_strcmp0 (before, principal) == 0)
    return;
  g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  g_key_file_set_string (file, vault, LAST_KEY, principal);
  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_key_file_save_to_file (file, path, &error))
    g_debug ("who signed in is not remembered: %s", error ? error->message : folder);
}

static const EspPerson *
find_person (GPtrArray *people, const char *name)
{
  for (guint i = 0; name && i < people->len; i++)
    {
      const EspPerson *person = g_ptr_array_index (people, i);

      if (g_str_equal (person->name, name))
        return person;
    }
  return NULL;
}

static const EspPerson *
find_only_active (GPtrArray *people)
{
  const EspPerson *only = NULL;

  for (guint i = 0; i < people->len; i++)
    {
      const EspPerson *person = g_ptr_array_index (people, i);

      if (person->active && only)
        return NULL;
      if (person->active)
        only = person;
    }
  return only;
}

/* NULL: the engine shall say who could be meant. */
static const EspPerson *
choose_person (CliContext *context, const CliGlobals *globals, GPtrArray *people)
{
  const EspPerson *only;
  g_autofree char *last = NULL;

  if (globals->as)
    return find_person (people, globals->as);
  only = find_only_active (people);
  if (only)
    return only;
  last = read_last (esp_engine_get_vault_id (context->engine));
  return find_person (people, last);
}

const char *
cli_session_recovery_path (const char *who)
{
  return who && g_str_has_prefix (who, RECOVERY_PREFIX) ? who + strlen (RECOVERY_PREFIX) : NULL;
}

const char *
cli_session_recovery_file (const CliGlobals *globals)
{
  return cli_session_recovery_path (globals->as);
}

EspSecret *
cli_session_ask (const CliGlobals *globals, const char *whose, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *question = NULL;

  if (globals->passphrase_file)
    return esp_secret_read_file (globals->passphrase_file, error);
  if (!cli_prompt_available ())
    return NULL;
  name = esp_text_escape (whose);
  question = g_strdup_printf (_ ("Passphrase of %s: "), name);
  return cli_prompt_passphrase (question, error);
}

/* Leaves @passphrase NULL where the keyring is to answer, because no passphrase opens such an
 * identity, or where nobody can be asked: then the engine says what is missing. */
static gboolean
get_passphrase (const CliGlobals *globals,
                const EspPerson *person,
                EspSecret **passphrase,
                GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (person && g_strcmp0 (person->unlock, "keyring") == 0)
    return TRUE;
  if (!person && !globals->passphrase_file)
    return TRUE;
  if (person && person->service && !globals->passphrase_file)
    {
      esp_error_set (error, ESP_REASON_SERVICE_UNLOCK, person->name, NULL);
      return FALSE;
    }
  *passphrase = cli_session_ask (globals, person ? person->name : "", &problem);
  if (!problem)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static char *
session_name (const CliGlobals *globals)
{
  return g_strdup_printf ("%s\n%s", globals->as ? globals->as : "",
                          globals->role ? globals->role : "");
}

void
cli_session_signed_in (CliContext *context, const CliGlobals *globals)
{
  g_free (context->signed_in);
  context->signed_in = session_name (globals);
}

gboolean
cli_session_open (CliContext *context, const CliGlobals *globals, GError **error)
{
  g_autoptr (EspEngine) engine = cli_context_ref_engine (context, error);

  if (!engine)
    return FALSE;
  if (esp_engine_is_open (engine))
    return TRUE;
  return esp_engine_open (engine, globals->vault, NULL, error);
}

static gboolean
sign_in_recovery (CliContext *context, const CliGlobals *globals, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspSecret) passphrase = cli_session_ask (globals, globals->as, &problem);

  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (!esp_engine_sign_in_recovery (context->engine, cli_session_recovery_file (globals),
                                    passphrase, NULL, error))
    return FALSE;
  cli_session_signed_in (context, globals);
  return TRUE;
}

gboolean
cli_session_sign_in_anew (CliContext *context,
                          const CliGlobals *globals,
                          EspSecret **passphrase,
                          GError **error)
{
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (EspSecret) secret = NULL;
  const EspPerson *person;
  const char *name;

  if (!cli_session_open (context, globals, error))
    return FALSE;
  if (cli_session_recovery_file (globals))
    return sign_in_recovery (context, globals, error);
  people = esp_engine_list_people (context->engine, error);
  if (!people)
    return FALSE;
  person = choose_person (context, globals, people);
  if (!get_passphrase (globals, person, &secret, error))
    return FALSE;
  name = person ? person->name : globals->as;
  if (!esp_engine_sign_in (context->engine, name, globals->role, secret, NULL, error))
    return FALSE;
  if (person)
    cli_session_remember (context, person->name);
  cli_session_signed_in (context, globals);
  if (passphrase)
    *passphrase = g_steal_pointer (&secret);
  return TRUE;
}

gboolean
cli_session_sign_in (CliContext *context, const CliGlobals *globals, GError **error)
{
  g_autofree char *wanted = session_name (globals);

  if (g_strcmp0 (context->signed_in, wanted) == 0)
    return TRUE;
  return cli_session_sign_in_anew (context, globals, NULL, error);
}
