/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every command's output has in common: results, documents, remarks, fields, words for codes. */
#pragma once

#include "cli-call.h"
#include "cli-table.h"

G_BEGIN_DECLS

/* The arguments of a sentence (name -> text, or NULL: none) for --json. */
JsonObject *cli_arguments_to_json (GHashTable *arguments);

/* The result of a call, as --json prints it: the error where there is one. @line: 0, or the line of the
 * batch, which puts all on one line together with the command's text. */
void        cli_output_json      (CliCall *call, const GError *error, int exit_status, guint line,
                                  const char *command);

/* The document on standard output, unless it went to a file; then a remark. */
void        cli_print_document   (CliCall *call);

/* A remark on what was done: nothing with --quiet. */
void        cli_print_note       (CliCall *call, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Something to know, on standard error: nothing with --quiet. @text is escaped. */
void        cli_print_warning    (CliCall *call, const char *text);
/* A line that --quiet leaves: the thing itself. Escaped. */
void        cli_print_data       (const char *text);

/* The secret and a line end: the only place where one is shown to a person. */
void        cli_print_secret     (EspSecret *secret);

/* A list of labelled values; @label is a msgid, a NULL value is left out. Lines of a value stand below
 * each other. */
typedef struct _CliFields CliFields;
CliFields  *cli_fields_new       (void);
void        cli_fields_add       (CliFields *fields, const char *label, const char *value);
/* A member of @object: text, number, or yes and no. */
void        cli_fields_add_member (CliFields *fields, const char *label, JsonObject *object,
                                   const char *member);
void        cli_fields_print     (CliFields *fields);
void        cli_fields_free      (CliFields *fields);

/* A heading with an empty line before it; @title is a msgid. */
void        cli_print_heading    (const char *title);
/* What a certificate says, in sections (esp-certificate-sections.h); nothing for NULL. */
void        cli_print_certificate (const char *pem);
/* NULL where @pem is NULL or no certificate. */
EspCertificate *cli_parse_certificate (const char *pem);

/* A state or another code of the service as a word for people; the code itself where there is none.
 * Owned by the translation. */
const char *cli_word             (const char *code);
/* The date of an RFC 3339 text; free with g_free(). */
char       *cli_date             (const char *time);
/* A number of the result as text, "" where it is missing; free with g_free(). */
char       *cli_number           (JsonObject *object, const char *member);
/* A number of the result as "%lld" takes it, for sentences: no macro may cut those; 0 where it is missing. */
long long   cli_count            (JsonObject *object, const char *member);
/* "Key=Value, Key=Value"; free with g_free(). */
char       *cli_tags_text        (JsonObject *object);
/* Texts of an array as cli_word() has them, joined by ", "; free with g_free(). */
char       *cli_join             (JsonObject *object, const char *member);

/* "111122223333 (Root)"; free with g_free(). */
char       *cli_account_text     (JsonObject *object);
/* A finding's sentence in the language of the terminal (members Text, Arguments, Sentence); free with
 * g_free(). */
char       *cli_sentence         (JsonObject *finding);

/* The table, or a remark where it has no row. */
void        cli_print_listing    (CliCall *call, CliTable *table, const char *empty);
/* The member "Tags" of @object. */
void        cli_print_tags       (CliCall *call, JsonObject *object);
/* A policy document (text or object) below @title; nothing where @object has none. */
void        cli_print_policy     (const char *title, JsonObject *object, const char *member);
/* The result's "Findings" as warnings. */
void        cli_print_findings   (CliCall *call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliFields, cli_fields_free)

G_END_DECLS
