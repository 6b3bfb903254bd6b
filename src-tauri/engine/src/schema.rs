//! The tables of all slices, in the order in which they came to be. Forward only: a line is added at the end,
//! never changed or moved once it was released.

use crate::audit::SealKind;
use crate::kernel::{Notices, Schema, audit, tasks};
use crate::{
    connection, delivery, disposition, dnc, inbox, outbox, run, schedule, secrets, settings, window,
};

pub(crate) fn schema() -> Schema {
    Schema::new(vec![
        audit::MIGRATION,
        tasks::MIGRATION,
        Notices::MIGRATION,
        secrets::MIGRATION,
        settings::MIGRATION,
        crate::audit::MIGRATION,
        delivery::ENDPOINTS,
        delivery::OUTBOX,
        connection::MIGRATION,
        window::MIGRATION,
        run::MIGRATION,
        crate::contacts::MIGRATION,
        crate::rules::MIGRATION,
        run::AWAITS_MIGRATION,
        crate::schedule::MIGRATION,
        delivery::FAILING,
        inbox::MIGRATION,
        inbox::SOURCES,
        inbox::WISHES,
        inbox::BEAT,
        inbox::REFUSALS,
        inbox::REFUSED_MIGRATION,
        dnc::MIGRATION,
        crate::map::versions::MIGRATION,
        crate::map::drafts::MIGRATION,
        disposition::DECISIONS,
        disposition::OUTCOMES_MIGRATION,
        disposition::ROUTES,
        disposition::ALERTS,
        delivery::OPEN,
        inbox::BY_TIME,
        disposition::TOLD_AS,
        inbox::NUMBERS,
        delivery::NUMBERS,
        inbox::FILED,
        run::AWAITED_MIGRATION,
        run::FIGURES_MIGRATION,
        secrets::REPLACED,
        disposition::FINE,
        crate::contacts::NOTES_MIGRATION,
        delivery::OUTCOMES_MIGRATION,
        window::ZONE_NAMES.as_str(),
        schedule::ZONE_NAMES.as_str(),
        window::LAW,
        crate::schedule::CHANGES,
        crate::audit::DECISIONS,
        dnc::FINE,
        window::PLACES,
        run::SUPERSEDED_MIGRATION,
        crate::schedule::BY_HAND,
        outbox::MIGRATION,
        outbox::PAUSED,
        disposition::OUTCOME_WORDS,
    ])
}

/// Every kind of machine-made rows that the audit log seals, so that verifying finds those that were changed, taken
/// away or added.
pub(crate) const SEALED: &[SealKind] =
    &[crate::contacts::REFUSED, inbox::EVENTS, disposition::OUTCOMES, delivery::OUTCOMES];
