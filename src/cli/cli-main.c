/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalier-cli: begins and ends here; everything between is cli_run(). */
#include <libintl.h>
#include <locale.h>

#include "cli-complete.h"
#include "cli-manual.h"
#include "cli-run.h"
#include "esp-config.h"

int
main (int argc, char *argv[])
{
  gboolean secure = esp_init ();
  g_autoptr (CliContext) context = NULL;
  g_autoptr (CliGlobals) globals = NULL;
  const char *const *words = (const char *const *) argv + (argc > 0 ? 1 : 0);

  setlocale (LC_ALL, "");
  bindtextdomain (ESP_GETTEXT_PACKAGE, ESP_LOCALEDIR);
  bind_textdomain_codeset (ESP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (ESP_GETTEXT_PACKAGE);
  g_set_prgname ("espalier-cli");

  /* Asked by the shell while somebody types; not for people, so not in the table. */
  if (argc > 1 && g_str_equal (argv[1], "--complete"))
    {
      cli_complete_print (words + 1);
      return 0;
    }
  /* Asked by the build. */
  if (argc == 2 && g_str_equal (argv[1], "--manual"))
    {
      cli_manual_print ();
      return 0;
    }
  context = cli_context_new (secure);
  globals = cli_globals_new_from_environment ();
  return cli_run (context, globals, words, 0, NULL);
}
