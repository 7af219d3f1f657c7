/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many requests at once: one text with many PEM blocks, or a folder of request files. Cuts and reads,
 * within limits; what a block means is for the parser in pki to say. One bad block or file never
 * spoils the others: it comes with an error of its own.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_PEM_BUNDLE_MAX_SIZE 67108864
#define ESP_PEM_BUNDLE_MAX_BLOCKS 100000
#define ESP_PEM_BLOCK_MAX_SIZE 131072
#define ESP_REQUEST_FOLDER_MAX_FILES 100000

typedef struct
{
  guint line;    /* where it begins, from 1 */
  char *label;   /* "CERTIFICATE REQUEST"; never NULL */
  char *text;    /* from the BEGIN line to the END line, with a line end; NULL where @error is set */
  GError *error; /* PEM_NOT_ENDED, PEM_WRONG_END, PEM_BLOCK_TOO_LARGE; NULL: well cut */
} EspPemBlock;

void         esp_pem_block_free       (EspPemBlock *block);

/* All blocks of @text (@len bytes; -1: up to the NUL), in order: GPtrArray of EspPemBlock, at least
 * one. Text between blocks is skipped. Errors: FILE_TOO_LARGE, PEM_NONE, PEM_TOO_MANY. */
GPtrArray   *esp_pem_bundle_split     (const char *text, gssize len, GError **error);
/* The same for a file, or standard input for "-". A file without any block becomes one block of label
 * "CERTIFICATE REQUEST" around its bytes (DER), so that the parser can say what it is. Errors: as above
 * without PEM_NONE, and FILE_READ. */
GPtrArray   *esp_pem_bundle_read      (const char *path, GError **error);

/* Paths of the files *.csr, *.pem, *.req and *.der (any case) in a folder, sorted by name; folders,
 * pipes and hidden files are left out. NULL-terminated; free with g_strfreev(). Errors: FOLDER_READ,
 * FOLDER_EMPTY, FOLDER_TOO_MANY. */
char       **esp_request_folder_list  (const char *path, GError **error);
/* One request file as PEM text (DER gets its armour). Files are read one by one, so that a folder of
 * any size needs little memory. Errors: FILE_READ, FILE_TOO_LARGE. Free with g_free(). */
char        *esp_request_file_read    (const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPemBlock, esp_pem_block_free)

G_END_DECLS
