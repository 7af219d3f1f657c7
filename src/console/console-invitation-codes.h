/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-time codes that were answered once: to be copied and saved until they are wiped with this. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;    /* of the person */
  char *account; /* number */
  gint64 until;
  EspSecret *code;
} ConsoleInvitation;

#define CONSOLE_TYPE_INVITATION_CODES (console_invitation_codes_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleInvitationCodes, console_invitation_codes, CONSOLE, INVITATION_CODES, GObject)

/* Property "handled" (read-only, with notify): one was copied, or all were saved. */

/* Takes the codes out of an answer's member "Invitations": they are wiped there. */
ConsoleInvitationCodes *console_invitation_codes_new  (JsonArray *invitations);
GPtrArray              *console_invitation_codes_list (ConsoleInvitationCodes *codes); /* ConsoleInvitation */
gboolean                console_invitation_codes_is_handled (ConsoleInvitationCodes *codes);
/* What was copied is taken off the clipboard again with the codes, unless something else is there by then. */
void                    console_invitation_codes_copy (ConsoleInvitationCodes *codes, EspSecret *code,
                                                       GdkClipboard *clipboard);
/* Into a file that nobody else can read; one line a person. A toast or an error over @owner. */
void                    console_invitation_codes_write (ConsoleInvitationCodes *codes, GtkWidget *owner, GFile *file);

G_END_DECLS
