/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two persons restore a backup in which a root is under their rule: at the same machine the other one signs what
 * the entry of the restore says, and the entry, signed by who restores, has that signature in it. The other person
 * is an approver of one of these roots, or the recovery identity. The same holds where the backup has no such root
 * (any more, or yet) and the vault has that it replaces; a file that was moved away before is beyond that, and only
 * the notes of rollback tell of it.
 */
#pragma once

#include "audit/esp-event.h"
#include "esp-operation.h"

G_BEGIN_DECLS

/* Where a second person is needed: puts the consent of @second into the details, which are complete but for that.
 * @replaced: the vault that stood there, or NULL. Errors: RESTORE_NEEDS_SECOND, RESTORE_SECOND_UNFIT. */
gboolean esp_restoring_agree     (EspOperationContext *context, EspSession *second, EspVault *replaced,
                                  GError **error);
/* Of an entry of a restore, with the state before it: *@agreed where it needs no consent, or has one that is good. */
gboolean esp_restoring_is_agreed (EspVault *state, const char *vault_id, const EspEvent *event, gboolean *agreed,
                                  GError **error);

G_END_DECLS
