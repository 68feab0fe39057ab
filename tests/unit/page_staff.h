/* SPDX-License-Identifier: Apache-2.0 */
/* The names under which page_staff_test has web/staff.c beside the database's
 * list; the compiler puts it before that file. */
#ifndef GS_TESTS_PAGE_STAFF_H
#define GS_TESTS_PAGE_STAFF_H

#define gs_staff_open page_staff_open
#define gs_staff_free page_staff_free
#define gs_staff_import page_staff_import
#define gs_staff_eligible page_staff_eligible
#define gs_staff_everybody page_staff_everybody
#define gs_staff_known page_staff_known
#define gs_staff_listed page_staff_listed
#define gs_staff_issue page_staff_issue
#define gs_staff_issue_one page_staff_issue_one
#define gs_staff_held page_staff_held
#define gs_staff_replace page_staff_replace
#define gs_staff_closed page_staff_closed
#define gs_staff_close page_staff_close
#define gs_staff_reopen page_staff_reopen
#define gs_staff_growth page_staff_growth
#define gs_staff_moves page_staff_moves
#define gs_staff_keys page_staff_keys
#define gs_staff_replaced page_staff_replaced
#define gs_staff_unlink page_staff_unlink
#define gs_staff_tidy page_staff_tidy
#define gs_staff_turn page_staff_turn
#define gs_staff_knows_key page_staff_knows_key
#define gs_staff_nonces page_staff_nonces
#define gs_staff_arrive page_staff_arrive

#endif
