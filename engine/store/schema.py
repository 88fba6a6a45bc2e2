"""The tables of run.db, with a comment on every column. SQLite keeps the comments: `.schema` shows them.

A run's database is one file in rollback-journal mode. A snapshot and all its answers are one transaction. Scores are
not stored: they are computed from answers. The view `readable_answers` has words and label names in place of numbers,
for Datasette, pandas and the sqlite3 shell; the table `description` says in a sentence what each table is.
"""

from sqlite_utils import Database

VERSION = 1  # PRAGMA user_version; raise it with every change of the tables

DESCRIPTIONS = {
    "description": "What each table and view is.",
    "environment": "Under what circumstances the run was made; a resumed run has one attempt more.",
    "tasks": "The tasks that are evaluated, in the order of the plan, with where their data came from.",
    "labels": "Label names by task and number, in the task's label order.",
    "examples": "The evaluation examples, by task and row in the evaluation split.",
    "units": "What is answered: one unit per sequence, or per evaluated word of a token task.",
    "snapshots": "The moments at which all tasks were evaluated, in time order.",
    "heads": "Which tasks' heads had been trained at a snapshot; the others answered at random.",
    "answers": "What the model said about every unit at every snapshot.",
    "series": "Numbers logged during training, by optimizer step: `loss` of training, `masked_lm` of held-out texts.",
    "readable_answers": "The answers with snapshot, task, text and labels by name.",
    "losses": "The training loss by optimizer step.",
}

_TABLES = (
    """CREATE TABLE description (
        name TEXT PRIMARY KEY, -- of a table or view
        meaning TEXT NOT NULL -- in a sentence
    )""",
    """CREATE TABLE environment (
        attempt INTEGER NOT NULL, -- 1 when the run began, one more with every resume
        key TEXT NOT NULL, -- packages, device, threads, ...
        value TEXT NOT NULL, -- JSON
        PRIMARY KEY (attempt, key)
    )""",
    """CREATE TABLE tasks (
        id INTEGER PRIMARY KEY, -- place in the plan, from 1
        name TEXT NOT NULL UNIQUE, -- as plans and commands call it
        title TEXT NOT NULL, -- as a paper would write it
        kind TEXT NOT NULL CHECK (kind IN ('sequence', 'pair', 'token', 'regression')), -- what a unit is
        metrics TEXT NOT NULL, -- JSON list of names; the first is the default
        own_stage INTEGER, -- first stage, from 1, that trains it with its labels; NULL: none does
        evaluation_name TEXT NOT NULL, -- what the evaluation split is called: dev, valid, test
        source TEXT NOT NULL, -- where the data came from
        official INTEGER, -- 1: the official split, 0: another, NULL: there is none
        split_note TEXT NOT NULL, -- why it is not the official split
        train_rows INTEGER NOT NULL, -- examples in the training split
        evaluation_rows INTEGER NOT NULL, -- examples in the evaluation split
        train_fingerprint TEXT NOT NULL, -- 16 hex digits over the content
        evaluation_fingerprint TEXT NOT NULL, -- the same of the evaluation split
        first_unit INTEGER NOT NULL, -- its units are numbered first_unit ... first_unit + units - 1
        units INTEGER NOT NULL, -- how many are answered
        not_evaluated INTEGER NOT NULL, -- words beyond the maximum length, or missing in an import: in no denominator
        truncated INTEGER NOT NULL, -- sequences cut to the maximum length, evaluated all the same
        tolerance REAL NOT NULL -- regression: right when |predicted - gold| <= tolerance
    )""",
    """CREATE TABLE labels (
        task INTEGER NOT NULL REFERENCES tasks (id), -- whose it is
        id INTEGER NOT NULL, -- from 0; what gold and predicted hold
        label TEXT NOT NULL, -- as the data spell it
        PRIMARY KEY (task, id)
    )""",
    """CREATE TABLE examples (
        task INTEGER NOT NULL REFERENCES tasks (id), -- whose it is
        example INTEGER NOT NULL, -- row in the evaluation split, from 0
        text TEXT NOT NULL, -- to read and to search: the words joined by spaces, or the texts by a line break
        texts TEXT NOT NULL, -- JSON list: one text, or the two of a pair; [] for a token task
        words TEXT NOT NULL, -- JSON list: the words of a token task; [] otherwise
        content_hash TEXT NOT NULL, -- 16 hex digits over texts, words and gold
        tags TEXT NOT NULL, -- JSON object: what is known about it
        PRIMARY KEY (task, example)
    )""",
    """CREATE TABLE units (
        id INTEGER PRIMARY KEY, -- without gaps within a task
        task INTEGER NOT NULL, -- whose it is
        example INTEGER NOT NULL, -- of which example
        position INTEGER NOT NULL, -- word in the sentence, from 0; 0 for a sequence
        gold NUMERIC NOT NULL, -- label number, or the value of a regression task
        FOREIGN KEY (task, example) REFERENCES examples (task, example)
    )""",
    """CREATE TABLE snapshots (
        id INTEGER PRIMARY KEY, -- time order
        name TEXT NOT NULL UNIQUE, -- 0 before training, k after stage k, k@s at step s of stage k
        stage INTEGER NOT NULL, -- from 1; 0 before training
        step INTEGER, -- optimizer step inside the stage; NULL at its end
        stage_name TEXT NOT NULL, -- an import's column
        checkpoint TEXT, -- file or folder of weights inside the run's folder; NULL: not kept
        seconds REAL NOT NULL, -- wall time spent since the snapshot before
        written TEXT NOT NULL -- UTC date and time
    )""",
    """CREATE TABLE heads (
        snapshot INTEGER NOT NULL REFERENCES snapshots (id), -- when
        task INTEGER NOT NULL REFERENCES tasks (id), -- its head had been trained by then
        PRIMARY KEY (snapshot, task)
    )""",
    """CREATE TABLE answers (
        snapshot INTEGER NOT NULL REFERENCES snapshots (id), -- when
        unit INTEGER NOT NULL REFERENCES units (id), -- to what
        predicted NUMERIC NOT NULL, -- label number, or the value of a regression task
        p_predicted REAL, -- 0..1, probability of the predicted label; NULL: not known
        p_gold REAL, -- 0..1, probability of the gold label; NULL: not known
        PRIMARY KEY (snapshot, unit)
    ) WITHOUT ROWID""",
    """CREATE TABLE series (
        name TEXT NOT NULL, -- loss, masked_lm, masked_lm_head (while the head alone is fitted)
        stage INTEGER NOT NULL, -- from 1
        step INTEGER NOT NULL, -- optimizer steps of the stage that were done by then
        value REAL, -- NULL: not a number
        PRIMARY KEY (name, stage, step)
    ) WITHOUT ROWID""",
    """CREATE VIEW readable_answers AS
    SELECT s.name AS snapshot, s.stage_name, t.name AS task, u.example, u.position,
        CASE t.kind WHEN 'token' THEN json_extract(e.words, '$[' || u.position || ']') ELSE e.text END AS text,
        coalesce(g.label, u.gold) AS gold, coalesce(p.label, a.predicted) AS predicted,
        CASE t.kind WHEN 'regression' THEN abs(a.predicted - u.gold) <= t.tolerance
             ELSE a.predicted = u.gold END AS is_right,
        a.p_predicted, a.p_gold
    FROM answers a JOIN snapshots s ON s.id = a.snapshot JOIN units u ON u.id = a.unit
        JOIN tasks t ON t.id = u.task JOIN examples e ON e.task = u.task AND e.example = u.example
        LEFT JOIN labels g ON g.task = u.task AND g.id = u.gold
        LEFT JOIN labels p ON p.task = u.task AND p.id = a.predicted""",
    "CREATE VIEW losses AS SELECT stage, step, value AS loss FROM series WHERE name = 'loss'",
)


def create(db: Database) -> None:
    """Make all tables in one transaction: a killed process leaves none or all."""
    with db.atomic():
        for statement in _TABLES:
            db.execute(statement)
        db.conn.executemany("INSERT INTO description VALUES (?, ?)", DESCRIPTIONS.items())
        db.execute(f"PRAGMA user_version = {VERSION}")
