/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What dialogs are made of: a window with *Cancel* and one verb, rows that say what is wrong with
 * another row, and the parts that several forms share (CA, tags, validity).
 */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* A form and, after it, what came of it. The verb is insensitive until the form is "valid" and while a call
 * runs ("busy"); the spinner comes after 300 ms. Properties: "session" (construct only), "form", "result"
 * (widgets), "primary-label", "valid", "busy", "destructive". A class derived from it implements submit(). */
#define CONSOLE_TYPE_FORM_WINDOW (console_form_window_get_type ())
G_DECLARE_DERIVABLE_TYPE (ConsoleFormWindow, console_form_window, CONSOLE, FORM_WINDOW, AdwWindow)

struct _ConsoleFormWindowClass
{
  AdwWindowClass parent_class;

  void (*submit) (ConsoleFormWindow *window);
};

ConsoleSession *console_form_window_get_session  (ConsoleFormWindow *window);
void            console_form_window_set_valid    (ConsoleFormWindow *window, gboolean valid);
/* Valid when @reason is NULL; else it is the tooltip of the verb. */
void            console_form_window_set_reason   (ConsoleFormWindow *window, const char *reason);
gboolean        console_form_window_is_valid     (ConsoleFormWindow *window);
/* Calls the operation as console_session_call(), busy meanwhile. An error is shown by the window; then @done
 * gets NULL. Takes @parameters. */
typedef void (*ConsoleFormDone) (ConsoleFormWindow *window, JsonObject *result);
void            console_form_window_call         (ConsoleFormWindow *window, const char *operation,
                                                  JsonObject *parameters, ConsoleFormDone done);
/* The same for what takes long: a bar tells how far it is, and *Cancel* stops it and leaves the form as it was; then
 * @done gets NULL as well. */
void            console_form_window_call_long    (ConsoleFormWindow *window, const char *operation,
                                                  JsonObject *parameters, ConsoleFormDone done);
/* The same for what is called in another way: with what is returned, lent, and told to _end_long() what came of it. */
GCancellable   *console_form_window_begin_long   (ConsoleFormWindow *window, ConsoleFormDone done);
void            console_form_window_end_long     (ConsoleFormWindow *window, JsonObject *result, const GError *error);
/* While something is done that is no operation. The form can't be changed then, and the window not be closed. */
void            console_form_window_set_busy     (ConsoleFormWindow *window, gboolean busy);
/* Turns to "result": *Cancel* goes, and the verb becomes *Done*, which closes. */
void            console_form_window_show_result  (ConsoleFormWindow *window);
/* For console_files_*: a widget inside, beneath the toasts of the window. */
GtkWidget      *console_form_window_get_owner    (ConsoleFormWindow *window);

/* A sentence beneath a row of a boxed list: what is wrong with it, live. Properties "target" (the row; gets
 * the class error), "text" (NULL or "": hidden). */
#define CONSOLE_TYPE_HINT_ROW (console_hint_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleHintRow, console_hint_row, CONSOLE, HINT_ROW, AdwPreferencesRow)
void            console_hint_row_set_text        (ConsoleHintRow *row, const char *text);
/* NULL: all is well. */
void            console_hint_row_set_error       (ConsoleHintRow *row, const GError *error);

/* How long: a number and a unit, with the end as its subtitle. An end within a day of @limit is meant to be the
 * limit. Property "problem" (a sentence or NULL, read-only); signal "changed". */
#define CONSOLE_TYPE_VALIDITY_ROW (console_validity_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleValidityRow, console_validity_row, CONSOLE, VALIDITY_ROW, AdwActionRow)
/* @limit: the issuer's end; 0: none. @value is lowered until it fits, down to days. */
void            console_validity_row_set_default (ConsoleValidityRow *row, EspValidityType unit, int value,
                                                  gint64 limit);
void            console_validity_row_set         (ConsoleValidityRow *row, EspValidityType unit, int value);
const char     *console_validity_row_get_problem (ConsoleValidityRow *row);
/* The member "Validity" of a call. */
JsonObject     *console_validity_row_to_json     (ConsoleValidityRow *row);

/* Rows of key and value. Signal "changed". */
#define CONSOLE_TYPE_TAGS_EDITOR (console_tags_editor_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleTagsEditor, console_tags_editor, CONSOLE, TAGS_EDITOR, AdwBin)
void            console_tags_editor_set_tags     (ConsoleTagsEditor *editor, GPtrArray *tags);
/* GPtrArray of EspTag, or NULL while something is wrong. */
GPtrArray      *console_tags_editor_get_tags     (ConsoleTagsEditor *editor);
/* Other words over it than those for the tags of a new thing. */
void            console_tags_editor_set_words    (ConsoleTagsEditor *editor, const char *title,
                                                  const char *description);
/* The member "Tags" of a call. */
JsonArray      *console_tags_to_json             (GPtrArray *tags);
void            console_tags_editor_add          (ConsoleTagsEditor *editor, const char *key, const char *value);

/* One tag of them. Properties "key", "value"; signals "changed", "remove". */
#define CONSOLE_TYPE_TAG_ROW (console_tag_row_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleTagRow, console_tag_row, CONSOLE, TAG_ROW, AdwPreferencesRow)
GtkWidget      *console_tag_row_new              (const char *key, const char *value);
const char     *console_tag_row_get_key          (ConsoleTagRow *row);
const char     *console_tag_row_get_value        (ConsoleTagRow *row);
gboolean        console_tag_row_is_empty         (ConsoleTagRow *row);
/* NULL: all is well. */
void            console_tag_row_set_problem      (ConsoleTagRow *row, const char *text);

/* Name, key, validity and tags of a new CA. Properties "valid" and "extra" (a widget after the name); signal
 * "changed". */
#define CONSOLE_TYPE_CA_FORM (console_ca_form_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleCaForm, console_ca_form, CONSOLE, CA_FORM, AdwBin)
void            console_ca_form_set_organization (ConsoleCaForm *form, const char *organization);
/* @years: the default; @limit: the issuer's end, 0 for a root. */
void            console_ca_form_set_validity     (ConsoleCaForm *form, int years, gint64 limit);
gboolean        console_ca_form_is_valid         (ConsoleCaForm *form);
const char     *console_ca_form_get_name         (ConsoleCaForm *form);
/* Adds Subject, KeyAlgorithm, Validity and Tags. */
void            console_ca_form_fill             (ConsoleCaForm *form, JsonObject *parameters);

/* Four possible path lengths as a choice; what @parent does not allow is greyed out with the reason. */
#define CONSOLE_TYPE_PATH_LENGTH_GROUP (console_path_length_group_get_type ())
G_DECLARE_FINAL_TYPE (ConsolePathLengthGroup, console_path_length_group, CONSOLE, PATH_LENGTH_GROUP, AdwBin)
void            console_path_length_group_set_parent (ConsolePathLengthGroup *group, const EspCa *parent);
/* -1 while none can be chosen. */
int             console_path_length_group_get_length (ConsolePathLengthGroup *group);
void            console_path_length_group_set_length (ConsolePathLengthGroup *group, int length);
/* What a CA of it may have below; NULL: it is none of those that can be chosen. */
const char     *console_path_length_meaning      (int length);

/* A boxed list for each EspSection, appended to @box after it was emptied. */
void            console_sections_fill            (GtkBox *box, GPtrArray *sections);

/* The fields of a name as RFC 4514 text: @keys and @values side by side, n of them; empty ones are left out. */
char           *console_subject_text             (const char * const *keys, const char * const *values, guint n);

/* Rows of a combo with a second line of small print; a row with a reason is greyed out and can't be chosen. Both
 * functions return texts to free, or NULL. */
typedef char *(*ConsoleComboText) (gpointer item, gpointer data);
void            console_combo_set_texts          (AdwComboRow *combo, ConsoleComboText title,
                                                  ConsoleComboText note, ConsoleComboText reason, gpointer data);

/* Saving one certificate, over @owner; texts are looked up by the operation GetCertificate. */
typedef enum
{
  CONSOLE_SAVE_PEM,
  CONSOLE_SAVE_CHAIN,
  CONSOLE_SAVE_DER,
} ConsoleSaveAs;
void            console_certificate_save         (GtkWidget *owner, const char *label, const char *pem,
                                                  const char *chain, ConsoleSaveAs as);

G_END_DECLS
