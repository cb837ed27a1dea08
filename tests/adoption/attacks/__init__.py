"""The attacks on figures of small groups (RISKS.md A2), and the test in which each is tried.

differencing: tests/adoption/publishing/test_auditor.py::test_subtraction_of_a_shown_team_from_the_whole_is_found
complement: tests/adoption/publishing/test_auditor.py::test_people_directly_attached_to_an_inner_team_are_audited
overlapping hierarchies: tests/adoption/attacks/test_crawl.py::test_nobody_is_deduced_by_any_of_them_nor_with_colleagues_nor_by_all_who_share
homogeneity: tests/adoption/attacks/test_crawl.py::test_nothing_small_or_narrow_is_shown_and_every_door_says_the_same
near-homogeneity and own knowledge: tests/adoption/publishing/test_auditor.py::test_under_four_is_too_narrow_for_three_known_users_and_under_five_is_not
insider coalition: tests/adoption/attacks/test_chain_attacked.py::test_no_world_gives_anybody_away_and_any_levels_of_two_people_can_be
joiners and leavers, an account that is kept: tests/adoption/attacks/test_chain_attacked.py::test_no_world_gives_anybody_away_and_any_levels_of_two_people_can_be
threshold crossing: tests/adoption/attacks/test_crawl.py::test_nothing_small_or_narrow_is_shown_and_every_door_says_the_same
rounded rates with counts: tests/adoption/attacks/test_crawl.py::test_everything_read_is_true
least, greatest, median, last use: tests/adoption/attacks/test_crawl.py::test_the_readers_find_what_there_is
ranking, order, choice of words: tests/adoption/attacks/test_crawl.py::test_no_page_tells_them_apart
export unlike screen: tests/adoption/dashboards/test_team_page.py::test_the_file_says_what_the_screen_says
mail unlike screen, who is written to: tests/adoption/attacks/test_crawl.py::test_no_mail_tells_them_apart
counts of a search: tests/adoption/attacks/test_crawl.py::test_no_page_tells_them_apart
explanation of a match: tests/adoption/attacks/test_crawl.py::test_no_page_tells_them_apart
caches, tags, lengths: tests/adoption/attacks/test_planted_leaks.py::test_the_same_pages_are_no_longer_the_same
error messages: tests/access/test_team_parameter.py::test_a_team_of_others_and_one_that_never_was_look_the_same
what may be deleted: tests/adoption/attacks/test_what_authors_try.py::test_a_service_goes_with_the_wishes_and_ticks_about_it
somebody deleted, counted again: tests/adoption/publishing/test_publication.py::test_neither_departures_nor_objections_nor_moves_change_what_is_out
likelihood, the effect of an attempt: tests/adoption/attacks/test_mechanism_attacked.py::test_no_outcome_says_more_of_a_life_than_the_budget
an effect, a forecast, a comparison: tests/adoption/attacks/test_seven_months.py::test_nothing_is_told_that_was_not_stored_published_or_sent
the same result asked for twice, or under another key: tests/adoption/attacks/test_mechanism_attacked.py::test_the_noise_is_never_the_same_for_two_keys_and_always_for_one
a page that nobody thought of: tests/adoption/attacks/test_everything_is_read.py::test_every_address_of_adoption_is_opened_by_a_reader
the same people under another tree: tests/adoption/attacks/test_chain_attacked.py::test_any_levels_of_four_people_can_be_and_the_program_tells_no_more

Which numbers there are at all is part of the crawl: one that belongs to no population fails it, so a median or a last day
of use would. What does not apply: an API that answers figures (the one there is takes days in and gives nothing back). Lists
of workshops name who comes and hold nothing of use. A page that comes is found by its link. Response times are measured in
`./run bench large_pages` (P29).
"""
