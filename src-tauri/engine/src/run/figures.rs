use callboard_cxone::analytics::Figures;
use callboard_rpc::types::RunFigures;
use jiff::Timestamp;

/// What a poll made of a run's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) figures: RunFigures,
    /// Any of the three grew.
    pub(super) changed: bool,
    /// Completions grew.
    pub(super) progressed: bool,
    /// The tenant reported less than before somewhere; the larger figure stands.
    pub(super) went_backwards: bool,
}

/// Takes the figures that the tenant told when it was asked at `asked`. On the board they never go backwards.
pub(super) fn take(known: RunFigures, reported: Figures, asked: Timestamp) -> Taken {
    let figures = RunFigures {
        expected: known.expected,
        completed: known.completed.max(reported.completed),
        attempted: known.attempted.max(reported.attempted),
        connected: known.connected.max(reported.connected),
        as_of: Some(asked),
    };
    let went_backwards = reported.completed < known.completed
        || reported.attempted < known.attempted
        || reported.connected < known.connected;
    let counts = |of: RunFigures| (of.completed, of.attempted, of.connected);
    Taken {
        figures,
        changed: counts(figures) != counts(known),
        progressed: figures.completed > known.completed,
        went_backwards,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> RunFigures {
        RunFigures { expected: 100, completed: 40, attempted: 60, connected: 50, as_of: None }
    }

    #[test]
    fn figures_grow_and_never_shrink() {
        let now = Timestamp::UNIX_EPOCH;
        let grown = take(known(), Figures { completed: 41, attempted: 60, connected: 50 }, now);
        assert!(grown.progressed && grown.changed && !grown.went_backwards);
        let shrunk = take(grown.figures, Figures { completed: 3, attempted: 70, connected: 50 }, now);
        assert_eq!((shrunk.figures.completed, shrunk.figures.attempted), (41, 70));
        assert!(shrunk.went_backwards && !shrunk.progressed && shrunk.changed);
        let same = take(shrunk.figures, Figures { completed: 41, attempted: 70, connected: 50 }, now);
        assert!(!same.changed && !same.progressed && !same.went_backwards);
    }
}
