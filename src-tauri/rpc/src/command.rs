//! Every command of the engine, once.
//!
//! `Kind "name" Struct(Args) -> Output, [topics];` where the topics of a read say what its answer shows, and
//! those of a write what it makes old. `long` behind them: it may wait for a tenant, a keyring or a large file.

use crate::Notice;
use crate::declare::commands;
#[allow(clippy::wildcard_imports)] // this file names nearly every type there is
use crate::types::*;

commands! {
    /// Everything the first page shows.
    Read "board.show" BoardShow(Nothing) -> Board, [Connections, Health, Schedules, Missed, Runs, Deliveries, Secrets, Notices];
    /// Health of everything, versions, what is waiting and why.
    Read "status.show" StatusShow(Nothing) -> Status, [Health, Settings, Secrets];
    /// What stands still in the program itself; answered from memory, also while the database does not answer.
    Read "program.trouble" ProgramTrouble(Nothing) -> Vec<Trouble>, [Health];
    /// Lines behind the bell, newest first.
    Read "notice.list" NoticeList(Nothing) -> Vec<Notice>, [Notices];
    /// Marks notices as read.
    Write "notice.read" NoticeRead(NoticesRead) -> Nothing, [Notices];
    /// Starts the stand-in tenant, makes a schedule for sample contacts and runs it now.
    Write "demo.start" DemoStart(Nothing) -> DemoStarted, [Connections, Contacts, Schedules, Runs, Deliveries, Audit], long;

    /// All tenants, with their health.
    Read "connection.list" ConnectionList(Nothing) -> Vec<Connection>, [Connections, Health];
    /// Tenants that somebody waits for: how far it is, and what keeps it.
    Read "connection.awaited" ConnectionAwaited(Nothing) -> Vec<AwaitedTenant>, [];
    /// Adds or changes a tenant; the secret goes to the secret store only.
    Write "connection.save" ConnectionSaveCommand(ConnectionSave) -> Connection, [Connections, Audit], long;
    /// Removes a tenant and its secret; says what becomes of the schedules and windows that depend on it.
    Write "connection.remove" ConnectionRemove(ConnectionRemoval) -> ConnectionRemoved, [Connections, Schedules, Runs, Missed, Audit], long;
    /// Token, then one read per job.
    Write "connection.test" ConnectionTestCommand(ConnectionRef) -> ConnectionTest, [Connections, Health, Audit], long;
    /// The tenant's campaigns, where it can list them.
    Read "campaign.list" CampaignList(MaybeConnection) -> Campaigns, [Connections], long;

    /// Columns and first rows of a contact file.
    Read "contacts.inspect" ContactsInspectCommand(ContactsInspect) -> ContactsColumns, [], long;
    /// Counts a contact file by zone and jurisdiction.
    Write "contacts.import" ContactsImportCommand(ContactsImport) -> ContactSet, [Contacts, Audit], long;
    /// Imported lists, newest first.
    Read "contacts.list" ContactsList(MaybeConnection) -> Vec<ContactSet>, [Contacts];
    /// Rows of a list that need a zone or are invalid.
    Read "contacts.refused" ContactsRefusedCommand(ContactsRefused) -> Page<RefusedContact>, [Contacts];
    /// The same rows as a CSV file.
    Read "contacts.refused_export" ContactsRefusedExport(ContactSetRef) -> FileOut, [], long;

    /// What an expression means in every zone.
    Read "schedule.preview" SchedulePreview(PreviewArgs) -> Preview, [Rules, Contacts];
    /// The next 12 months' clock changes and what they do to an expression.
    Read "schedule.clock_changes" ScheduleClockChanges(ClockChangesArgs) -> Vec<ClockChange>, [];
    /// Names of all zones, for the picker.
    Read "zone.names" ZoneNames(Nothing) -> Vec<String>, [];
    /// The instant at which the clocks of a zone show a time.
    Read "zone.instant" ZoneInstant(WallTime) -> Moment, [];
    /// Saved schedules.
    Read "schedule.list" ScheduleList(MaybeConnection) -> Vec<Schedule>, [Schedules, Contacts, Rules];
    /// One saved schedule.
    Read "schedule.show" ScheduleShow(ScheduleRef) -> Schedule, [Schedules, Contacts, Rules];
    /// Saves a new schedule, or edits one: windows that are submitted and change are withdrawn first.
    Write "schedule.save" ScheduleSaveCommand(ScheduleSave) -> Schedule, [Schedules, Runs, Audit], long;
    /// Withdraws what has not begun, and fires no more.
    Write "schedule.pause" SchedulePause(ScheduleRef) -> Schedule, [Schedules, Runs, Audit], long;
    /// Fires again from now on; what was missed meanwhile is not made up for.
    Write "schedule.resume" ScheduleResume(ScheduleGo) -> Schedule, [Schedules, Runs, Audit], long;
    /// Withdraws what has not begun, and forgets the schedule; its runs stay.
    Write "schedule.remove" ScheduleRemove(ScheduleRef) -> ScheduleRemoved, [Schedules, Runs, Audit], long;
    /// Accepts the instants that newer zone data gives.
    Write "schedule.accept_moved" ScheduleAcceptMoved(ScheduleGo) -> Schedule, [Schedules, Audit];
    /// Every request that a submission would send; sends nothing.
    Read "schedule.plan" SchedulePlan(SubmitArgs) -> Plan, [Schedules, Rules, Contacts, Runs], long;
    /// Submits the next fire of every zone, or starts now; answers when each window has an outcome or a date.
    Write "schedule.submit" ScheduleSubmit(SubmitArgs) -> SubmitReport, [Schedules, Runs, Audit], long;
    /// Starts a saved schedule now, wherever that is legal; its next starts that this covers are withdrawn where they are
    /// confirmed, and passed over.
    Write "schedule.run_now" ScheduleRunNow(ScheduleGo) -> SubmitReport, [Schedules, Runs, Audit], long;
    /// Withdraws every window of a campaign.
    Write "schedule.stop_now" ScheduleStopNow(StopNow) -> StopReport, [Schedules, Runs, Audit], long;
    /// Windows and fires between two instants.
    Read "schedule.calendar" ScheduleCalendar(CalendarArgs) -> Vec<NextFire>, [Schedules, Contacts, Rules];
    /// Windows that were let stand, of removed connections and in spite of a rule, and until when each dials.
    Read "window.kept" WindowKept(Nothing) -> Vec<KeptWindow>, [Runs, Connections, Rules];
    /// The tray of missed fires.
    Read "missed.list" MissedList(Nothing) -> Vec<MissedFire>, [Missed];
    /// Starts missed fires now, where it is legal.
    Write "missed.run" MissedRun(MissedRef) -> SubmitReport, [Missed, Runs, Audit], long;
    /// Lets them go.
    Write "missed.skip" MissedSkip(MissedRef) -> Nothing, [Missed, Audit];
    /// What starting missed fires later would do in each zone; starts nothing.
    Read "missed.plan" MissedPlanCommand(MissedMove) -> MissedPlan, [Rules, Contacts];
    /// Starts missed fires later.
    Write "missed.move" MissedMoveCommand(MissedMove) -> SubmitReport, [Missed, Runs, Audit], long;

    /// Runs, newest first.
    Read "run.list" RunListCommand(RunList) -> Page<RunSummary>, [Runs];
    /// One run with its windows, points, marks and completion webhooks.
    Read "run.show" RunShow(RunRef) -> Run, [Runs, Deliveries];
    /// Sends what failed of a run again, without doubles.
    Write "run.retry" RunRetry(RunRef) -> SubmitReport, [Runs, Audit], long;
    /// Withdraws every window of one run.
    Write "run.stop" RunStop(RunRef) -> StopReport, [Runs, Audit], long;

    /// Receivers of outgoing webhooks.
    Read "endpoint.list" EndpointList(Nothing) -> Vec<Endpoint>, [Deliveries];
    /// Adds or changes a receiver.
    Write "endpoint.save" EndpointSaveCommand(EndpointSave) -> EndpointSaved, [Deliveries, Audit], long;
    /// Turns a receiver on or off, and leaves the rest of it as it is.
    Write "endpoint.set_enabled" EndpointSetEnabledCommand(EndpointSetEnabled) -> Endpoint, [Deliveries, Audit];
    /// Removes a receiver; what waits for it becomes a dead letter.
    Write "endpoint.remove" EndpointRemove(EndpointRef) -> Nothing, [Deliveries, Audit];
    /// Makes a new signing secret for a receiver, and signs with both for a while.
    Write "endpoint.rotate" EndpointRotateCommand(EndpointRotate) -> EndpointSaved, [Deliveries, Audit], long;
    /// Outgoing webhooks, newest first.
    Read "delivery.list" DeliveryListCommand(DeliveryList) -> Page<Delivery>, [Deliveries];
    /// Sends dead letters again, under their old ids.
    Write "delivery.replay" DeliveryReplayCommand(DeliveryReplay) -> Replayed, [Deliveries, Audit], long;

    /// The door at which webhooks come in, and how it is.
    Read "listener.show" ListenerShow(Nothing) -> Listener, [Listener];
    /// Turns the listener on or off, and says where it listens.
    Write "listener.set" ListenerSet(ListenerSettings) -> Listener, [Listener, Audit], long;
    /// Sends a signed nonce to the listener's public address, and says whether it came back.
    Write "listener.self_test" ListenerSelfTest(Nothing) -> SelfTest, [Listener, Audit], long;
    /// Who may send events here.
    Read "source.list" SourceList(MaybeConnection) -> Vec<Source>, [Listener, Connections];
    /// Adds or changes a source; its secret goes to the secret store, and is shown once where it was made here.
    Write "source.save" SourceSaveCommand(SourceSave) -> SourceSaved, [Listener, Audit], long;
    /// Turns a source on or off, and leaves the rest of it as it is.
    Write "source.set_enabled" SourceSetEnabledCommand(SourceSetEnabled) -> Source, [Listener, Audit];
    /// Makes a new secret for a source, and takes the old one for a while.
    Write "source.rotate" SourceRotateCommand(SourceRotate) -> SourceSaved, [Listener, Audit], long;
    /// Removes a source and its secret; what it sent stays.
    Write "source.remove" SourceRemove(SourceRef) -> Nothing, [Listener, Audit];

    /// Events received and deliveries sent, newest first.
    Read "traffic.list" TrafficListCommand(TrafficList) -> Page<TrafficRow>, [Inbox, Deliveries];
    /// One of them, from its arrival to its last effect.
    Read "traffic.show" TrafficShow(TrafficRef) -> Trace, [Inbox, Deliveries];
    /// Dead letters of both directions by what they failed for, most first.
    Read "traffic.dead" TrafficDead(Nothing) -> Vec<DeadCause>, [Inbox, Deliveries];
    /// Does what failed for good again: those named, or all of a cause.
    Write "traffic.replay" TrafficReplayCommand(TrafficReplay) -> Replayed, [Inbox, Deliveries, Audit], long;

    /// The disposition map, its draft, and the codes that it does not know.
    Read "disposition.show" DispositionShow(OfConnection) -> Dispositions, [Dispositions, Inbox];
    /// Keeps a draft of the map, or throws it away.
    Write "disposition.draft" DispositionDraft(MapDraftSave) -> Dispositions, [Dispositions, Audit];
    /// What publishing would change for the events of the last days.
    Read "disposition.try" DispositionTry(MapTry) -> MapTried, [Dispositions, Inbox], long;
    /// The same contact by contact, as a CSV file.
    Read "disposition.try_export" DispositionTryExport(MapTry) -> FileOut, [], long;
    /// Makes the draft the map that counts.
    Write "disposition.publish" DispositionPublish(MapPublish) -> MapPublished, [Dispositions, Inbox, Audit], long;
    /// All versions, newest first.
    Read "disposition.versions" DispositionVersions(OfConnection) -> Vec<MapVersion>, [Dispositions];
    /// The map of one version.
    Read "disposition.version" DispositionVersion(MapVersionRef) -> DispositionMap, [];
    /// Publishes a copy of an older version.
    Write "disposition.go_back" DispositionGoBack(MapGoBack) -> Dispositions, [Dispositions, Audit], long;
    /// Maps one code that came without being mapped, and applies its events anew.
    Write "disposition.map_code" DispositionMapCode(MapCode) -> MapPublished, [Dispositions, Inbox, Audit], long;
    /// Says what happens to events whose code is not mapped.
    Write "disposition.unmapped_policy" DispositionUnmappedPolicy(UnmappedPolicySet) -> Dispositions, [Dispositions, Audit];
    /// Reads a map from a file into the draft.
    Write "disposition.import" DispositionImport(MapImport) -> Dispositions, [Dispositions, Audit], long;
    /// Writes a map to a file.
    Read "disposition.export" DispositionExport(MapExport) -> FileOut, [], long;
    /// Events as they were decided, newest first.
    Read "disposition.feed" DispositionFeedCommand(DispositionFeed) -> Page<DispositionRow>, [Inbox, Dispositions];

    /// Puts a number on the do-not-call list, or takes it off.
    Write "dnc.add" DncAddCommand(DncAdd) -> DncAdded, [Dnc, Audit];
    /// All that is known of a number: what holds, every statement, how far the tenant is told.
    Read "dnc.lookup" DncLookupCommand(DncNumber) -> DncLookup, [Dnc];
    /// How far each tenant is told of people's opt-ins and opt-outs.
    Read "dnc.status" DncStatusCommand(MaybeConnection) -> Vec<DncStatus>, [Dnc, Connections];
    /// Tells the tenant now of what waits.
    Write "dnc.push" DncPushCommand(MaybeConnection) -> Vec<DncStatus>, [Dnc, Audit];
    /// What a do-not-call list has in its columns, and what only a person can say of it.
    Read "dnc.columns" DncColumns(DncLookAt) -> DncLook, [], long;
    /// Reads a do-not-call list and holds it against what is known; with `go` it is imported then.
    Write "dnc.look" DncLookAtCommand(DncLookAt) -> DncImport, [Dnc, Audit], long;
    /// Imports a list that was looked at; it is written in the background.
    Write "dnc.import" DncImportGoCommand(DncImportGo) -> DncImport, [Dnc, Audit];
    /// Forgets a list that was looked at; stops one that is being written, of which what is written counts.
    Write "dnc.import_stop" DncImportStop(DncImportRef) -> DncImport, [Dnc, Audit];
    /// All imports, newest first.
    Read "dnc.imports" DncImports(MaybeConnection) -> Vec<DncImport>, [Dnc];
    /// One import.
    Read "dnc.import_show" DncImportShow(DncImportRef) -> DncImport, [Dnc];
    /// Rows of an import that were not taken.
    Read "dnc.refused" DncRefusedCommand(DncRefusedOf) -> Page<DncRefused>, [Dnc];
    /// The same as a file that can be corrected and handed in again. Numbers stand in it whole, so that it is an audit row.
    Write "dnc.refused_export" DncRefusedExport(DncImportRef) -> FileOut, [Audit], long;
    /// Begins telling the tenant of an import's numbers, or holds that up.
    Write "dnc.import_push" DncImportPushCommand(DncImportPush) -> DncImport, [Dnc, Audit];
    /// Takes back everything that an import said.
    Write "dnc.undo" DncUndo(DncImportRef) -> DncImport, [Dnc, Audit];
    /// Lets numbers be called again that an import left at the tenant.
    Write "dnc.release" DncReleaseCommand(DncRelease) -> DncImport, [Dnc, Audit], long;
    /// Who is told of each severity.
    Read "route.list" RouteList(OfConnection) -> Vec<SeverityRoute>, [Dispositions, Deliveries];
    /// Says who is told of a severity.
    Write "route.set" RouteSet(SeverityRouteSet) -> Vec<SeverityRoute>, [Dispositions, Audit];

    /// The audit log, newest first.
    Read "audit.list" AuditListCommand(AuditList) -> AuditPage, [Audit];
    /// One row.
    Read "audit.show" AuditShow(AuditRef) -> AuditRow, [Audit];
    /// Recomputes the chain and names the first place that does not hold.
    Read "audit.verify" AuditVerifyCommand(AuditVerify) -> AuditVerified, [], long;
    /// A line to be stored elsewhere.
    Write "audit.anchor" AuditAnchorCommand(Nothing) -> AuditAnchor, [Audit], long;
    /// Signs with a new key from now on: where a log was restored from elsewhere.
    Write "audit.new_key" AuditNewKeyCommand(AuditNewKey) -> Nothing, [Audit, Health];
    /// Writes the rows of a filter to a file.
    Write "audit.export" AuditExportCommand(AuditExport) -> FileOut, [Audit], long;

    /// Calling rules, shipped and of the house.
    Read "rule.list" RuleList(Nothing) -> Rules, [Rules];
    /// What stands already and a change of the rules would forbid; changes nothing.
    Read "rule.effect" RuleEffectOf(RuleTrial) -> RuleEffect, [Rules, Runs];
    /// What stands in spite of a rule and waits for a decision.
    Read "rule.standing" RuleStanding(Nothing) -> RuleEffect, [Rules, Runs];
    /// Adds a stricter rule of the house, or a new version of one; says what becomes of that which it forbids.
    Write "rule.add" RuleAdd(HouseRule) -> Rules, [Rules, Schedules, Runs, Audit], long;
    /// Switches a rule off, with a reason.
    Write "rule.off" RuleOffCommand(RuleOff) -> Rules, [Rules, Schedules, Runs, Audit], long;
    /// Switches it on again.
    Write "rule.on" RuleOn(RuleNamed) -> Rules, [Rules, Schedules, Runs, Audit], long;
    /// Decides what becomes of that which stands in spite of a rule.
    Write "rule.decide" RuleDecide(RuleDecision) -> RuleEffect, [Rules, Schedules, Runs, Audit], long;

    /// All settings with their bounds.
    Read "settings.show" SettingsShow(Nothing) -> Vec<Setting>, [Settings];
    /// Changes one.
    Write "settings.set" SettingsSet(SettingSet) -> Vec<Setting>, [Settings, Audit];
    /// Where secrets are kept, and whether that works.
    Read "secrets.show" SecretsShow(Nothing) -> SecretStore, [Secrets];
    /// Chooses where secrets are kept.
    Write "secrets.use" SecretsUse(SecretStoreUse) -> SecretStore, [Secrets, Connections, Audit], long;
    /// What a number is; masked.
    Read "phone.normalize" PhoneNormalizeCommand(PhoneNormalize) -> PhoneView, [];
    /// Writes a file made here to the Downloads folder.
    Write "file.save" FileSaveCommand(FileSave) -> FileSaved, [], long;
    /// Removes a file that was handed in and is not needed any more.
    Write "file.forget" FileForgetCommand(FileForget) -> Nothing, [];
    /// Bundles versions, state and the last log lines, masked.
    Read "diagnostics.export" DiagnosticsExport(Nothing) -> FileOut, [], long;
}
