"""What do I have, what is running?

A **run** carries out a **plan**: an encoder, ordered **stages**, a **strategy** that protects old knowledge or does
not, and a **seed**. Beside each run stands every task's score, *right after its own stage → after the last stage*:
where it fell, something was forgotten. Click its name to see what.

**Search** looks in name, tasks, encoder, strategy, seed, tags, note, and by six characters or more in the id; all
words must be found. **Archived** runs are kept, but not listed. What is **deleted** can be brought back as long as you
stay on this page. **Checkpoints** are the weights after each stage: most of a run's size, and needed only for refits
and for runs that start from it. A run's **ZIP** (More → Export) is the run to share; *Import* makes one a run again.
"""

import streamlit as st

from engine import inventory, launch
from engine.store import DiskUse
from pages.parts import (
    acts,
    bookmarks,
    figure_view,
    frame,
    live,
    places,
    run_list,
    scores,
    tour,
    undo,
    welcome,
    zip_import,
)

PER_PAGE = 15

frame.require()
every = inventory.entries(places.runs_folder())
acts.complaint()
undo.bar()
zip_import.done()
if not every:
    undo.trash()
    welcome.welcome()
    live.notice_new([])
    st.stop()

known = inventory.tags(every)
hidden = sum(entry.notes.archived for entry in every)
with st.container(horizontal=True, vertical_alignment="bottom", key="runs_head"):
    words = st.text_input("Search", placeholder="name, task, encoder, tag, note", width=250, key="search",
                          bind="query-params", icon=":material/search:") or ""  # fmt: skip
    tags = st.multiselect("Tags", known, key="tag", bind="query-params", width=220) if known else []
    order = st.selectbox("Order", inventory.ORDERS, key="sort", width=130, bind="query-params",
                         help="newest, oldest; name, encoder; longest training, or largest on disk first")  # fmt: skip
    archived = st.toggle(f"Archived ({hidden})", key="archived", bind="query-params") if hidden else False
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right", gap="small"):
        if chosen := run_list.ticked([entry.folder for entry in every]):
            st.page_link("pages/compare.py", label=f"Compare {len(chosen)} run{'s' * (len(chosen) != 1)}",
                         icon=":material/compare_arrows:", query_params={"runs": ",".join(chosen)})  # fmt: skip
        if not places.read_only():
            st.page_link("pages/launch.py", label="New run", icon=":material/add:")
            zip_import.popover()
        tour.offer("tour-from-runs")
bookmarks.show()

found = inventory.ordered(inventory.search(every, words, tags, archived), order)
active = [entry for entry in every if entry.state in launch.ACTIVE]
ended = [entry for entry in found if entry.state not in launch.ACTIVE]
if active:
    st.subheader("Under way")
    live.watch([entry.folder for entry in active], {entry.id: entry.state for entry in active})
live.notice_new([entry.id for entry in every])
if active and ended:
    st.subheader("Ended")
if not ended and len(active) < len(every):
    st.info("None of the runs that have ended is asked for: change the search, the tags, or list archived ones, too.")

st.html(scores.STYLE)
pages = -(-len(ended) // PER_PAGE)
page = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
for entry in ended[(page - 1) * PER_PAGE : page * PER_PAGE]:
    with st.container(border=True, key=f"run-{entry.id}"):
        run_list.row(entry, known)
with st.container(horizontal=True, vertical_alignment="center"):
    total = sum((entry.disk for entry in every), DiskUse())
    st.caption(f"{len(every)} run{'s' * (len(every) != 1)}, {run_list.size(total)}, in {places.runs_folder()}",
               width="stretch")  # fmt: skip
    undo.trash()
    figure_view.csv_download(lambda: run_list.table(found).to_csv(index=False), "runs", "runs",
                             "these runs, a line per task, in full precision")  # fmt: skip
