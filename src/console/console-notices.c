/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table, the gravest first. What of the state is not what was signed is named among the alerts.
 */
#include "console-notices.h"

#include <glib/gi18n.h>

typedef enum
{
  READ_ONLY,
  NO_RECOVERY,
  KEYRING,
} Of;

static const struct
{
  Of of;
  const char *value;
  ConsoleNotice notice;
} notices[] = {
  { READ_ONLY,
    "state",
    { N_ ("This vault was changed by something that is not this program. It is open for reading "
          "only."),
      NC_ ("button", "_Show What…"), "win.show-place::alerts" } },
  { READ_ONLY,
    "rollback",
    { N_ ("This is an older copy of the vault than one that was seen here before. It is open for "
          "reading only."),
      NC_ ("button", "_Show What…"), "win.show-place::alerts" } },
  { READ_ONLY,
    "newer-schema",
    { N_ ("This vault was written by a newer version. It is open for reading only."), NULL,
      NULL } },
  { READ_ONLY,
    "file",
    { N_ ("This vault is open for reading only: its file or folder can't be written."), NULL,
      NULL } },
  { NO_RECOVERY,
    NULL,
    { N_ ("There is no recovery identity yet. If passphrases and keyrings are lost, so are "
          "all keys."),
      NC_ ("button", "_Create…"), "win.recovery" } },
  { KEYRING,
    "LOCKED",
    { N_ ("The keyring of the desktop is locked, so an older copy of this vault might go "
          "unnoticed."),
      NULL, NULL } },
  { KEYRING,
    "ABSENT",
    { N_ ("There is no keyring on this desktop, so an older copy of this vault might go "
          "unnoticed."),
      NULL, NULL } },
  { KEYRING,
    "SILENT",
    { N_ ("The keyring of the desktop does not answer, so an older copy of this vault might go "
          "unnoticed."),
      NULL, NULL } },
};

const ConsoleNotice *
console_notices_choose (const char *read_only, gboolean no_recovery, const char *keyring_note)
{
  for (gsize i = 0; i < G_N_ELEMENTS (notices); i++)
    if ((notices[i].of == READ_ONLY && g_strcmp0 (notices[i].value, read_only) == 0) ||
        (notices[i].of == NO_RECOVERY && no_recovery) ||
        (notices[i].of == KEYRING && g_strcmp0 (notices[i].value, keyring_note) == 0))
      return &notices[i].notice;
  return NULL;
}
