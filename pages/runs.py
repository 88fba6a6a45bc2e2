"""What do I have, what is running?"""

import streamlit as st

from engine import launch, store
from engine.store.folder import read_about
from pages.parts import acts, amounts, frame, live, places, run_list, scores, welcome

PER_PAGE = 15

frame.require()
folders = store.list_runs(places.runs_folder())
head = st.container(horizontal=True, vertical_alignment="center", key="runs_head")
head.title("Runs", width="stretch")
acts.complaint()
if not folders:
    welcome.welcome()
    live.notice_new([])
    st.stop()

with head:
    wanted = st.text_input("Search", placeholder="Search names", label_visibility="collapsed", width=240, key="search",
                           bind="query-params", icon=":material/search:") if len(folders) > 5 else ""  # fmt: skip
    st.download_button("CSV", lambda: run_list.table(folders).to_csv(index=False), "runs.csv", "text/csv",
                       on_click="ignore", icon=":material/download:",
                       help="All runs, a line per task, in full precision")  # fmt: skip
    if chosen := run_list.ticked(folders):
        st.page_link("pages/compare.py", label=f"Compare {len(chosen)} run{'s' * (len(chosen) != 1)}",
                     icon=":material/compare_arrows:", query_params={"runs": ",".join(chosen)})  # fmt: skip
    if not places.read_only():
        st.page_link("pages/launch.py", label="New run", icon=":material/add:")

state = live.states_of(folders)
active = [f for f in folders if state[f.name] in launch.ACTIVE]
ended = [f for f in folders if f not in active]
if active:
    st.subheader("Under way")
    live.watch(active, {f.name: state[f.name] for f in active})
live.notice_new([f.name for f in folders])
words = (wanted or "").casefold().split()
shown = [f for f in ended if all(w in f"{f.name} {read_about(f).get('name', '')}".casefold() for w in words)]
if active and ended:
    st.subheader("Ended")
if ended and not shown:
    st.info(f"No run's name has {' and '.join(words)} in it.")

st.html(scores.STYLE)
pages = -(-len(shown) // PER_PAGE)
page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
for folder in shown[(page - 1) * PER_PAGE : page * PER_PAGE]:
    with st.container(border=True, key=f"run-{folder.name}"):
        run_list.row(folder)
total = sum(store.disk_use(f) for f in folders)
st.caption(f"{len(folders)} run{'s' * (len(folders) != 1)}, {amounts.size(total)} in {places.runs_folder()}")
