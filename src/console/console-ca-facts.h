/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of a CA in two groups: who it is, and what limits it. */
#pragma once

#include <adwaita.h>

#include "engine/espalier.h"

G_BEGIN_DECLS

typedef struct _ConsoleCaFacts ConsoleCaFacts;

/* Adds the rows to both groups, which have to outlive it. */
ConsoleCaFacts *console_ca_facts_new         (AdwPreferencesGroup *identity, AdwPreferencesGroup *constraints);
void            console_ca_facts_free        (ConsoleCaFacts *facts);
void            console_ca_facts_show        (ConsoleCaFacts *facts, const EspCa *ca);
/* @ca as the operation DescribeCertificateAuthority gives it. */
void            console_ca_facts_describe    (ConsoleCaFacts *facts, JsonObject *ca);
/* @name NULL: not known. */
void            console_ca_facts_set_account (ConsoleCaFacts *facts, const char *number, const char *name);
/* What was asked for is no longer known. */
void            console_ca_facts_forget      (ConsoleCaFacts *facts);

G_END_DECLS
