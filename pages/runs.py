"""What do I have, what is running?"""

import streamlit as st

from engine import launch, store
from engine.store.folder import read_about
from pages.parts import acts, amounts, cached, live, places, run_list, scores, welcome

PER_PAGE = 15

folders = store.list_runs(places.runs_folder())
head = st.container(horizontal=True, vertical_alignment="bottom")
head.title("Runs", width="stretch")
if folders and not places.read_only():
    head.page_link("pages/launch.py", label="New run", icon=":material/add:")
acts.complaint()
if not folders:
    welcome.welcome()
    live.notice_new([])
    st.stop()

state = live.states_of(folders)
active = [f for f in folders if state[f.name] in launch.ACTIVE]
ended = [f for f in folders if f not in active]
if active:
    st.subheader("Under way")
    live.watch(active, {f.name: state[f.name] for f in active})
live.notice_new([f.name for f in folders])
if not ended:
    st.stop()

bar = st.container(horizontal=True, vertical_alignment="bottom")
bar.subheader("Finished" if active else "All runs", width="stretch")
if len(folders) > 5:
    wanted = bar.text_input("Search", placeholder="Search names and ids", label_visibility="collapsed", width=280,
                            key="search", bind="query-params")  # fmt: skip
    words = (wanted or "").casefold().split()
    names = {f: f"{f.name} {read_about(f).get('name', '')}".casefold() for f in ended}
    ended = [f for f in ended if all(word in names[f] for word in words)]
    if not ended:
        st.info(f"No run has all of these words in its name: {', '.join(words)}.")
        st.stop()
bar.download_button("CSV", lambda: run_list.table(ended).to_csv(index=False), "runs.csv", "text/csv",
                    on_click="ignore", icon=":material/download:",
                    help="All of these runs, a line per task, in full precision")  # fmt: skip

st.html(scores.STYLE)
pages = -(-len(ended) // PER_PAGE)
page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
for folder in ended[(page - 1) * PER_PAGE : page * PER_PAGE]:
    with st.container(border=True, key=f"run-{folder.name}"):
        run_list.row(folder)
total = sum(cached.disk_use(f) for f in folders)
st.caption(f"{len(folders)} run{'s' * (len(folders) != 1)}, {amounts.size(total)} in {places.runs_folder()}")
