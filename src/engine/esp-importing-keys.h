/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Private to the import: the keys of a source, which wait for their rows until all authorities are known. Of a key no
 * more is kept than whose it is.
 */
#pragma once

#include "esp-importing-rows.h"
#include "esp-importing.h"

G_BEGIN_DECLS

typedef struct _EspImportedKeys EspImportedKeys;

EspImportedKeys *esp_imported_keys_new   (void);
void             esp_imported_keys_free  (EspImportedKeys *keys);
/* Errors: FOREIGN_TOO_MANY. */
gboolean         esp_imported_keys_add   (EspImportedKeys *keys, const EspForeignItem *item, GError **error);
/* Gives each to the authorities that have it, with a row that says what becomes of it. Returns how many nothing
 * opens. Afterwards @keys is empty. */
gint64           esp_imported_keys_judge (EspImportedKeys *keys, EspVault *vault, EspImportedAuthorities *all,
                                          EspImportRows *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportedKeys, esp_imported_keys_free)

G_END_DECLS
