/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tags of a CA, a person, a role or a share: what was taken away is removed first, then what is
 * new or different is set. */
#include "console-access-dialogs.h"
#include "console-dialogs.h"
#include "console-form.h"
#include "console-undo.h"

#include <glib/gi18n.h>

#define CONSOLE_TYPE_TAGS_DIALOG (console_tags_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleTagsDialog,
                      console_tags_dialog,
                      CONSOLE,
                      TAGS_DIALOG,
                      ConsoleFormWindow)

struct _ConsoleTagsDialog
{
  ConsoleFormWindow parent_instance;

  ConsoleTagsEditor *editor;
  ConsoleTagged kind;
  char *name;        /* as operations want it */
  GPtrArray *first;  /* EspTag, as they were when the dialog was opened */
  GPtrArray *before; /* as they are in the vault */
};

G_DEFINE_FINAL_TYPE (ConsoleTagsDialog, console_tags_dialog, CONSOLE_TYPE_FORM_WINDOW)

static const struct
{
  const char *member; /* what names it */
  const char *set;
  const char *remove;
  gboolean by_keys; /* removal names keys only */
} kinds[] = {
  [CONSOLE_TAGGED_CA] = { "CertificateAuthority", "TagCertificateAuthority",
                          "UntagCertificateAuthority", FALSE },
  [CONSOLE_TAGGED_PERSON] = { "Name", "TagPrincipal", "UntagPrincipal", TRUE },
  [CONSOLE_TAGGED_ROLE] = { "Role", "TagRole", "UntagRole", TRUE },
  [CONSOLE_TAGGED_SHARE] = { "Name", "TagResourceShare", "UntagResourceShare", TRUE },
};

/* The tags of @a that @b lacks; with @values also those of another value. */
static GPtrArray *
subtract (GPtrArray *a, GPtrArray *b, gboolean values)
{
  GPtrArray *rest = esp_tags_new ();

  for (guint i = 0; i < a->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (a, i);
      const char *other = esp_tags_get (b, tag->key);

      if (!other || (values && !g_str_equal (other, tag->value)))
        esp_tags_set (rest, tag->key, tag->value, NULL);
    }
  return rest;
}

static void
changed_cb (ConsoleTagsDialog *dialog)
{
  g_autoptr (GPtrArray) after = console_tags_editor_get_tags (dialog->editor);
  g_autoptr (GPtrArray) gone = NULL, set = NULL;

  if (!dialog->before)
    return;
  gone = after ? subtract (dialog->before, after, FALSE) : NULL;
  set = after ? subtract (after, dialog->before, TRUE) : NULL;
  console_form_window_set_valid (CONSOLE_FORM_WINDOW (dialog), after && gone->len + set->len > 0);
}

static JsonArray *
list_keys (GPtrArray *tags)
{
  JsonArray *keys = json_array_new ();

  for (guint i = 0; i < tags->len; i++)
    json_array_add_string_element (keys, ((EspTag *) g_ptr_array_index (tags, i))->key);
  return keys;
}

static const char *
get_operation (ConsoleTagsDialog *dialog, gboolean removal)
{
  return removal ? kinds[dialog->kind].remove : kinds[dialog->kind].set;
}

static JsonObject *
make_parameters (ConsoleTagsDialog *dialog, gboolean removal, GPtrArray *tags)
{
  JsonObject *parameters = json_object_new ();

  json_object_set_string_member (parameters, kinds[dialog->kind].member, dialog->name);
  if (removal && kinds[dialog->kind].by_keys)
    json_object_set_array_member (parameters, "TagKeys", list_keys (tags));
  else
    json_object_set_array_member (parameters, "Tags", console_tags_to_json (tags));
  return parameters;
}

static void
call_with_tags (ConsoleTagsDialog *dialog, gboolean removal, GPtrArray *tags, ConsoleFormDone done)
{
  console_form_window_call (CONSOLE_FORM_WINDOW (dialog), get_operation (dialog, removal),
                            make_parameters (dialog, removal, tags), done);
}

static void
add_undo (ConsoleTagsDialog *dialog, ConsoleUndo *undo, gboolean removal, GPtrArray *tags)
{
  if (tags->len > 0)
    console_undo_add_call (undo, get_operation (dialog, removal),
                           make_parameters (dialog, removal, tags));
}

/* What is new goes, and what went or changed comes back. */
static ConsoleUndo *
make_undo (ConsoleTagsDialog *dialog)
{
  ConsoleUndo *undo = console_undo_new (C_ ("toast", "The tags are as they were"));
  g_autoptr (GPtrArray) after = console_tags_editor_get_tags (dialog->editor);
  g_autoptr (GPtrArray) come = after ? subtract (after, dialog->first, FALSE) : esp_tags_new ();
  g_autoptr (GPtrArray) gone = after ? subtract (dialog->first, after, TRUE) : esp_tags_new ();

  add_undo (dialog, undo, TRUE, come);
  add_undo (dialog, undo, FALSE, gone);
  return undo;
}

static void
finish (ConsoleFormWindow *window)
{
  console_undo_offer (make_undo (CONSOLE_TAGS_DIALOG (window)),
                      console_form_window_get_session (window), C_ ("toast", "Tags saved"));
  gtk_window_close (GTK_WINDOW (window));
}

static void
saved (ConsoleFormWindow *window, JsonObject *result)
{
  if (result)
    finish (window);
}

static void
set_rest (ConsoleTagsDialog *dialog)
{
  g_autoptr (GPtrArray) after = console_tags_editor_get_tags (dialog->editor);
  g_autoptr (GPtrArray) set = after ? subtract (after, dialog->before, TRUE) : NULL;

  if (set && set->len > 0)
    call_with_tags (dialog, FALSE, set, saved);
  else
    finish (CONSOLE_FORM_WINDOW (dialog));
}

static void
removed (ConsoleFormWindow *window, JsonObject *result)
{
  ConsoleTagsDialog *dialog = CONSOLE_TAGS_DIALOG (window);
  g_autoptr (GPtrArray) after = console_tags_editor_get_tags (dialog->editor);
  g_autoptr (GPtrArray) gone = NULL;

  if (!result || !after)
    return;
  gone = subtract (dialog->before, after, FALSE);
  for (guint i = 0; i < gone->len; i++)
    esp_tags_remove (dialog->before, ((EspTag *) g_ptr_array_index (gone, i))->key, NULL);
  set_rest (dialog);
}

static void
console_tags_dialog_submit (ConsoleFormWindow *window)
{
  ConsoleTagsDialog *dialog = CONSOLE_TAGS_DIALOG (window);
  g_autoptr (GPtrArray) after = console_tags_editor_get_tags (dialog->editor);
  g_autoptr (GPtrArray) gone = after ? subtract (dialog->before, after, FALSE) : NULL;

  if (gone && gone->len > 0)
    call_with_tags (dialog, TRUE, gone, removed);
  else if (gone)
    set_rest (dialog);
}

static void
console_tags_dialog_finalize (GObject *object)
{
  ConsoleTagsDialog *dialog = CONSOLE_TAGS_DIALOG (object);

  g_free (dialog->name);
  g_clear_pointer (&dialog->first, g_ptr_array_unref);
  g_clear_pointer (&dialog->before, g_ptr_array_unref);
  G_OBJECT_CLASS (console_tags_dialog_parent_class)->finalize (object);
}

static void
console_tags_dialog_class_init (ConsoleTagsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = console_tags_dialog_finalize;
  CONSOLE_FORM_WINDOW_CLASS (klass)->submit = console_tags_dialog_submit;
  g_type_ensure (CONSOLE_TYPE_TAGS_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/tags-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsoleTagsDialog, editor);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
console_tags_dialog_init (ConsoleTagsDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
}

GtkWindow *
console_tags_dialog_new_for (ConsoleSession *session,
                             ConsoleTagged kind,
                             const char *name,
                             GPtrArray *tags)
{
  ConsoleTagsDialog *dialog = g_object_new (CONSOLE_TYPE_TAGS_DIALOG, "session", session, NULL);

  dialog->kind = kind;
  dialog->name = g_strdup (name);
  dialog->first = esp_tags_new ();
  dialog->before = esp_tags_new ();
  for (guint i = 0; i < tags->len; i++)
    {
      const EspTag *tag = g_ptr_array_index (tags, i);

      esp_tags_set (dialog->first, tag->key, tag->value, NULL);
      esp_tags_set (dialog->before, tag->key, tag->value, NULL);
    }
  console_tags_editor_set_tags (dialog->editor, dialog->before);
  /* An empty list waits for its first tag. */
  if (dialog->before->len == 0)
    console_tags_editor_add (dialog->editor, "", "");
  return GTK_WINDOW (dialog);
}

GtkWindow *
console_tags_dialog_new (ConsoleSession *session, EspCaNode *node)
{
  const EspCa *ca = esp_ca_node_get_ca (node);

  return console_tags_dialog_new_for (session, CONSOLE_TAGGED_CA, ca->arn, ca->tags);
}
