/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a command reads and writes. Nothing is overwritten unless somebody agreed. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define CLI_FILE_MAX_SIZE (4 * 1024 * 1024)

/* The text of a file, or of standard input for "-"; one that holds no text gets the armour of PEM
 * around its bytes, so that the engine can say what it is. Errors: FILE_READ, FILE_TOO_LARGE. */
char    *cli_file_read_pem  (const char *path, GError **error);
/* The object in a JSON file, or on standard input for "-". Errors: FILE_READ, FILE_TOO_LARGE, JSON_SYNTAX
 * and the others of base/esp-json.h, MEMBER_TYPE. */
JsonObject *cli_file_read_json (const char *path, GError **error);
/* TRUE when @path does not exist, @yes is given, or a person on the terminal agrees. Errors: FILE_KEPT. */
gboolean cli_file_may_write (const char *path, gboolean yes, GError **error);
/* Whole or not at all, 0644. Errors: FILE_WRITE. */
gboolean cli_file_write     (const char *path, const char *text, GError **error);
/* The same for what is no text. */
gboolean cli_file_write_data (const char *path, const char *data, gsize len, GError **error);
/* A line for its owner alone: 0600. Errors: FILE_WRITE. */
gboolean cli_file_write_private (const char *path, const char *text, GError **error);
/* Bytes for their owner alone: 0600, without a copy. Errors: FILE_WRITE. */
gboolean cli_file_write_secret (const char *path, const guint8 *bytes, gsize len, GError **error);
/* Errors: FILE_WRITE. */
gboolean cli_folder_make    (const char *path, GError **error);

G_END_DECLS
