/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The revocation lists of an authority: the complete one, which names every revocation, and the parts,
 * each of which names those of its own certificates. A list is renewed when it lacks a revocation or
 * has passed half of its time.
 */
#pragma once

#include "esp-operation.h"
#include "pki/esp-crl.h"
#include "vault/esp-revocation-store.h"

G_BEGIN_DECLS

typedef struct
{
  const EspCa *ca;  /* borrowed */
  EspCrlPart *part; /* NULL: the complete list */
  EspCrl *crl;      /* NULL: none was signed yet */
  gboolean fresh;   /* signed now, and not stored yet */
} EspRevocationList;

/* The complete list as it is stored. */
EspRevocationList *esp_revocation_list_load  (EspVault *vault, const EspCa *ca, GError **error);
/* Those that somebody needs: the complete one unless every certificate is bound to a part, the parts
 * until the last of their certificates has ended and stood in one list more. */
GPtrArray         *esp_revocation_lists_load (EspVault *vault, const EspCa *ca, GError **error);
void               esp_revocation_list_free  (EspRevocationList *list);
/* Signs a new one where it is due; its number is @number or more. */
gboolean           esp_revocation_list_renew (EspRevocationList *list, EspOperationContext *context,
                                              gint64 number, GError **error);
/* *@due: esp_revocation_list_renew() would sign. */
gboolean           esp_revocation_list_is_due (EspRevocationList *list, EspOperationContext *context,
                                               gboolean *due, GError **error);
/* Inside the caller's transaction; nothing to do where it is not fresh. */
gboolean           esp_revocation_list_store (EspRevocationList *list, EspVault *vault, GError **error);
/* What the number of the next list must reach: the size of the log once its own event is in it, so that a
 * vault that was put back to an older copy shows by a number that falls (security.md). -1 on error. */
gint64             esp_revocation_next_number (EspOperationContext *context, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRevocationList, esp_revocation_list_free)

G_END_DECLS
