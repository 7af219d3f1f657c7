/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row to type a passphrase in. Its text buffer is one that wipes itself (GtkPasswordEntryBuffer),
 * is owned by nobody else, and is replaced as a whole when the text is taken: deleting text would
 * leave the tail in memory. Undo is off, since it would keep what was typed. */
#include "console-rows.h"

struct _ConsolePassphraseRow
{
  AdwPreferencesRow parent_instance;

  GtkPasswordEntry *entry;
};

G_DEFINE_FINAL_TYPE (ConsolePassphraseRow, console_passphrase_row, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_0,
  PROP_LENGTH,
  PROP_ACTIVATES_DEFAULT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

static void
give_fresh_buffer (ConsolePassphraseRow *row)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (row->entry));
  g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new ();

  gtk_text_set_buffer (GTK_TEXT (text), buffer);
}

static guint
get_length (ConsolePassphraseRow *row)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (row->entry));

  return gtk_entry_buffer_get_length (gtk_text_get_buffer (GTK_TEXT (text)));
}

static void
entry_changed_cb (ConsolePassphraseRow *row)
{
  g_object_notify_by_pspec (G_OBJECT (row), properties[PROP_LENGTH]);
  g_signal_emit (row, changed_signal, 0);
}

/* A list box row has a signal of this name already. */
static void
entry_activate_cb (ConsolePassphraseRow *row)
{
  g_signal_emit_by_name (row, "activate");
}

static gboolean
console_passphrase_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CONSOLE_PASSPHRASE_ROW (widget)->entry));
}

/* A row takes the focus itself on the way back from its child, and this one would hand it to the
 * entry again: nobody would get out by Shift and Tab. */
static gboolean
console_passphrase_row_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (widget)), direction);
}

static void
console_passphrase_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ConsolePassphraseRow *row = CONSOLE_PASSPHRASE_ROW (object);

  switch (id)
    {
    case PROP_LENGTH:
      g_value_set_uint (value, get_length (row));
      break;
    case PROP_ACTIVATES_DEFAULT:
      g_object_get_property (G_OBJECT (row->entry), "activates-default", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
console_passphrase_row_set_property (GObject *object,
                                     guint id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  ConsolePassphraseRow *row = CONSOLE_PASSPHRASE_ROW (object);

  if (id == PROP_ACTIVATES_DEFAULT)
    g_object_set_property (G_OBJECT (row->entry), "activates-default", value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_passphrase_row_class_init (ConsolePassphraseRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = console_passphrase_row_get_property;
  object_class->set_property = console_passphrase_row_set_property;
  widget_class->grab_focus = console_passphrase_row_grab_focus;
  widget_class->focus = console_passphrase_row_focus;
  properties[PROP_LENGTH] = g_param_spec_uint ("length", NULL, NULL, 0, G_MAXUINT, 0,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ACTIVATES_DEFAULT] = g_param_spec_boolean (
    "activates-default", NULL, NULL, FALSE,
    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  changed_signal = g_signal_new ("changed", CONSOLE_TYPE_PASSPHRASE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/espalier/Espalier/passphrase-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ConsolePassphraseRow, entry);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
}

static void
console_passphrase_row_init (ConsolePassphraseRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
  gtk_editable_set_enable_undo (GTK_EDITABLE (row->entry), FALSE);
  give_fresh_buffer (row);
}

GtkWidget *
console_passphrase_row_new (const char *title)
{
  return g_object_new (CONSOLE_TYPE_PASSPHRASE_ROW, "title", title, NULL);
}

EspSecret *
console_passphrase_row_take (ConsolePassphraseRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row->entry));
  EspSecret *secret = *text ? esp_secret_new_copy (text, strlen (text), NULL) : NULL;

  if (*text)
    give_fresh_buffer (row);
  return secret;
}

/* Into a buffer that is not shown yet: nobody who listens gets the text. */
void
console_passphrase_row_put_back (ConsolePassphraseRow *row, EspSecret *secret)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (row->entry));
  g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new ();
  gsize len;
  const char *bytes = (const char *) esp_secret_get_bytes (secret, &len);

  gtk_entry_buffer_set_text (buffer, bytes, (int) g_utf8_strlen (bytes, (gssize) len));
  gtk_text_set_buffer (GTK_TEXT (text), buffer);
}

gboolean
console_passphrase_row_is_empty (ConsolePassphraseRow *row)
{
  return get_length (row) == 0;
}
