/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who could sign in, read in a thread; and signing in with what is at hand. */
#pragma once

#include "console-session.h"

G_BEGIN_DECLS

/* @people: EspPerson, active ones only; NULL with @error. Not called once @owner is gone. */
typedef void (*ConsolePeopleDone) (GtkWidget *owner, GPtrArray *people, const GError *error,
                                   gpointer data);
void             console_people_list  (ConsoleSession *session, GtkWidget *owner, ConsolePeopleDone done,
                                       gpointer data);
/* The roles of @person as a person may read them, in their order. */
GtkStringList   *console_people_show_roles (const EspPerson *person);
/* NULL when there is none of this name. */
const EspPerson *console_people_find  (GPtrArray *people, const char *name);

/* In another role of the person who is signed in, with the keys that are open: no passphrase again. Errors are shown
 * over @over. */
void             console_people_switch_role (ConsoleSession *session, GtkWidget *over, const char *role);

/* console-sign-in-dialog.c: @name in one of its roles; @role NULL: to be chosen. Where the keyring alone
 * opens the identity and the role is known it is asked at once, without a dialog. */
void             console_sign_in_start (ConsoleSession *session, GtkWidget *over, const char *name,
                                        const char *role);

G_END_DECLS
