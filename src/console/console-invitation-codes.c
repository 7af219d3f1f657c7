/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes stay in secrets; the text that is written or copied is made for that and wiped. */
#include "console-invitation-codes.h"

#include "base/esp-error.h"
#include "console-error.h"
#include "console-file-write.h"
#include "console-format.h"
#include "console-toast.h"

#include <glib/gi18n.h>

struct _ConsoleInvitationCodes
{
  GObject parent_instance;

  GPtrArray *list; /* ConsoleInvitation */
  gboolean handled;
  GdkClipboard *clipboard; /* where one was copied to */
  GdkContentProvider *copied;
};

G_DEFINE_FINAL_TYPE (ConsoleInvitationCodes, console_invitation_codes, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_HANDLED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- Reading -----------------------------------------------------------------------------------*/

static void
invitation_free (gpointer data)
{
  ConsoleInvitation *invitation = data;

  g_free (invitation->name);
  g_free (invitation->account);
  g_clear_pointer (&invitation->code, esp_secret_unref);
  g_free (invitation);
}

static void
take_one (ConsoleInvitationCodes *codes, JsonObject *answer)
{
  const char *code = esp_json_get_string (answer, "Code");
  ConsoleInvitation *invitation;
  EspSecret *secret;

  /* The answer is nobody else's, and its code is to be in one place only. */
  secret = code ? esp_secret_new_take ((char *) code, strlen (code), NULL) : NULL;
  if (!secret)
    return;
  invitation = g_new0 (ConsoleInvitation, 1);
  invitation->name = g_strdup (esp_json_get_string (answer, "Principal"));
  invitation->account = g_strdup (esp_json_get_string (answer, "Account"));
  invitation->until = console_format_read_time (answer, "InvitationExpiresAt");
  invitation->code = secret;
  g_ptr_array_add (codes->list, invitation);
}

GPtrArray *
console_invitation_codes_list (ConsoleInvitationCodes *codes)
{
  return codes->list;
}

gboolean
console_invitation_codes_is_handled (ConsoleInvitationCodes *codes)
{
  return codes->handled;
}

static void
set_handled (ConsoleInvitationCodes *codes)
{
  if (codes->handled)
    return;
  codes->handled = TRUE;
  g_object_notify_by_pspec (G_OBJECT (codes), properties[PROP_HANDLED]);
}

/* --- Copying -----------------------------------------------------------------------------------*/

void
console_invitation_codes_copy (ConsoleInvitationCodes *codes,
                               EspSecret *code,
                               GdkClipboard *clipboard)
{
  gsize len;
  const guint8 *bytes = esp_secret_get_bytes (code, &len);
  char *text = g_strndup ((const char *) bytes, len);
  g_autoptr (GdkContentProvider) provider = gdk_content_provider_new_typed (G_TYPE_STRING, text);

  esp_wipe (text, len);
  g_free (text);
  g_set_object (&codes->clipboard, clipboard);
  g_set_object (&codes->copied, provider);
  gdk_clipboard_set_content (clipboard, provider);
  set_handled (codes);
}

/* --- Saving ------------------------------------------------------------------------------------*/

typedef struct
{
  char *data;
  gsize len;
} Text;

static void
text_free (gpointer data)
{
  Text *text = data;

  esp_wipe (text->data, text->len);
  g_free (text->data);
  g_free (text);
}

/* What stands before the code. */
static char *
make_head (const ConsoleInvitation *invitation)
{
  g_autofree char *name = esp_text_escape (invitation->name ? invitation->name : "");

  return g_strdup_printf ("%s\t%s\t", name, invitation->account ? invitation->account : "");
}

static char *
make_tail (const ConsoleInvitation *invitation)
{
  g_autofree char *until = console_format_time (invitation->until);

  return g_strdup_printf ("\t%s\n", until);
}

static gsize
append (char *at, const char *bytes, gsize len)
{
  if (at)
    memcpy (at, bytes, len);
  return len;
}

/* Its length; written to @at unless that is NULL. */
static gsize
put_line (char *at, const ConsoleInvitation *invitation)
{
  g_autofree char *head = make_head (invitation);
  g_autofree char *tail = make_tail (invitation);
  gsize len, n = 0;
  const guint8 *code = esp_secret_get_bytes (invitation->code, &len);

  n += append (at, head, strlen (head));
  n += append (at ? at + n : NULL, (const char *) code, len);
  n += append (at ? at + n : NULL, tail, strlen (tail));
  return n;
}

/* Never grown: a text that moves leaves itself behind. */
static GBytes *
make_text (ConsoleInvitationCodes *codes)
{
  Text *text = g_new0 (Text, 1);
  gsize n = 0;

  for (guint i = 0; i < codes->list->len; i++)
    text->len += put_line (NULL, g_ptr_array_index (codes->list, i));
  text->data = g_malloc (text->len + 1);
  for (guint i = 0; i < codes->list->len; i++)
    n += put_line (text->data + n, g_ptr_array_index (codes->list, i));
  return g_bytes_new_with_free_func (text->data, text->len, text_free, text);
}

typedef struct
{
  ConsoleInvitationCodes *codes;
  GWeakRef owner;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->codes);
  g_weak_ref_clear (&saving->owner);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Saving) saving = data;
  g_autoptr (GtkWidget) owner = g_weak_ref_get (&saving->owner);
  g_autofree char *base = g_file_get_basename (G_FILE (source));
  g_autofree char *name = g_filename_display_name (base);
  g_autofree char *toast = g_strdup_printf (C_ ("toast", "Saved as “%s”"), name);
  g_autoptr (GError) error = NULL;
  GError *problem = NULL;

  if (console_file_write_finish (result, &problem))
    set_handled (saving->codes);
  else
    esp_error_take_foreign (&error, ESP_REASON_FILE_WRITE, name, problem);
  if (owner && error)
    console_error_show (owner, error);
  else if (owner)
    console_toast_show (owner, toast);
}

void
console_invitation_codes_write (ConsoleInvitationCodes *codes, GtkWidget *owner, GFile *file)
{
  g_autoptr (GBytes) bytes = make_text (codes);
  Saving *saving = g_new0 (Saving, 1);

  saving->codes = g_object_ref (codes);
  g_weak_ref_init (&saving->owner, owner);
  console_file_write_async (file, bytes, CONSOLE_FILE_PRIVATE, NULL, written_cb, saving);
}

/* --- Object ------------------------------------------------------------------------------------*/

static void
console_invitation_codes_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_HANDLED)
    g_value_set_boolean (value, CONSOLE_INVITATION_CODES (object)->handled);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
console_invitation_codes_finalize (GObject *object)
{
  ConsoleInvitationCodes *codes = CONSOLE_INVITATION_CODES (object);

  if (codes->clipboard && gdk_clipboard_get_content (codes->clipboard) == codes->copied)
    gdk_clipboard_set_content (codes->clipboard, NULL);
  g_clear_object (&codes->clipboard);
  g_clear_object (&codes->copied);
  g_ptr_array_unref (codes->list);
  G_OBJECT_CLASS (console_invitation_codes_parent_class)->finalize (object);
}

static void
console_invitation_codes_class_init (ConsoleInvitationCodesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = console_invitation_codes_get_property;
  object_class->finalize = console_invitation_codes_finalize;
  properties[PROP_HANDLED] = g_param_spec_boolean ("handled", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
console_invitation_codes_init (ConsoleInvitationCodes *codes)
{
  codes->list = g_ptr_array_new_with_free_func (invitation_free);
}

ConsoleInvitationCodes *
console_invitation_codes_new (JsonArray *invitations)
{
  ConsoleInvitationCodes *codes = g_object_new (CONSOLE_TYPE_INVITATION_CODES, NULL);

  for (guint i = 0; invitations && i < json_array_get_length (invitations); i++)
    take_one (codes, json_array_get_object_element (invitations, i));
  return codes;
}
