/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log told again from the founder's anchor: was every entry signed by somebody who was enrolled and
 * active then, did the decision of that moment (access, run on the state before) allow it, did a second
 * person consent where one was needed, and does it change only what such an act changes? What follows from
 * all entries is the state that the vault must be in. The state is built up in memory, with the tables of
 * a vault and the engine's own functions over them.
 */
#pragma once

#include "audit/esp-event.h"
#include "vault/esp-event-store.h"

G_BEGIN_DECLS

typedef struct _EspReplay EspReplay;

/* Tells of a finding: @object a row, or NULL where it is the entry itself. */
typedef void (*EspReplayFind) (gint64 sequence, const char *object, const char *problem, gpointer data);

/* @vault: whose log it is. */
EspReplay *esp_replay_new   (EspVault *vault, EspReplayFind find, gpointer data, GError **error);
/* The next event, parsed. Entries of programs that signed no state yet are only looked at for their signature.
 * FALSE only where memory or file fail. */
gboolean   esp_replay_event (EspReplay *replay, const EspEvent *event, const EspStoredEvent *stored, GError **error);
/* After the last one, which was @sequence - 1. */
void       esp_replay_end   (EspReplay *replay, gint64 sequence);
void       esp_replay_free  (EspReplay *replay);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReplay, esp_replay_free)

G_END_DECLS
