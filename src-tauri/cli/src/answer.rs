/// What a command that ran came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Done.
    Yes,
    /// It ran, and the answer is no: a check failed, some items were refused.
    No,
}

impl Answer {
    pub(crate) fn yes_if(good: bool) -> Self {
        if good { Self::Yes } else { Self::No }
    }

    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
        }
    }
}
