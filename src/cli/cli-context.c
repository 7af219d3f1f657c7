/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's life in this process, and where the global options come from. Signing in is in
 * cli-session.c. */
#include "cli-context.h"

#include <glib/gi18n.h>

static const char *
translate (const char *one, const char *many, gulong n)
{
  return many ? ngettext (one, many, n) : gettext (one);
}

static char *
from_environment (const char *name)
{
  const char *value = g_getenv (name);

  return value && value[0] ? g_strdup (value) : NULL;
}

CliGlobals *
cli_globals_new_from_environment (void)
{
  CliGlobals *globals = g_new0 (CliGlobals, 1);

  globals->vault = from_environment ("ESPALIER_VAULT");
  globals->as = from_environment ("ESPALIER_AS");
  globals->role = from_environment ("ESPALIER_ROLE");
  globals->passphrase_file = from_environment ("ESPALIER_PASSPHRASE_FILE");
  if (!globals->vault)
    globals->vault = g_build_filename (g_get_user_data_dir (), "espalier", "vault.espalier", NULL);
  return globals;
}

static char *
word_or_base (const CliWords *words, const char *name, const char *base)
{
  const char *given = cli_words_get_global (words, name);

  return g_strdup (given ? given : base);
}

CliGlobals *
cli_globals_new_from_words (const CliGlobals *base, const CliWords *words)
{
  CliGlobals *globals = g_new0 (CliGlobals, 1);

  globals->vault = word_or_base (words, "vault", base->vault);
  globals->as = word_or_base (words, "as", base->as);
  globals->role = word_or_base (words, "role", base->role);
  globals->passphrase_file = word_or_base (words, "passphrase-file", base->passphrase_file);
  globals->now = word_or_base (words, "now", base->now);
  globals->json = base->json || cli_words_has (words, "json");
  globals->quiet = base->quiet || cli_words_has (words, "quiet");
  globals->yes = base->yes || cli_words_has (words, "yes");
  return globals;
}

void
cli_globals_free (CliGlobals *globals)
{
  if (!globals)
    return;
  g_free (globals->vault);
  g_free (globals->as);
  g_free (globals->role);
  g_free (globals->passphrase_file);
  g_free (globals->now);
  g_free (globals);
}

CliContext *
cli_context_new (gboolean secure)
{
  CliContext *context = g_new0 (CliContext, 1);

  context->secure = secure;
  return context;
}

void
cli_context_free (CliContext *context)
{
  if (!context)
    return;
  if (context->engine)
    esp_engine_close (context->engine);
  g_clear_object (&context->engine);
  g_clear_pointer (&context->clock, esp_clock_unref);
  g_free (context->signed_in);
  g_free (context);
}

gboolean
cli_context_set_now (CliContext *context, const CliGlobals *globals, GError **error)
{
  gint64 now;

  if (!globals->now)
    return TRUE;
  if (!esp_time_parse (globals->now, &now, error))
    {
      if (error)
        esp_error_set_object (*error, "--now");
      return FALSE;
    }
  if (context->clock)
    esp_clock_set (context->clock, now);
  else
    context->clock = esp_clock_new_fixed (now);
  return TRUE;
}

EspEngine *
cli_context_ref_engine (CliContext *context, GError **error)
{
  if (!context->secure)
    {
      esp_error_set (error, ESP_REASON_SECRET_MEMORY, NULL, NULL);
      return NULL;
    }
  if (!context->engine)
    {
      context->engine = esp_engine_new (context->clock);
      esp_engine_set_words (context->engine, translate, FALSE);
    }
  return g_object_ref (context->engine);
}
