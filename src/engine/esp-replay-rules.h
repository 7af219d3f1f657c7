/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which act may change which rows. A decision says that somebody might do an act; only with this can
 * an event not tell of one act and carry the effects of another.
 */
#pragma once

#include "audit/esp-event.h"
#include "vault/esp-state.h"

G_BEGIN_DECLS

/* May an event with this action change rows of @table at all? */
gboolean esp_replay_may_write (const char *action, const EspStateTable *table);

/* Whose row it is: the ARN that an event about it must have as its resource. NULL: any. @state is the vault
 * before the event, @row the row after it or NULL. Free with g_free(). */
char    *esp_replay_owner     (EspVault *state, const EspStateTable *table, const char *key, JsonObject *row);

/* The row before the event, or NULL. */
JsonObject *esp_replay_read_row (EspVault *state, const EspStateTable *table, const char *key);

/* Is that what stands in @column? NULL: nothing does. */
gboolean esp_replay_has        (JsonObject *row, const char *column, const char *value);
gboolean esp_replay_has_number (JsonObject *row, const char *column, gint64 value);

/* Does the member @column of the row differ between before (in @state) and after? */
gboolean esp_replay_changes   (EspVault *state, const EspStateTable *table, const char *key, JsonObject *row,
                               const char *column);
/* Between two rows, of which either may be NULL; and in all columns but @columns. */
gboolean esp_replay_same       (JsonObject *before, JsonObject *after, const char *column);
gboolean esp_replay_same_beside (JsonObject *before, JsonObject *after, const char * const *columns);

G_END_DECLS
