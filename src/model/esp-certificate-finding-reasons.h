/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be wrong with a certificate where it stands: id, severity, source of the rule, condition (in
 * esp-certificate-finding.c), English sentence: what is so, with the values, and what to do. Included several times
 * with another ESP_CERTIFICATE_FINDING, so it has no include guard. {name} stands for an argument. Whom it concerns is
 * printed before it. Ids are stable: scripts are written against them.
 */
/* path length */
ESP_CERTIFICATE_FINDING (PATH_LENGTH_BROKEN, ALERT, "RFC 5280, 4.2.1.9 and 6.1.4 (l)", breaks_path_length, "it is an authority of path length {own} below \"{authority}\", whose path length {limit} leaves no room for one: verifiers refuse everything it issues; have it issued by an authority with room, or reissue \"{authority}\" with a longer path length")
ESP_CERTIFICATE_FINDING (PATH_LENGTH_EXCEEDED, ALERT, "RFC 5280, 6.1.4 (l)", exceeds_path_length, "{count} authorities stand between it and \"{authority}\", whose path length is {limit}: verifiers refuse it; issue it again under an authority with room")
ESP_CERTIFICATE_FINDING (PATH_LENGTH_WIDER, WARNING, "RFC 5280, 4.2.1.9", widens_path_length, "its path length is {own}, and \"{authority}\" above it with path length {limit} leaves {room}: the rest is refused by verifiers; reissue it with path length {room}")
/* purposes */
ESP_CERTIFICATE_FINDING (PURPOSES_NONE_LEFT, ALERT, "RFC 5280, 4.2.1.12", loses_all_purposes, "it is for {own}, and \"{authority}\" above it is for {allowed} alone, so verifiers take it for nothing; issue it under an authority that has these purposes, or none set")
ESP_CERTIFICATE_FINDING (PURPOSES_LOST, WARNING, "RFC 5280, 4.2.1.12", loses_purposes, "of its purposes {own} verifiers do not take {lost}, as \"{authority}\" above it is for {allowed} alone; issue it under an authority that has these purposes, or leave them out")
/* names */
ESP_CERTIFICATE_FINDING (NAME_NOT_PERMITTED, ALERT, "RFC 5280, 4.2.1.10", has_name_outside, "its name {name} is outside of what \"{authority}\" above it permits, so verifiers refuse it; issue it again without that name, or under another authority")
ESP_CERTIFICATE_FINDING (NAME_EXCLUDED, ALERT, "RFC 5280, 4.2.1.10", has_name_excluded, "its name {name} is within {subtree}, which \"{authority}\" above it excludes, so verifiers refuse it; issue it again without that name, or under another authority")
ESP_CERTIFICATE_FINDING (NAME_NOT_COMPARED, ALERT, "RFC 5280, 4.2.1.10", has_name_not_compared, "its name {name} is malformed, or of a kind that can't be held against the limits that \"{authority}\" above it sets, so verifiers refuse it; issue it again without that name, or under another authority")
ESP_CERTIFICATE_FINDING (SERVER_NAME_MISSING, WARNING, "RFC 9525, 2 and 6.3", lacks_server_name, "it is for servers and has no alternative name, and clients do not look at the common name {name}; issue it again with a DNS name or an address")
/* the authority above */
ESP_CERTIFICATE_FINDING (ISSUER_UNKNOWN, WARNING, "RFC 5280, 6.1", lacks_issuer, "its issuer \"{issuer}\" is not here, so nothing could be held against it; add the certificate of that authority")
ESP_CERTIFICATE_FINDING (ISSUER_NOT_CA, ALERT, "RFC 5280, 6.1.4 (k)", has_no_authority_above, "\"{authority}\", which signed it, is no authority, so verifiers refuse it; issue it again under one")
ESP_CERTIFICATE_FINDING (ISSUER_MAY_NOT_SIGN, ALERT, "RFC 5280, 6.1.4 (n)", has_issuer_without_cert_sign, "the key usage of \"{authority}\", which signed it, lacks keyCertSign, so verifiers refuse it; reissue \"{authority}\" with it")
ESP_CERTIFICATE_FINDING (ISSUER_EXPIRED, ALERT, "RFC 5280, 6.1.3 (a) (2)", has_expired_issuer, "\"{authority}\", which signed it, ended on {end}, and it is good until {own}: no path to it is good; reissue \"{authority}\" with the same key, or issue it under another authority")
ESP_CERTIFICATE_FINDING (OUTLIVES_ISSUER, WARNING, "RFC 5280, 6.1.3 (a) (2)", outlives_issuer, "it is good until {own}, and \"{authority}\", which signed it, ends on {end}: from then on verifiers refuse it; reissue \"{authority}\" before")
ESP_CERTIFICATE_FINDING (KEY_OF_ISSUER, ALERT, "NIST SP 800-57 part 1, 5.2", has_key_of_issuer, "it has the very key of \"{authority}\", which signed it: who has the one is the other; issue it again with a key of its own, and revoke this one")
/* validity */
ESP_CERTIFICATE_FINDING (AUTHORITY_EXPIRED, ALERT, "RFC 5280, 6.1.3 (a) (2)", is_expired_authority, "its certificate ended on {end}, so verifiers refuse all that it issued; reissue it with the same key, or replace it")
ESP_CERTIFICATE_FINDING (AUTHORITY_ENDS_SOON, WARNING, "RFC 5280, 4.1.2.5", is_authority_ending, "its certificate ends on {end}, in {days} days; renew it before")
ESP_CERTIFICATE_FINDING (ENDS_SOON, NOTE, "RFC 5280, 4.1.2.5", is_ending, "it ends on {end}, in {days} days; issue a new one before, if it is still used")
/* key identifiers */
ESP_CERTIFICATE_FINDING (AKI_MISSING, WARNING, "RFC 5280, 4.2.1.1", lacks_authority_key, "it has no authority key identifier, so verifiers that know two keys of its issuer must guess; issue it again with one")
ESP_CERTIFICATE_FINDING (AKI_WRONG, ALERT, "RFC 5280, 4.2.1.1", has_wrong_authority_key, "it says that the key {wanted} signed it, and its issuer has the key {found}, so verifiers do not find the path; issue it again")
ESP_CERTIFICATE_FINDING (SKI_MISSING, WARNING, "RFC 5280, 4.2.1.2", lacks_authority_subject_key, "this authority has no subject key identifier, by which what it issues would name its key; reissue it with one")
ESP_CERTIFICATE_FINDING (SKI_LEFT_OUT, NOTE, "RFC 5280, 4.2.1.2", lacks_subject_key, "it has no subject key identifier, which every certificate should have; the next one should")
/* revocation */
ESP_CERTIFICATE_FINDING (REVOCATION_PLACE_MISSING, WARNING, "RFC 5280, 4.2.1.13 and 4.2.2.1", lacks_revocation_place, "it is good for {days} days and names neither a revocation list (CDP) nor an OCSP responder, so nobody learns when it is revoked; issue it again from an authority that has an address for its list")
ESP_CERTIFICATE_FINDING (CDP_MISSING, NOTE, "RFC 5280, 4.2.1.13", lacks_list_place, "it names an OCSP responder alone and no revocation list (CDP), so nothing is known of it while the responder is silent; give the list of its issuer an address")
ESP_CERTIFICATE_FINDING (CRL_STALE, ALERT, "RFC 5280, 5.1.2.5", has_stale_list, "its revocation list {number} was good until {end}, so verifiers that look refuse what it issued; sign a new list")
ESP_CERTIFICATE_FINDING (CRL_ENDLESS, WARNING, "RFC 5280, 5.1.2.5", has_endless_list, "its revocation list of {start} does not say until when it is good, so an old one passes for the newest; sign a list with an end")
ESP_CERTIFICATE_FINDING (CRL_NUMBER_MISSING, WARNING, "RFC 5280, 5.2.3", has_unnumbered_list, "its revocation list of {start} has no number, so nobody can tell which of two is newer; sign a list with one")
/* serial number, key, signature */
ESP_CERTIFICATE_FINDING (SERIAL_SHORT, WARNING, "CA/Browser Forum BR, 7.1", has_short_serial, "its serial number {serial} has {bits} bits, and 64 random ones keep a signature from being foreseen; let its issuer take random serial numbers of 64 bits or more")
ESP_CERTIFICATE_FINDING (SERIAL_TWICE, ALERT, "RFC 5280, 4.1.2.2", has_serial_of_other, "its serial number {serial} is that of {other} too, from the same issuer: to revoke one revokes both; issue one of them again")
ESP_CERTIFICATE_FINDING (KEY_TWICE, WARNING, "NIST SP 800-57 part 1, 5.2", has_key_of_other, "its key is that of {other} too, under another name: when one of them is lost, both are; issue one of them again with a new key")
ESP_CERTIFICATE_FINDING (KEY_SMALL, ALERT, "NIST SP 800-131A, 3", has_small_key, "its key is {key}, and {wanted} is the least that is still safe; issue it again with a larger one")
ESP_CERTIFICATE_FINDING (KEY_USAGE_IDLE, NOTE, "RFC 8813, 3", has_idle_usage, "its key usage says keyEncipherment, which its {key} key can't do; nothing comes of it, and some scanners complain: leave it out of the next one")
ESP_CERTIFICATE_FINDING (SIGNATURE_WEAK, ALERT, "NIST SP 800-131A, 9", has_weak_signature, "it is signed with {algorithm}, which can be forged and which verifiers refuse; issue it again with SHA-256 or better")
ESP_CERTIFICATE_FINDING (SIGNATURE_WEAK_ROOT, NOTE, "NIST SP 800-131A, 9", has_weak_own_signature, "it signs itself with {algorithm}; nobody relies on that, but some scanners complain: use SHA-256 or better when it is renewed")
ESP_CERTIFICATE_FINDING (KEY_MISSING, WARNING, "RFC 5280, 4.2.1.3 and 5.1.1.3", lacks_key, "its private key is not here, so it can neither issue nor revoke; bring the key, or keep it as history")
ESP_CERTIFICATE_FINDING (KEY_ALONE, NOTE, "RFC 5958, 2", is_key_alone, "there is no certificate for this {key} key; bring the certificate, or leave the key out")
/* what it says of itself */
ESP_CERTIFICATE_FINDING (CA_NOT_CRITICAL, WARNING, "RFC 5280, 4.2.1.9", has_constraints_not_critical, "its basic constraints are not critical, so old programs pass over them; reissue it with critical ones")
ESP_CERTIFICATE_FINDING (CA_WITHOUT_KEY_USAGE, WARNING, "RFC 5280, 4.2.1.3", lacks_authority_usage, "this authority has no key usage, which it must have; reissue it with keyCertSign and cRLSign")
ESP_CERTIFICATE_FINDING (CA_MAY_NOT_SIGN, ALERT, "RFC 5280, 4.2.1.3", is_authority_without_cert_sign, "the key usage of this authority lacks keyCertSign, so verifiers refuse all that it issues; reissue it with keyCertSign and cRLSign")
ESP_CERTIFICATE_FINDING (RULE_BROKEN, WARNING, NULL, NULL, "{sentence} ({rule}; {citation}); issue it again without that")
