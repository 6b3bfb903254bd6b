use super::known::{Kind, Known};

/// Every setting, in the order in which the window shows them. Appearance is the window's own.
pub const TABLE: &[Known] = &[
    Known {
        key: "run.poll_seconds",
        words: "How often the figures of a running campaign are asked for.",
        kind: Kind::Whole { unit: "s", min: 5, max: 3600, default: 30 },
    },
    Known {
        key: "run.still_minutes",
        words: "A campaign whose windows have all ended is over once its figures have not moved for so long.",
        kind: Kind::Whole { unit: "min", min: 1, max: 1440, default: 15 },
    },
    Known {
        key: "run.stall_minutes",
        words: "A campaign that makes no progress for so long inside an open window is reported as stalled.",
        kind: Kind::Whole { unit: "min", min: 1, max: 1440, default: 60 },
    },
    Known {
        key: "schedule.submit_ahead_minutes",
        words: "How long before its start a window is submitted to the tenant.",
        kind: Kind::Whole { unit: "min", min: 1, max: 10_080, default: 60 },
    },
    Known {
        key: "delivery.allowed_subnets",
        words: "Private networks that outgoing webhooks may reach; all other private, loopback and link-local \
                addresses are refused.",
        kind: Kind::Subnets { most: 64 },
    },
    Known {
        key: "event.body_days",
        words: "How long the bodies of events are kept.",
        kind: Kind::Whole { unit: "days", min: 1, max: 3650, default: 90 },
    },
    Known {
        key: "event.row_days",
        words: "How long it is kept that an event came, from whom and when; longer than ids are remembered.",
        kind: Kind::Whole { unit: "days", min: 31, max: 3650, default: 730 },
    },
    Known {
        key: "retry.interactive",
        words: "How often a request to the tenant is repeated after a passing failure while a person waits.",
        kind: Kind::Whole { unit: "retries", min: 0, max: 10, default: 3 },
    },
    Known {
        key: "retry.durable",
        words: "How often a request to the tenant is repeated after a passing failure in the background.",
        kind: Kind::Whole { unit: "retries", min: 0, max: 50, default: 8 },
    },
    Known {
        key: "disposition.read_first",
        words: "Whether a contact is read before a disposition is written into it (1), or only where an earlier try \
                may have arrived (0).",
        kind: Kind::Whole { unit: "", min: 0, max: 1, default: 0 },
    },
];
