/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One command on its way: what was asked, and what came out. A command's run function fills the
 * result and never prints; its print function prints and never acts. With --json the result is
 * printed as it is.
 */
#pragma once

#include "cli-context.h"

G_BEGIN_DECLS

struct _CliCall
{
  CliContext *context;
  const CliCommand *command;
  const CliWords *words;
  const CliGlobals *globals;

  JsonObject *result;   /* what --json prints; NULL: nothing but what print prints */
  char *document;       /* text for --out or standard output: PEM and nothing else */
  gsize document_size;  /* of what is no text: a report */
  EspSecret *secret;    /* printed once, as the member "Passphrase" at the end of the result */
  int exit_status;      /* 0, unless the answer itself is a *no* */
};

/* Values of the command's arguments and options, as in cli-words.h. */
const char      *cli_call_get         (CliCall *call, const char *name);
gboolean         cli_call_has         (CliCall *call, const char *name);
const GPtrArray *cli_call_get_all     (CliCall *call, const char *name);
/* The count that was given, or @fallback. */
gint64           cli_call_get_number  (CliCall *call, const char *name, gint64 fallback);

/* The operation's parameters from every argument and option that names a member. Errors: FILE_READ and
 * what reading a file can say. Free with json_object_unref(). */
JsonObject      *cli_call_parameters  (CliCall *call, GError **error);
/* Signs in where needed and calls; takes @parameters (may be NULL). */
JsonObject      *cli_call_engine      (CliCall *call, const char *operation, JsonObject *parameters,
                                       GError **error);
/* The row's own operation with cli_call_parameters(): sets the result. */
gboolean         cli_call_run_operation (CliCall *call, GError **error);
void             cli_call_set_result  (CliCall *call, JsonObject *result); /* takes @result */

/* Whether --out names a file (and not "-"). */
gboolean         cli_call_has_out_file (CliCall *call);
/* Refuses an --out file that exists, unless a person agrees: asked before anything is done. */
gboolean         cli_call_check_out   (CliCall *call, GError **error);
/* Keeps @text (taken) as the document and writes it to --out, where that is a file. */
gboolean         cli_call_set_document (CliCall *call, char *text, GError **error);
/* The result's certificate as the document, with --chain also the chain. */
gboolean         cli_call_set_certificate (CliCall *call, GError **error);

void             cli_call_clear       (CliCall *call);

G_END_DECLS
