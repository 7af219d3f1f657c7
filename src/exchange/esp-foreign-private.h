/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private to this room: what the readers of foreign formats share. */
#pragma once

#include "base/esp-error.h"
#include "esp-foreign.h"

G_BEGIN_DECLS

#define ESP_FOREIGN_MAX_WHOLE 67108864  /* of a file that is read whole: DER, a list, PKCS#12 */
#define ESP_FOREIGN_MAX_BLOCK 100663296 /* of a block of armour: a list of ESP_FOREIGN_MAX_WHOLE bytes in base64 */

typedef struct
{
  const EspForeignOptions *options;
  EspForeignFunc func;
  gpointer data;
  guint64 n_items;
} EspForeignReading;

/* Where something stands: EspForeignItem's first members. */
typedef struct
{
  const char *file;
  const char *table;
  guint64 row;
  const char *label;
} EspForeignPlace;

/* How a kind of source is read; @path is what was opened, @name how it is called in places. */
typedef gboolean (*EspForeignReader) (EspForeignReading *reading, const char *path, const char *name, GError **error);

/* An item at a place, to be filled in. */
EspForeignItem esp_foreign_item        (EspForeignKind kind, const EspForeignPlace *place);
/* Hands it over. Errors: FOREIGN_TOO_MANY, CANCELLED, those of the function. */
gboolean       esp_foreign_hand_over   (EspForeignReading *reading, EspForeignItem *item, GError **error);
/* Hands over an item with a problem; takes @problem. */
gboolean       esp_foreign_hand_problem (EspForeignReading *reading, EspForeignKind kind,
                                        const EspForeignPlace *place, GError *problem, GError **error);
/* FOREIGN_ROW with this problem. */
gboolean       esp_foreign_hand_bad_row (EspForeignReading *reading, EspForeignKind kind,
                                        const EspForeignPlace *place, const char *problem, GError **error);
gboolean       esp_foreign_is_cancelled (EspForeignReading *reading, GError **error);
/* FOREIGN_DAMAGED; FALSE. */
gboolean       esp_foreign_refuse      (GError **error, const char *path, const char *kind, const char *problem);

/* --- What things are: esp-foreign-blocks.c --- */

/* The armour of @label around @text (the block as it stands, NUL-terminated); @dek_info: of the traditional
 * encryption, or NULL. @body: where the base64 begins. */
gboolean       esp_foreign_take_block  (EspForeignReading *reading, const EspForeignPlace *place, const char *label,
                                        const char *dek_info, const char *text, gsize len, gsize body,
                                        GError **error);
/* Something in DER (or BER), told by its shape. */
gboolean       esp_foreign_take_der    (EspForeignReading *reading, const EspForeignPlace *place, GBytes *der,
                                        GError **error);
/* A key that was opened, or why not: takes both. @public_key (borrowed) may be NULL. */
gboolean       esp_foreign_take_key    (EspForeignReading *reading, const EspForeignPlace *place, EspSecret *key,
                                        GError *problem, GBytes *public_key, GError **error);

/* --- Readers --- */

gboolean esp_foreign_read_pem     (EspForeignReading *reading, const char *path, const char *name, GError **error);
gboolean esp_foreign_read_pem_text (EspForeignReading *reading, const EspForeignPlace *place, const char *text,
                                         gsize len, GError **error);
gboolean esp_foreign_read_binary  (EspForeignReading *reading, const char *path, const char *name, GError **error);
gboolean esp_foreign_read_folder  (EspForeignReading *reading, const char *path, const char *name, GError **error);
gboolean esp_foreign_read_openssl (EspForeignReading *reading, const char *path, const char *name, GError **error);
gboolean esp_foreign_read_easy_rsa (EspForeignReading *reading, const char *path, const char *name, GError **error);
gboolean esp_foreign_read_xca     (EspForeignReading *reading, const char *path, const char *name, GError **error);
gboolean esp_foreign_read_gnomint (EspForeignReading *reading, const char *path, const char *name, GError **error);
gboolean esp_foreign_read_report  (EspForeignReading *reading, const char *path, const char *name, GError **error);
/* A file by its content, of whatever kind but a database or a report. */
gboolean esp_foreign_read_loose   (EspForeignReading *reading, const char *path, const char *name, GError **error);

/* Is a folder one of these? */
gboolean       esp_foreign_is_openssl   (const char *path);
gboolean       esp_foreign_is_easy_rsa  (const char *path);
/* "XCA", "GNOMINT", or NULL: a database of somebody else's. Errors: FOREIGN_DAMAGED. */
const char    *esp_foreign_database_kind (const char *path, GError **error);

/* Files below a folder, sorted, links not followed; what @skip refuses is left out (with all below it, where it is
 * a folder). @func gets the path and the name below @path. Errors: FOLDER_READ, FOREIGN_TOO_MANY, FOREIGN_TOO_DEEP,
 * those of @func. */
typedef gboolean (*EspForeignSkip) (const char *name, gboolean folder);
gboolean       esp_foreign_walk        (EspForeignReading *reading, const char *path, const char *name,
                                        EspForeignSkip skip, EspForeignReader func, GError **error);

/* --- Values: esp-foreign-values.c --- */

/* "YYMMDDHHMMSSZ" or "YYYYMMDDHHMMSSZ". */
gboolean       esp_foreign_parse_time   (const char *text, gint64 *time);
/* Hex of any case to lower case, filled up to 32 digits; NULL where it is none, or of more than 64 digits. */
char          *esp_foreign_parse_serial (const char *text);
/* The service's name of an X.509 reason by code or by OpenSSL's name; "UNSPECIFIED" and *@known FALSE where it has
 * none. */
const char    *esp_foreign_reason_by_code (int code, gboolean *known);
const char    *esp_foreign_reason_by_name (const char *name, gboolean *known);
/* OpenSSL's name of an X.509 reason, or NULL. */
const char    *esp_foreign_reason_name    (int code);
/* A copy that is valid UTF-8; NULL gives NULL. */
char          *esp_foreign_make_valid   (const char *text);

G_END_DECLS
