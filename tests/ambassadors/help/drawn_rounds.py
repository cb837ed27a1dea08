"""Hypothesis strategies of small rounds, with people on both sides, managers and exclusions."""

from hypothesis import strategies as st

from ambassadors.help.matching import Guide, Kind, Mode, Seeker


# Ids of both sides overlap, so that people meet themselves, their manager and those ruled out.
seeker_ids, guide_ids = st.integers(0, 9), st.integers(6, 13)


def some(codes, *, at_most=3):
    return st.frozensets(st.sampled_from(codes), max_size=at_most)


declared = {
    "topics": some(["messaging", "booking", "payments", "account"]),
    "formats": some(["room", "call"]),
    "slots": some(["monday", "tuesday", "friday"], at_most=2),
    "languages": some(["fr", "en"]),
    "site": st.sampled_from([None, "north", "south"]),
    "office": st.sampled_from([None, "front", "back"]),
    "job": st.sampled_from([None, "secretary", "adviser"]),
    "excludes": st.frozensets(st.integers(0, 13), max_size=2),
    "manager_ids": st.frozensets(st.integers(0, 13), max_size=1),
    "ease": st.sampled_from([None, 1, 2, 3]),
    "responsibility": st.sampled_from([None, 1, 2, 3]),
    "domain": st.sampled_from([None, "trade", "it"]),
    "exchange": some(["messaging", "booking"]),
}
seekers_of_a_round = st.lists(
    st.builds(
        Seeker,
        id=seeker_ids,
        wishes=st.lists(guide_ids, max_size=4).map(tuple),
        kind=st.sampled_from([Kind.COACHING, *Kind]),
        **declared,
    ),
    max_size=9,
    unique_by=lambda seeker: seeker.id,
)
guides_of_a_round = st.lists(
    st.builds(
        Guide,
        id=guide_ids,
        capacity=st.integers(0, 7),
        load=st.integers(0, 6),
        wishes=st.lists(seeker_ids, max_size=4).map(tuple),
        kinds=st.frozensets(st.sampled_from(Kind), min_size=1),
        **declared,
    ),
    max_size=6,
    unique_by=lambda guide: guide.id,
)
modes = st.sampled_from(Mode)
