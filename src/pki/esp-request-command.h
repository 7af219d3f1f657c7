/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The openssl command that makes a key and a request that a template accepts: for people who make their keys where
 * they are used. Everything that was given is quoted for sh, for openssl's -subj and for its configuration, or refused
 * where it can't be.
 */
#pragma once

#include "esp-algorithm.h"
#include "esp-name.h"
#include "esp-template.h"

G_BEGIN_DECLS

#define ESP_REQUEST_COMMAND_MAX_NAMES 100

typedef struct
{
  const EspTemplate *template;
  EspName *subject;           /* NULL or empty: none, then there must be names */
  const char * const *names;  /* "www.example.com", "10.0.0.1", "ada@example.com", "spiffe://a/b", or with "DNS:",
                               * "IP:", "email:", "URI:" before it; NULL: none */
  const EspKeyAlgorithm *key;
  const char *file;           /* name of the files without ".key" and ".csr"; NULL: "request" */
} EspRequestCommand;

/* Lines for sh, comments and one command. Errors: REQUEST_COMMAND_VALUE, REQUEST_COMMAND_ROOT, REQUEST_COMMAND_KEY,
 * REQUEST_COMMAND_NOBODY. Free with g_free(). */
char *esp_request_command_to_text (const EspRequestCommand *command, GError **error);

G_END_DECLS
