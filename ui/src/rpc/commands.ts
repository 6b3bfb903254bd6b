// Generated from src-tauri/rpc by `cargo run -p callboard-rpc --example generate`. Do not edit.
import type { AuditAnchor, AuditExport, AuditList, AuditNewKey, AuditPage, AuditRef, AuditRow, AuditVerified, AuditVerify, AwaitedTenant, Board, CalendarArgs, Campaigns, ClockChange, ClockChangesArgs, Connection, ConnectionRef, ConnectionRemoval, ConnectionRemoved, ConnectionSave, ConnectionTest, ContactSet, ContactSetRef, ContactsColumns, ContactsImport, ContactsInspect, ContactsRefused, DeadCause, Delivery, DeliveryList, DeliveryReplay, DemoStarted, DispositionFeed, DispositionMap, DispositionRow, Dispositions, DncAdd, DncAdded, DncImport, DncImportGo, DncImportPush, DncImportRef, DncLook, DncLookAt, DncLookup, DncNumber, DncRefused, DncRefusedOf, DncRelease, DncStatus, Endpoint, EndpointRef, EndpointRotate, EndpointSave, EndpointSaved, EndpointSetEnabled, FileForget, FileOut, FileSave, FileSaved, HouseRule, KeptWindow, Listener, ListenerSettings, MapCode, MapDraftSave, MapExport, MapGoBack, MapImport, MapPublish, MapPublished, MapTried, MapTry, MapVersion, MapVersionRef, MaybeConnection, MissedFire, MissedMove, MissedPlan, MissedRef, Moment, NextFire, Nothing, Notice, NoticesRead, OfConnection, Page, PhoneNormalize, PhoneView, Plan, Preview, PreviewArgs, RefusedContact, Replayed, RuleDecision, RuleEffect, RuleNamed, RuleOff, RuleTrial, Rules, Run, RunList, RunRef, RunSummary, Schedule, ScheduleGo, ScheduleRef, ScheduleRemoved, ScheduleSave, SecretStore, SecretStoreUse, SelfTest, Setting, SettingSet, SeverityRoute, SeverityRouteSet, Source, SourceRef, SourceRotate, SourceSave, SourceSaved, SourceSetEnabled, Status, StopNow, StopReport, SubmitArgs, SubmitReport, Topic, Trace, TrafficList, TrafficRef, TrafficReplay, TrafficRow, Trouble, UnmappedPolicySet, WallTime } from "./types";

/** Arguments and answer of each command. */
export interface Commands {
  /** Everything the first page shows. */
  "board.show": { args: Nothing; output: Board };
  /** Health of everything, versions, what is waiting and why. */
  "status.show": { args: Nothing; output: Status };
  /** What stands still in the program itself; answered from memory, also while the database does not answer. */
  "program.trouble": { args: Nothing; output: Array<Trouble> };
  /** Lines behind the bell, newest first. */
  "notice.list": { args: Nothing; output: Array<Notice> };
  /** Marks notices as read. */
  "notice.read": { args: NoticesRead; output: Nothing };
  /** Starts the stand-in tenant, makes a schedule for sample contacts and runs it now. */
  "demo.start": { args: Nothing; output: DemoStarted };
  /** All tenants, with their health. */
  "connection.list": { args: Nothing; output: Array<Connection> };
  /** Tenants that somebody waits for: how far it is, and what keeps it. */
  "connection.awaited": { args: Nothing; output: Array<AwaitedTenant> };
  /** Adds or changes a tenant; the secret goes to the secret store only. */
  "connection.save": { args: ConnectionSave; output: Connection };
  /** Removes a tenant and its secret; says what becomes of the schedules and windows that depend on it. */
  "connection.remove": { args: ConnectionRemoval; output: ConnectionRemoved };
  /** Token, then one read per job. */
  "connection.test": { args: ConnectionRef; output: ConnectionTest };
  /** The tenant's campaigns, where it can list them. */
  "campaign.list": { args: MaybeConnection; output: Campaigns };
  /** Columns and first rows of a contact file. */
  "contacts.inspect": { args: ContactsInspect; output: ContactsColumns };
  /** Counts a contact file by zone and jurisdiction. */
  "contacts.import": { args: ContactsImport; output: ContactSet };
  /** Imported lists, newest first. */
  "contacts.list": { args: MaybeConnection; output: Array<ContactSet> };
  /** Rows of a list that need a zone or are invalid. */
  "contacts.refused": { args: ContactsRefused; output: Page<RefusedContact> };
  /** The same rows as a CSV file. */
  "contacts.refused_export": { args: ContactSetRef; output: FileOut };
  /** What an expression means in every zone. */
  "schedule.preview": { args: PreviewArgs; output: Preview };
  /** The next 12 months' clock changes and what they do to an expression. */
  "schedule.clock_changes": { args: ClockChangesArgs; output: Array<ClockChange> };
  /** Names of all zones, for the picker. */
  "zone.names": { args: Nothing; output: Array<string> };
  /** The instant at which the clocks of a zone show a time. */
  "zone.instant": { args: WallTime; output: Moment };
  /** Saved schedules. */
  "schedule.list": { args: MaybeConnection; output: Array<Schedule> };
  /** One saved schedule. */
  "schedule.show": { args: ScheduleRef; output: Schedule };
  /** Saves a new schedule, or edits one: windows that are submitted and change are withdrawn first. */
  "schedule.save": { args: ScheduleSave; output: Schedule };
  /** Withdraws what has not begun, and fires no more. */
  "schedule.pause": { args: ScheduleRef; output: Schedule };
  /** Fires again from now on; what was missed meanwhile is not made up for. */
  "schedule.resume": { args: ScheduleGo; output: Schedule };
  /** Withdraws what has not begun, and forgets the schedule; its runs stay. */
  "schedule.remove": { args: ScheduleRef; output: ScheduleRemoved };
  /** Accepts the instants that newer zone data gives. */
  "schedule.accept_moved": { args: ScheduleGo; output: Schedule };
  /** Every request that a submission would send; sends nothing. */
  "schedule.plan": { args: SubmitArgs; output: Plan };
  /** Submits the next fire of every zone, or starts now; answers when each window has an outcome or a date. */
  "schedule.submit": { args: SubmitArgs; output: SubmitReport };
  /** Starts a saved schedule now, wherever that is legal; its next starts that this covers are withdrawn where they are confirmed, and passed over. */
  "schedule.run_now": { args: ScheduleGo; output: SubmitReport };
  /** Withdraws every window of a campaign. */
  "schedule.stop_now": { args: StopNow; output: StopReport };
  /** Windows and fires between two instants. */
  "schedule.calendar": { args: CalendarArgs; output: Array<NextFire> };
  /** Windows that were let stand, of removed connections and in spite of a rule, and until when each dials. */
  "window.kept": { args: Nothing; output: Array<KeptWindow> };
  /** The tray of missed fires. */
  "missed.list": { args: Nothing; output: Array<MissedFire> };
  /** Starts missed fires now, where it is legal. */
  "missed.run": { args: MissedRef; output: SubmitReport };
  /** Lets them go. */
  "missed.skip": { args: MissedRef; output: Nothing };
  /** What starting missed fires later would do in each zone; starts nothing. */
  "missed.plan": { args: MissedMove; output: MissedPlan };
  /** Starts missed fires later. */
  "missed.move": { args: MissedMove; output: SubmitReport };
  /** Runs, newest first. */
  "run.list": { args: RunList; output: Page<RunSummary> };
  /** One run with its windows, points, marks and completion webhooks. */
  "run.show": { args: RunRef; output: Run };
  /** Sends what failed of a run again, without doubles. */
  "run.retry": { args: RunRef; output: SubmitReport };
  /** Withdraws every window of one run. */
  "run.stop": { args: RunRef; output: StopReport };
  /** Receivers of outgoing webhooks. */
  "endpoint.list": { args: Nothing; output: Array<Endpoint> };
  /** Adds or changes a receiver. */
  "endpoint.save": { args: EndpointSave; output: EndpointSaved };
  /** Turns a receiver on or off, and leaves the rest of it as it is. */
  "endpoint.set_enabled": { args: EndpointSetEnabled; output: Endpoint };
  /** Removes a receiver; what waits for it becomes a dead letter. */
  "endpoint.remove": { args: EndpointRef; output: Nothing };
  /** Makes a new signing secret for a receiver, and signs with both for a while. */
  "endpoint.rotate": { args: EndpointRotate; output: EndpointSaved };
  /** Outgoing webhooks, newest first. */
  "delivery.list": { args: DeliveryList; output: Page<Delivery> };
  /** Sends dead letters again, under their old ids. */
  "delivery.replay": { args: DeliveryReplay; output: Replayed };
  /** The door at which webhooks come in, and how it is. */
  "listener.show": { args: Nothing; output: Listener };
  /** Turns the listener on or off, and says where it listens. */
  "listener.set": { args: ListenerSettings; output: Listener };
  /** Sends a signed nonce to the listener's public address, and says whether it came back. */
  "listener.self_test": { args: Nothing; output: SelfTest };
  /** Who may send events here. */
  "source.list": { args: MaybeConnection; output: Array<Source> };
  /** Adds or changes a source; its secret goes to the secret store, and is shown once where it was made here. */
  "source.save": { args: SourceSave; output: SourceSaved };
  /** Turns a source on or off, and leaves the rest of it as it is. */
  "source.set_enabled": { args: SourceSetEnabled; output: Source };
  /** Makes a new secret for a source, and takes the old one for a while. */
  "source.rotate": { args: SourceRotate; output: SourceSaved };
  /** Removes a source and its secret; what it sent stays. */
  "source.remove": { args: SourceRef; output: Nothing };
  /** Events received and deliveries sent, newest first. */
  "traffic.list": { args: TrafficList; output: Page<TrafficRow> };
  /** One of them, from its arrival to its last effect. */
  "traffic.show": { args: TrafficRef; output: Trace };
  /** Dead letters of both directions by what they failed for, most first. */
  "traffic.dead": { args: Nothing; output: Array<DeadCause> };
  /** Does what failed for good again: those named, or all of a cause. */
  "traffic.replay": { args: TrafficReplay; output: Replayed };
  /** The disposition map, its draft, and the codes that it does not know. */
  "disposition.show": { args: OfConnection; output: Dispositions };
  /** Keeps a draft of the map, or throws it away. */
  "disposition.draft": { args: MapDraftSave; output: Dispositions };
  /** What publishing would change for the events of the last days. */
  "disposition.try": { args: MapTry; output: MapTried };
  /** The same contact by contact, as a CSV file. */
  "disposition.try_export": { args: MapTry; output: FileOut };
  /** Makes the draft the map that counts. */
  "disposition.publish": { args: MapPublish; output: MapPublished };
  /** All versions, newest first. */
  "disposition.versions": { args: OfConnection; output: Array<MapVersion> };
  /** The map of one version. */
  "disposition.version": { args: MapVersionRef; output: DispositionMap };
  /** Publishes a copy of an older version. */
  "disposition.go_back": { args: MapGoBack; output: Dispositions };
  /** Maps one code that came without being mapped, and applies its events anew. */
  "disposition.map_code": { args: MapCode; output: MapPublished };
  /** Says what happens to events whose code is not mapped. */
  "disposition.unmapped_policy": { args: UnmappedPolicySet; output: Dispositions };
  /** Reads a map from a file into the draft. */
  "disposition.import": { args: MapImport; output: Dispositions };
  /** Writes a map to a file. */
  "disposition.export": { args: MapExport; output: FileOut };
  /** Events as they were decided, newest first. */
  "disposition.feed": { args: DispositionFeed; output: Page<DispositionRow> };
  /** Puts a number on the do-not-call list, or takes it off. */
  "dnc.add": { args: DncAdd; output: DncAdded };
  /** All that is known of a number: what holds, every statement, how far the tenant is told. */
  "dnc.lookup": { args: DncNumber; output: DncLookup };
  /** How far each tenant is told of people's opt-ins and opt-outs. */
  "dnc.status": { args: MaybeConnection; output: Array<DncStatus> };
  /** Tells the tenant now of what waits. */
  "dnc.push": { args: MaybeConnection; output: Array<DncStatus> };
  /** What a do-not-call list has in its columns, and what only a person can say of it. */
  "dnc.columns": { args: DncLookAt; output: DncLook };
  /** Reads a do-not-call list and holds it against what is known; with `go` it is imported then. */
  "dnc.look": { args: DncLookAt; output: DncImport };
  /** Imports a list that was looked at; it is written in the background. */
  "dnc.import": { args: DncImportGo; output: DncImport };
  /** Forgets a list that was looked at; stops one that is being written, of which what is written counts. */
  "dnc.import_stop": { args: DncImportRef; output: DncImport };
  /** All imports, newest first. */
  "dnc.imports": { args: MaybeConnection; output: Array<DncImport> };
  /** One import. */
  "dnc.import_show": { args: DncImportRef; output: DncImport };
  /** Rows of an import that were not taken. */
  "dnc.refused": { args: DncRefusedOf; output: Page<DncRefused> };
  /** The same as a file that can be corrected and handed in again. Numbers stand in it whole, so that it is an audit row. */
  "dnc.refused_export": { args: DncImportRef; output: FileOut };
  /** Begins telling the tenant of an import's numbers, or holds that up. */
  "dnc.import_push": { args: DncImportPush; output: DncImport };
  /** Takes back everything that an import said. */
  "dnc.undo": { args: DncImportRef; output: DncImport };
  /** Lets numbers be called again that an import left at the tenant. */
  "dnc.release": { args: DncRelease; output: DncImport };
  /** Who is told of each severity. */
  "route.list": { args: OfConnection; output: Array<SeverityRoute> };
  /** Says who is told of a severity. */
  "route.set": { args: SeverityRouteSet; output: Array<SeverityRoute> };
  /** The audit log, newest first. */
  "audit.list": { args: AuditList; output: AuditPage };
  /** One row. */
  "audit.show": { args: AuditRef; output: AuditRow };
  /** Recomputes the chain and names the first place that does not hold. */
  "audit.verify": { args: AuditVerify; output: AuditVerified };
  /** A line to be stored elsewhere. */
  "audit.anchor": { args: Nothing; output: AuditAnchor };
  /** Signs with a new key from now on: where a log was restored from elsewhere. */
  "audit.new_key": { args: AuditNewKey; output: Nothing };
  /** Writes the rows of a filter to a file. */
  "audit.export": { args: AuditExport; output: FileOut };
  /** Calling rules, shipped and of the house. */
  "rule.list": { args: Nothing; output: Rules };
  /** What stands already and a change of the rules would forbid; changes nothing. */
  "rule.effect": { args: RuleTrial; output: RuleEffect };
  /** What stands in spite of a rule and waits for a decision. */
  "rule.standing": { args: Nothing; output: RuleEffect };
  /** Adds a stricter rule of the house, or a new version of one; says what becomes of that which it forbids. */
  "rule.add": { args: HouseRule; output: Rules };
  /** Switches a rule off, with a reason. */
  "rule.off": { args: RuleOff; output: Rules };
  /** Switches it on again. */
  "rule.on": { args: RuleNamed; output: Rules };
  /** Decides what becomes of that which stands in spite of a rule. */
  "rule.decide": { args: RuleDecision; output: RuleEffect };
  /** All settings with their bounds. */
  "settings.show": { args: Nothing; output: Array<Setting> };
  /** Changes one. */
  "settings.set": { args: SettingSet; output: Array<Setting> };
  /** Where secrets are kept, and whether that works. */
  "secrets.show": { args: Nothing; output: SecretStore };
  /** Chooses where secrets are kept. */
  "secrets.use": { args: SecretStoreUse; output: SecretStore };
  /** What a number is; masked. */
  "phone.normalize": { args: PhoneNormalize; output: PhoneView };
  /** Writes a file made here to the Downloads folder. */
  "file.save": { args: FileSave; output: FileSaved };
  /** Removes a file that was handed in and is not needed any more. */
  "file.forget": { args: FileForget; output: Nothing };
  /** Bundles versions, state and the last log lines, masked. */
  "diagnostics.export": { args: Nothing; output: FileOut };
}

export type CommandName = keyof Commands;

/** What a read provides and a write invalidates; `long`: it may wait for a tenant or a large file. */
export const commands: Record<
  CommandName,
  { kind: "read" | "write"; topics: Topic[]; long?: true }
> = {
  "board.show": { kind: "read", topics: ["connections","health","schedules","missed","runs","deliveries","secrets","notices"] },
  "status.show": { kind: "read", topics: ["health","settings","secrets"] },
  "program.trouble": { kind: "read", topics: ["health"] },
  "notice.list": { kind: "read", topics: ["notices"] },
  "notice.read": { kind: "write", topics: ["notices"] },
  "demo.start": { kind: "write", topics: ["connections","contacts","schedules","runs","deliveries","audit"], long: true },
  "connection.list": { kind: "read", topics: ["connections","health"] },
  "connection.awaited": { kind: "read", topics: [] },
  "connection.save": { kind: "write", topics: ["connections","audit"], long: true },
  "connection.remove": { kind: "write", topics: ["connections","schedules","runs","missed","audit"], long: true },
  "connection.test": { kind: "write", topics: ["connections","health","audit"], long: true },
  "campaign.list": { kind: "read", topics: ["connections"], long: true },
  "contacts.inspect": { kind: "read", topics: [], long: true },
  "contacts.import": { kind: "write", topics: ["contacts","audit"], long: true },
  "contacts.list": { kind: "read", topics: ["contacts"] },
  "contacts.refused": { kind: "read", topics: ["contacts"] },
  "contacts.refused_export": { kind: "read", topics: [], long: true },
  "schedule.preview": { kind: "read", topics: ["rules","contacts"] },
  "schedule.clock_changes": { kind: "read", topics: [] },
  "zone.names": { kind: "read", topics: [] },
  "zone.instant": { kind: "read", topics: [] },
  "schedule.list": { kind: "read", topics: ["schedules","contacts","rules"] },
  "schedule.show": { kind: "read", topics: ["schedules","contacts","rules"] },
  "schedule.save": { kind: "write", topics: ["schedules","runs","audit"], long: true },
  "schedule.pause": { kind: "write", topics: ["schedules","runs","audit"], long: true },
  "schedule.resume": { kind: "write", topics: ["schedules","runs","audit"], long: true },
  "schedule.remove": { kind: "write", topics: ["schedules","runs","audit"], long: true },
  "schedule.accept_moved": { kind: "write", topics: ["schedules","audit"] },
  "schedule.plan": { kind: "read", topics: ["schedules","rules","contacts","runs"], long: true },
  "schedule.submit": { kind: "write", topics: ["schedules","runs","audit"], long: true },
  "schedule.run_now": { kind: "write", topics: ["schedules","runs","audit"], long: true },
  "schedule.stop_now": { kind: "write", topics: ["schedules","runs","audit"], long: true },
  "schedule.calendar": { kind: "read", topics: ["schedules","contacts","rules"] },
  "window.kept": { kind: "read", topics: ["runs","connections","rules"] },
  "missed.list": { kind: "read", topics: ["missed"] },
  "missed.run": { kind: "write", topics: ["missed","runs","audit"], long: true },
  "missed.skip": { kind: "write", topics: ["missed","audit"] },
  "missed.plan": { kind: "read", topics: ["rules","contacts"] },
  "missed.move": { kind: "write", topics: ["missed","runs","audit"], long: true },
  "run.list": { kind: "read", topics: ["runs"] },
  "run.show": { kind: "read", topics: ["runs","deliveries"] },
  "run.retry": { kind: "write", topics: ["runs","audit"], long: true },
  "run.stop": { kind: "write", topics: ["runs","audit"], long: true },
  "endpoint.list": { kind: "read", topics: ["deliveries"] },
  "endpoint.save": { kind: "write", topics: ["deliveries","audit"], long: true },
  "endpoint.set_enabled": { kind: "write", topics: ["deliveries","audit"] },
  "endpoint.remove": { kind: "write", topics: ["deliveries","audit"] },
  "endpoint.rotate": { kind: "write", topics: ["deliveries","audit"], long: true },
  "delivery.list": { kind: "read", topics: ["deliveries"] },
  "delivery.replay": { kind: "write", topics: ["deliveries","audit"], long: true },
  "listener.show": { kind: "read", topics: ["listener"] },
  "listener.set": { kind: "write", topics: ["listener","audit"], long: true },
  "listener.self_test": { kind: "write", topics: ["listener","audit"], long: true },
  "source.list": { kind: "read", topics: ["listener","connections"] },
  "source.save": { kind: "write", topics: ["listener","audit"], long: true },
  "source.set_enabled": { kind: "write", topics: ["listener","audit"] },
  "source.rotate": { kind: "write", topics: ["listener","audit"], long: true },
  "source.remove": { kind: "write", topics: ["listener","audit"] },
  "traffic.list": { kind: "read", topics: ["inbox","deliveries"] },
  "traffic.show": { kind: "read", topics: ["inbox","deliveries"] },
  "traffic.dead": { kind: "read", topics: ["inbox","deliveries"] },
  "traffic.replay": { kind: "write", topics: ["inbox","deliveries","audit"], long: true },
  "disposition.show": { kind: "read", topics: ["dispositions","inbox"] },
  "disposition.draft": { kind: "write", topics: ["dispositions","audit"] },
  "disposition.try": { kind: "read", topics: ["dispositions","inbox"], long: true },
  "disposition.try_export": { kind: "read", topics: [], long: true },
  "disposition.publish": { kind: "write", topics: ["dispositions","inbox","audit"], long: true },
  "disposition.versions": { kind: "read", topics: ["dispositions"] },
  "disposition.version": { kind: "read", topics: [] },
  "disposition.go_back": { kind: "write", topics: ["dispositions","audit"], long: true },
  "disposition.map_code": { kind: "write", topics: ["dispositions","inbox","audit"], long: true },
  "disposition.unmapped_policy": { kind: "write", topics: ["dispositions","audit"] },
  "disposition.import": { kind: "write", topics: ["dispositions","audit"], long: true },
  "disposition.export": { kind: "read", topics: [], long: true },
  "disposition.feed": { kind: "read", topics: ["inbox","dispositions"] },
  "dnc.add": { kind: "write", topics: ["dnc","audit"] },
  "dnc.lookup": { kind: "read", topics: ["dnc"] },
  "dnc.status": { kind: "read", topics: ["dnc","connections"] },
  "dnc.push": { kind: "write", topics: ["dnc","audit"] },
  "dnc.columns": { kind: "read", topics: [], long: true },
  "dnc.look": { kind: "write", topics: ["dnc","audit"], long: true },
  "dnc.import": { kind: "write", topics: ["dnc","audit"] },
  "dnc.import_stop": { kind: "write", topics: ["dnc","audit"] },
  "dnc.imports": { kind: "read", topics: ["dnc"] },
  "dnc.import_show": { kind: "read", topics: ["dnc"] },
  "dnc.refused": { kind: "read", topics: ["dnc"] },
  "dnc.refused_export": { kind: "write", topics: ["audit"], long: true },
  "dnc.import_push": { kind: "write", topics: ["dnc","audit"] },
  "dnc.undo": { kind: "write", topics: ["dnc","audit"] },
  "dnc.release": { kind: "write", topics: ["dnc","audit"], long: true },
  "route.list": { kind: "read", topics: ["dispositions","deliveries"] },
  "route.set": { kind: "write", topics: ["dispositions","audit"] },
  "audit.list": { kind: "read", topics: ["audit"] },
  "audit.show": { kind: "read", topics: ["audit"] },
  "audit.verify": { kind: "read", topics: [], long: true },
  "audit.anchor": { kind: "write", topics: ["audit"], long: true },
  "audit.new_key": { kind: "write", topics: ["audit","health"] },
  "audit.export": { kind: "write", topics: ["audit"], long: true },
  "rule.list": { kind: "read", topics: ["rules"] },
  "rule.effect": { kind: "read", topics: ["rules","runs"] },
  "rule.standing": { kind: "read", topics: ["rules","runs"] },
  "rule.add": { kind: "write", topics: ["rules","schedules","runs","audit"], long: true },
  "rule.off": { kind: "write", topics: ["rules","schedules","runs","audit"], long: true },
  "rule.on": { kind: "write", topics: ["rules","schedules","runs","audit"], long: true },
  "rule.decide": { kind: "write", topics: ["rules","schedules","runs","audit"], long: true },
  "settings.show": { kind: "read", topics: ["settings"] },
  "settings.set": { kind: "write", topics: ["settings","audit"] },
  "secrets.show": { kind: "read", topics: ["secrets"] },
  "secrets.use": { kind: "write", topics: ["secrets","connections","audit"], long: true },
  "phone.normalize": { kind: "read", topics: [] },
  "file.save": { kind: "write", topics: [], long: true },
  "file.forget": { kind: "write", topics: [] },
  "diagnostics.export": { kind: "read", topics: [], long: true },
};
