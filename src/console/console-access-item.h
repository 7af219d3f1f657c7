/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person, a role, a guardrail or a permission for sharing as the engine describes it, or a heading between them, as
 * an item of a list; and the words and pictures for it. Texts are as they came: whoever shows them makes them safe. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

typedef enum
{
  CONSOLE_ACCESS_HEADING,
  CONSOLE_ACCESS_PERSON,
  CONSOLE_ACCESS_ROLE,
  CONSOLE_ACCESS_GUARDRAIL,
  CONSOLE_ACCESS_PERMISSION,
} ConsoleAccessKind;

#define CONSOLE_TYPE_ACCESS_ITEM (console_access_item_get_type ())
G_DECLARE_FINAL_TYPE (ConsoleAccessItem, console_access_item, CONSOLE, ACCESS_ITEM, GObject)

ConsoleAccessItem *console_access_item_new         (ConsoleAccessKind kind, JsonObject *object);
ConsoleAccessItem *console_access_item_new_heading (const char *text);
/* The heading of an account in which is nobody. */
ConsoleAccessItem *console_access_item_new_account (const char *name, const char *number);
ConsoleAccessKind  console_access_item_get_kind    (ConsoleAccessItem *item);
const char        *console_access_item_get_name    (ConsoleAccessItem *item); /* of a heading its text */
JsonObject        *console_access_item_get_object  (ConsoleAccessItem *item); /* NULL of a heading */
/* What it is sorted under, or NULL: the name of the account, or who made a permission. */
const char        *console_access_item_get_group   (ConsoleAccessItem *item);
gboolean           console_access_item_matches     (ConsoleAccessItem *item, const char *search);

/* Of PERSON, SERVICE, RECOVERY. */
const char        *console_person_kind_word        (const char *kind);
const char        *console_person_kind_icon        (const char *kind);
/* Of INVITED, ENROLLED, ACTIVE, SUSPENDED; the class is one of style.css or NULL. */
const char        *console_person_status_word      (const char *status);
const char        *console_person_status_icon      (const char *status);
const char        *console_person_status_style     (const char *status);
/* What it means, as a sentence. */
const char        *console_person_status_sentence  (const char *status);
/* "ab:cd:…" in groups of four digits, as it is read out: "ABCD EF01 …". Free with g_free(). */
char              *console_fingerprint_show        (const char *fingerprint);
/* The hexadecimal digits of what was typed, lower case. Free with g_free(). */
char              *console_fingerprint_read        (const char *text);
/* Names of an array, with commas; "" for none. Free with g_free(). */
char              *console_names_join              (JsonArray *names);
gboolean           console_names_contain           (JsonArray *names, const char *name);
/* "Ada Kern as Admin", not safe yet. Free with g_free(). */
char              *console_name_in_role            (const char *person, const char *role);
/* The member Tags as GPtrArray of EspTag. */
GPtrArray         *console_tags_from_json          (JsonObject *object);

G_END_DECLS
